# Önkapı: every command of a developer or of somebody who wants to look at it. The first one sets up .venv.
#
#   make run            start the demo: SQLite under var/, sample organizations, knowledge, agents
#   make test           run the tests, in parallel
#   make check          what must hold before a commit: format, lint, types, import rules, tests, coverage of core/
#   make lint, format   the static half of `check`; put the format right
#   make bench          turns per second beside the same SQL written by hand
#   make proof          kill, race and load real servers for about an hour, and write docs/proof.md
#   make lock           resolve the dependencies of pyproject.toml again
#   make clean          remove everything that the others can make again; var/ (the data) stays
#
# ARGS is handed on: make run ARGS="--port 9000", make test ARGS="tests/core -k calendar".

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint format bench proof lock clean

# Where this is set, as in many containers, every run would compile every module and test anew, once for each worker.
unexport PYTHONDONTWRITEBYTECODE

ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

# The first of these that is new enough, unless PYTHON names one.
PYTHON ?= $(shell for it in python3 python3.13 python3.12 python3.11; do \
	$$it -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$it && break; done)

# Two workers more than processors, since many tests wait (for a server that starts, a browser, a disk); at most six,
# because each brings a PostgreSQL server of its own.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) < 4 ? $$(getconf _NPROCESSORS_ONLN) + 2 : 6 )))
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

help:
	@sed -n 's/^#   //p' Makefile

setup: $(STAMP)

run: $(STAMP)
	@$(BIN)/onkapi demo $(ARGS)

test: $(STAMP)
	@$(PYTEST) $(ARGS)

# Coverage of core/ is asked of the tests of core/ alone: measuring the others would only slow them down.
check: lint
	@$(PYTEST) tests/core --cov --cov-report=term
	@$(PYTEST) --ignore=tests/core

lint: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tests.architecture

format: $(STAMP)
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: $(STAMP)
	@$(BIN)/python -m bench.turn $(ARGS)

proof: $(STAMP)
	@$(BIN)/python -m bench.proof $(ARGS)

# With uv where it is on the path, which takes half the time; with pip where it is not, or cannot reach the packages.
$(STAMP): requirements.lock pyproject.toml
	@$(or $(PYTHON),python3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Önkapı needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Setting up $(VENV) ..."
	@{ command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; } \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# uv comes from the path or, for this one use, into a directory that is thrown away.
lock:
	@place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT \
	&& { command -v uv >/dev/null || { $(PYTHON) -m venv "$$place/venv" && "$$place/venv/bin/pip" install --quiet uv; }; } \
	&& PATH="$$PATH:$$place/venv/bin" uv pip compile --quiet --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate \
		--universal --python-version 3.11 --all-extras $(ARGS) pyproject.toml -o requirements.lock \
	&& ! grep -nE '(https?|file)://' requirements.lock

clean:
	@rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
