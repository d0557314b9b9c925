# Every verb sets up what it needs by itself; Python 3.11 to 3.13 and make are all that must be there.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO_HOME ?= $(CURDIR)/data/demo
SQL := dbt_project/models dbt_project/tests

.DEFAULT_GOAL := help
.PHONY: help demo online-retail olist up down test lint format docs bench lock clean

help: ## List the verbs
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: $(READY) ## Lead a company that does not exist, with all its systems, through everything, in Airflow
	@CLIENTELE_HOME=$(DEMO_HOME) $(BIN)/python -m sandbox.demo run

online-retail: $(READY) ## Run a real wholesaler's year, day by day, from PostgreSQL to its reports
	@CLIENTELE_HOME=$(CURDIR)/data/online_retail $(BIN)/python -m sandbox.online_retail

olist: $(READY) ## Run a real marketplace's funnel, from its leads to its reports
	@CLIENTELE_HOME=$(CURDIR)/data/olist $(BIN)/python -m sandbox.olist

up: $(READY) ## Leave Airflow and the company's systems running on what the demo built
	@CLIENTELE_HOME=$(DEMO_HOME) $(BIN)/python -m sandbox.demo up

down: $(READY) ## Stop what `make up` started
	@CLIENTELE_HOME=$(DEMO_HOME) $(BIN)/python -m sandbox.demo down

test: $(READY) ## Run every test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(READY) ## Check code, SQL and layout; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)

format: $(READY) ## Bring code and SQL into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar $(SQL)

docs: $(READY) ## Write dbt's documentation of every table into docs/build
	$(BIN)/dbt docs generate --static --empty-catalog --project-dir dbt_project \
		--profiles-dir dbt_project --target-path $(CURDIR)/docs/build \
		--vars '{as_of: "2000-01-01", warehouse_file: ":memory:"}'
	@echo "Open docs/build/static_index.html"

bench: $(READY) ## Measure landing, refresh and Airflow's overhead
	$(BIN)/python -m bench

lock: $(READY) ## Resolve requirements.in anew into requirements.txt
	$(BIN)/uv pip compile requirements.in --output-file requirements.txt --upgrade --universal \
		--python-version 3.11 --no-annotate --custom-compile-command "make lock"

clean: ## Remove the demo's data and every cache
	@test ! -f $(READY) || $(MAKE) --no-print-directory down
	rm -rf $(DEMO_HOME) docs/build .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11 to 3.13 is needed: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --editable .
	@touch $@
