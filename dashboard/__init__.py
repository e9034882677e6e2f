"""The dashboard: pages over the public tables, read from a copy of the DuckDB file. Started by `make dashboard`."""
