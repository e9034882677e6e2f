-- One row: when the tables were built, UTC.
select run_at from build
