# Every target sets up all that it needs; repeated calls cost nothing. PYTHON=... chooses the interpreter.
# Requires GNU make and Python 3.11 or newer with its venv module.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help install dev demo test check bench faults lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# One more than there are cores, up to five: much of a test is waiting.
WORKERS := $(shell cores=$$(nproc 2>/dev/null || echo 2); echo $$((cores < 4 ? cores + 1 : 5)))
# What comes with an old Python takes three times as long to install the same pins.
PIP_VERSION := 26.3
PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
UV_VERSION := 0.13.9

# The development lock holds every pin of the other one, so an environment for development needs no second install.
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

install: $(INSTALLED) ## the bot in .venv, pinned and checked by hash

dev: $(READY) ## all that tests and checks need, Debian packages included
	@.ci/packages

demo: $(INSTALLED) ## try Muster without any account; TOUR=1 plays an incident by itself, PORT=4580 moves it
	@exec $(BIN)/muster demo $(if $(TOUR),--tour) $(if $(PORT),--port $(PORT))

test: dev ## every check on a fresh machine: dev, then check
	@$(MAKE) check

check: $(READY) ## every gate, cheapest first
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report= --cov-fail-under=0 -n $(WORKERS) --dist loadgroup
	$(BIN)/coverage report
	$(BIN)/coverage report --include='bot/domain/*,bot/workflows/*' --fail-under=100
	$(BIN)/muster runbook lint runbooks

bench: $(READY) ## measure speed and memory as ratios to bare bounds: ONLY=B1, OUT=file.json, PAGE=docs/benchmarks.md
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(OUT),--out $(OUT)) $(if $(PAGE),--page $(PAGE))

faults: $(READY) ## break everything on purpose: SEED, ROUNDS, ROUND, DATABASE, WHAT (docs/reliability.md)
	$(BIN)/python -m tests.faults --what $(or $(WHAT),rounds) --database $(or $(DATABASE),sqlite) \
	  --seed $(or $(SEED),1) --rounds $(or $(ROUNDS),50) $(if $(ROUND),--round $(ROUND))

lock: ## resolve dependencies anew into both lock files
	@$(MAKE) .cache/uv-$(UV_VERSION)/bin/uv
	@compile() { \
	  .cache/uv-$(UV_VERSION)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-config --custom-compile-command 'make lock' --extra postgres "$$@" pyproject.toml; \
	}; \
	compile --output-file requirements.lock; \
	compile --group dev --constraint requirements.lock --output-file requirements-dev.lock

.cache/uv-$(UV_VERSION)/bin/uv: $(VENV)/bin/python
	@$(BIN)/python -m venv .cache/uv-$(UV_VERSION)
	@.cache/uv-$(UV_VERSION)/bin/python -m pip install --quiet uv==$(UV_VERSION)

clean: ## remove what make made; data stays
	rm -rf $(VENV) .cache dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@echo "Making $(VENV), where Muster is installed: about a minute, the first time only ..."
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv $(VENV) && exec $(PIP) install --upgrade pip==$(PIP_VERSION); \
	  fi; \
	done; \
	echo "Muster needs Python 3.11 or newer with its venv module; looked for: $(PYTHONS)." >&2; \
	echo "Debian and Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.12 ..." >&2; \
	exit 1

# Bytecode is written by all cores afterwards, which is quicker than by pip along the way.
define install_pinned
$(PIP) install --no-compile --require-hashes --no-deps -r $(1)
$(PIP) install --no-compile --no-deps --editable .
$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null
endef

$(INSTALLED): pyproject.toml requirements.lock | $(BIN)/python
	@echo "Installing Muster into $(VENV) ..."
	@$(call install_pinned,requirements.lock)
	@touch $@

$(READY): pyproject.toml requirements-dev.lock | $(BIN)/python
	@echo "Installing Muster and its checks into $(VENV) ..."
	@$(call install_pinned,requirements-dev.lock)
	@touch $@ $(INSTALLED)
