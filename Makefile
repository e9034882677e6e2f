# Every target is a thin line over dbt or a Python module: nothing is possible only through Make.
# PYTHON=python3.12 chooses the interpreter when the virtual environment is made.

.DEFAULT_GOAL := help
.PHONY: help init build test test-long test-engines test-dialects test-stand-ins bench evidence funnels validate test-validate \
	sync-plan test-crm dashboard test-dashboard screenshots compare mutate lint explain backfill docs lock clean

VENV := .venv/bin/python
UV := uv
# Tests that need no other environment than .venv.
AT_HAND := not engines and not dialects and not stand_ins and not validate and not crm and not dashboard
COMPILE := $(UV) pip compile pyproject.toml --override requirements/overrides.txt --universal \
	--generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links

# The same text in every locale.
export PYTHONUTF8 := 1

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

init: .venv/.run ## Look at the warehouse, find known sources, print the vars for them; args="--to my_start" writes a policy, too
	@$(VENV) -m tools.init $(args)

build: .venv/.run ## Build all tables and check them; args="..." goes to dbt build
	@$(VENV) -m tools.build -- $(args)

test: lint ## Lint, then all fast tests; args="..." goes to pytest
	@$(VENV) -m pytest -m "not long and $(AT_HAND)" -n 2 --dist loadfile --no-loadscope-reorder $(args)

test-long: lint ## Lint, then all tests, those that take minutes too
	@$(VENV) -m pytest -m "$(AT_HAND)" -n 2 --dist loadfile --no-loadscope-reorder $(args)

test-engines: .venv-engines/.engines ## Build on PostgreSQL and Spark, too, and compare row for row (starts both by itself)
	@.venv-engines/bin/python -m pytest -m engines tests/python/test_engines.py tests/python/test_postgres.py $(args)

bench: .venv-bench/.bench ## Measure against hand-written SQL and against itself (hours); args="--events 1000000 --only full"
	@.venv-bench/bin/python -m benchmarks $(args)

evidence: .venv-evidence/.evidence ## Learn points on public data beside scikit-learn (a quarter of an hour); args="--only bank --splits 2"
	@.venv-evidence/bin/python -m tools.evidence $(args)

funnels: .venv-evidence/.evidence ## Run two further funnels beside scikit-learn; args="--cdnow FILE --shop FILE" (examples/funnels/README.md)
	@.venv-evidence/bin/python -m tools.funnels $(args)

test-dialects: .venv-dialects/.dialects ## Check what Snowflake, BigQuery, Redshift and Databricks would get (no account is needed)
	@.venv-dialects/bin/python -m pytest -m dialects tests/python/test_dialects.py $(args)

test-stand-ins: .venv-stand-ins/.stand-ins ## Build the demo in a local stand-in of Snowflake and compare with DuckDB
	@.venv-stand-ins/bin/python -m pytest -m stand_ins tests/python/test_stand_ins.py $(args)

validate: .venv-validate/.validate ## Check inputs and exports with Great Expectations; args="--only inputs"
	@.venv-validate/bin/python -m tools.validate $(args)

test-validate: .venv-validate/.validate ## Break inputs and exports on purpose and see each named
	@.venv-validate/bin/python -m pytest -m validate tests/python/test_validate.py $(args)

sync-plan: .venv/.run ## How many rows and calls a day the CRM exports cost; args="--contacts 250000"
	@$(VENV) -m tools.sync_plan $(args)

test-crm: .venv-crm/.crm ## Write the exports through the CRMs' official clients to a local stand-in that is as strict
	@.venv-crm/bin/python -m pytest -m crm tests/python/test_crm_clients.py $(args)

dashboard: .venv-dashboard/.dashboard ## Look at the scores in a browser; args="--port 8502"
	@.venv-dashboard/bin/python -m tools.dashboard $(args)

test-dashboard: .venv-dashboard/.dashboard ## Test every page of the dashboard, in Chromium, too (minutes)
	@.venv-dashboard/bin/python -m pytest -m dashboard tests/python/test_dashboard.py tests/python/test_dashboard_browser.py $(args)

screenshots: .venv-dashboard/.dashboard ## Take pictures of the dashboard's pages (needs Chromium); args=--publish for those of the README
	@.venv-dashboard/bin/python -m tools.screenshots $(args)

