# What a newcomer types. `make` alone lists the targets.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN := .venv/bin
HOME_DEMO := data/demo
SUPERSET_PORT ?= 8088
HOME_DEV ?= $(CURDIR)/data
SAMPLES := $(CURDIR)/docs/samples

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test test-long lint format fit score bench bench-engine bench-explorer bench-exports questions superset clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready ## make .venv with the `factline` command in it

# The lock has hashes for every file; uv, where there is one, is three times as fast as pip.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Factline needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	  uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

demo: setup ## run on docs/samples, show facts, and lead one back to its words
	@$(BIN)/factline run --inbox docs/samples --home $(HOME_DEMO)
	@echo
	@$(BIN)/factline query --home $(HOME_DEMO) "SELECT indicator_name AS indicator, value_as_written AS words, \
	  measure, period_label AS period, area_name AS area, status_name AS status, report_file AS report \
	  FROM v_observation ORDER BY confidence DESC, observation_id LIMIT 15"
	@echo
	@$(BIN)/factline trace --last --home $(HOME_DEMO)
	@echo
	@echo "The warehouse: $(HOME_DEMO)/warehouse.duckdb (any DuckDB client opens it read-only)"
	@echo "Next, for instance:"
	@echo "  $(BIN)/factline serve --home $(HOME_DEMO)       # the explorer: click a figure, read its words"
	@echo "  $(BIN)/factline show fr_pekin_ia_presse_2024.txt --home $(HOME_DEMO)"
	@echo "  $(BIN)/factline query --home $(HOME_DEMO) \"SELECT * FROM v_growth\""
	@echo "  $(BIN)/factline run --inbox DIR --home data     # your own reports"
	@echo "  make dev                                        # the Dagster UI on http://localhost:3000"

dev: setup ## the Dagster UI; inbox docs/samples unless FACTLINE_INBOX names another
	@mkdir -p "$(HOME_DEV)/dagster" && cp assets/dagster.yaml "$(HOME_DEV)/dagster/dagster.yaml"
	@FACTLINE_HOME="$(HOME_DEV)" FACTLINE_INBOX="$${FACTLINE_INBOX:-$(SAMPLES)}" DAGSTER_HOME="$(HOME_DEV)/dagster" \
	  PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dagster dev

test: setup ## the tests, without the long ones
	@$(BIN)/python -m pytest

test-long: setup ## the long tests: servers, browser, many processes
	@$(BIN)/python -m pytest -m long

lint: setup ## formatter, linter, type checker
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

score: setup ## first runs and today's figures of every report with gold, with intervals and calibration
	@$(BIN)/factline score tests/gold/heldout_retold tests/gold/retold tests/gold/heldout tests/gold/opened --first-runs tests/gold/first_run.csv \
	  --intervals --confusion --calibration

fit: setup ## fit the weights of subjects, periods, areas and confidence (pipelines/*.csv) on the opened reports
	@$(BIN)/python -m tests.fitting.fit_ranking
	@$(BIN)/python -m tests.fitting.fit_slots
	@$(BIN)/python -m tests.fitting.fit_confidence

bench: setup .venv-peer/ready ## how fast the engine is, beside quantulum3 on the same text; memory; growth
	@$(BIN)/python -m tests.benchmarks.bench_engine

bench-engine: setup .venv-peer/ready ## the short form of bench
	@$(BIN)/python -m tests.benchmarks.bench_engine --short

# The peer has an environment of its own: nothing of it is ever imported by Factline.
.venv-peer/ready: tests/benchmarks/peer_requirements.txt
	@$(PYTHON) -m venv .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --only-binary :all: -r tests/benchmarks/peer_requirements.txt
	@touch $@

superset: .venv-superset/ready ## Apache Superset on the warehouse of `make demo` (another: HOME_DEMO=data)
	@exec .venv-superset/bin/python docs/superset/serve.py --home "$(HOME_DEMO)" --port $(SUPERSET_PORT)

# Superset pins older versions of what Factline uses: the two never share an environment.
.venv-superset/ready: docs/superset/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || \
	  { echo "Superset needs Python 3.11 or 3.12: make superset PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing Superset (150 packages, 0.7 GB) ..."
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv-superset && \
	  uv pip install --quiet --python .venv-superset/bin/python --require-hashes -r docs/superset/requirements.txt; \
	else \
	  $(PYTHON) -m venv .venv-superset && \
	  .venv-superset/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    -r docs/superset/requirements.txt; \
	fi
	@touch $@

questions: setup ## ask the twenty questions of docs/questions.md anew and write their answers into it
	@$(BIN)/python -m tests.test_questions

# FACTLINE_HOME names a large warehouse: `python -m tests.benchmarks.big_warehouse` makes one.
bench-explorer: setup ## how fast the explorer answers twenty requests at once (FACTLINE_HOME=DIR)
	@$(BIN)/python -m tests.benchmarks.bench_explorer --home "$(FACTLINE_HOME)"

bench-exports: setup ## time and memory of each export (FACTLINE_HOME=DIR)
	@$(BIN)/python -m tests.benchmarks.bench_exports --home "$(FACTLINE_HOME)"

clean: ## remove what make made (.venv stays: `rm -r .venv` removes it)
	@rm -rf build dist data/demo .pytest_cache .mypy_cache .ruff_cache .coverage
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