mutate: .venv/.dev ## Break the SQL on purpose and list what no test notices; args="--model mql_states" and so on
	@$(VENV) -m tools.mutate $(args)

lint: .venv/.dev ## Check YAML, Python and SQL
	@$(VENV) -m tools.yaml_check
	@$(VENV) -m ruff check --quiet
	@$(VENV) -m ruff format --check --quiet
	@$(VENV) -m tools.lint_sql
	@$(VENV) -m sqlfluff lint --templater placeholder dashboard/sql

explain: .venv/.run ## Why this score? contact=<id> [model=<id>]
	@test -n "$$contact" || { echo 'usage: make explain contact=<id> [model=<id>]'; exit 2; }
	@$(VENV) -m tools.explain "$$contact" --model "$$model"

compare: .venv/.run ## Challenger against champion: who moves, more or fewer MQLs, which predicts better; args="--challenger <id>"
	@$(VENV) -m tools.compare $(args)

backfill: .venv/.run ## Rebuild past days of the history. from=YYYY-MM-DD to=YYYY-MM-DD [args=--all-rows]
	@test -n "$$from" -a -n "$$to" || { echo 'usage: make backfill from=YYYY-MM-DD to=YYYY-MM-DD [args=--all-rows]'; exit 2; }
	@$(VENV) -m tools.backfill --from "$$from" --to "$$to" $(args)

docs: .venv/.run ## Write dbt's documentation to target/static_index.html
	@$(VENV) -c 'from dbt.cli.main import cli; cli()' --quiet docs generate --static
	@echo 'Open target/static_index.html'

lock: ## Resolve requirements/*.lock anew (needs uv); args=--upgrade for newer versions
	@command -v $(UV) >/dev/null || { echo 'uv is missing: pip install uv'; exit 1; }
	@$(COMPILE) --quiet --extra dev -o requirements/dev.lock $(args)
	@$(COMPILE) --quiet -c requirements/dev.lock -o requirements/run.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra engines -o requirements/engines.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra bench -o requirements/bench.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra evidence -o requirements/evidence.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra validate -o requirements/validate.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra crm -o requirements/crm.lock
	@$(COMPILE) --quiet -c requirements/dev.lock --extra dashboard -o requirements/dashboard.lock
	@$(COMPILE) --quiet --extra dialects -o requirements/dialects.lock
	@$(COMPILE) --quiet --extra stand-ins -o requirements/stand-ins.lock
	@echo 'Wrote requirements/*.lock'

clean: ## Remove what builds and tests leave behind; keeps .venv and the database
	@rm -rf target logs dbt_packages .pytest_cache .ruff_cache .hypothesis
	@find tools tests dashboard -name __pycache__ -prune -exec rm -rf {} +

# A stamp is written after a complete installation, so an interrupted one is simply repeated.
.venv/.run: requirements/run.lock
	@PYTHON='$(PYTHON)' tools/setup.sh run

.venv/.dev: requirements/dev.lock
	@PYTHON='$(PYTHON)' tools/setup.sh dev

.venv-engines/.engines: requirements/engines.lock
	@PYTHON='$(PYTHON)' tools/setup.sh engines

.venv-bench/.bench: requirements/bench.lock
	@PYTHON='$(PYTHON)' tools/setup.sh bench

.venv-evidence/.evidence: requirements/evidence.lock
	@PYTHON='$(PYTHON)' tools/setup.sh evidence

.venv-dialects/.dialects: requirements/dialects.lock
	@PYTHON='$(PYTHON)' tools/setup.sh dialects

.venv-stand-ins/.stand-ins: requirements/stand-ins.lock
	@PYTHON='$(PYTHON)' tools/setup.sh stand-ins

.venv-validate/.validate: requirements/validate.lock
	@PYTHON='$(PYTHON)' tools/setup.sh validate

.venv-crm/.crm: requirements/crm.lock
	@PYTHON='$(PYTHON)' tools/setup.sh crm

.venv-dashboard/.dashboard: requirements/dashboard.lock
	@PYTHON='$(PYTHON)' tools/setup.sh dashboard
