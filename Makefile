# Recipes are POSIX sh and need make, git and a Python with venv; everything else they install.
PYTHON ?= python3
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
NODE := $(VENV)/bin/node
NPM := $(VENV)/bin/npm
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --use-pep517
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
IN_PARALLEL := --numprocesses 3 --dist loadfile --no-loadscope-reorder
# A copy of the code without package.json takes nothing from npm.
SERVED := $(if $(wildcard package.json),node_modules/.served)
# Tests start hundreds of processes; where this is set, each of them compiles the whole project anew.
export PYTHONDONTWRITEBYTECODE :=
# Also false when the Python that the environment was made with is gone, or is another one by now.
USABLE := $(shell $(PY) -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test quick check bundle bench environment chromium nginx redis spark

help: ## say what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.runtime $(SERVED) ## set up what is missing and serve the game on http://localhost:7860 (PORT, HOST)
	@$(PY) app.py

test: $(VENV)/.development $(SERVED) chromium nginx redis spark ## set up what is missing and run every test (ARGS go to pytest)
	$(PY) -m pytest $(IN_PARALLEL) $(ARGS)

quick: $(VENV)/.development $(SERVED) ## run the quick tests: no browser, no stand-in servers, no kills (ARGS go to pytest)
	$(PY) -m pytest $(IN_PARALLEL) -m "not slow" --ignore tests/browser $(ARGS)

check: $(VENV)/.development node_modules/.installed ## look over code, types and documents
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(NODE) node_modules/typescript/bin/tsc
	$(NODE) node_modules/eslint/bin/eslint.js assets data/build eslint.config.js
	$(NODE) data/build/bundle.js --check
	$(PY) -m pytest --quiet tests/docs/test_docs.py

bundle: node_modules/.installed ## join the page's modules into few files, after any of them has changed
	@$(NODE) data/build/bundle.js

bench: $(VENV)/.development $(SERVED) chromium ## run the benchmarks and print their tables
	@$(PY) -m benchmarks $(ARGS)

# Spark is half a gigabyte; without Java, its test is not collected.
spark: $(if $(shell command -v java),$(VENV)/.spark)

$(VENV)/.spark: requirements-spark.txt $(VENV)/.development
	@echo "Installing requirements-spark.txt into $(VENV); the first time this takes a minute."
	@$(PIP) -r requirements-spark.txt
	@touch $@

# Stamps are inside the environment, so that a new one is filled again.
$(VENV)/.runtime: requirements.txt $(if $(USABLE),,environment)
	@echo "Installing requirements.txt into $(VENV); the first time this takes a minute."
	@$(PIP) -r requirements.txt
	@touch $@

# Of the schemas, tests use what needs neither their dependencies nor their newer Python.
$(VENV)/.development: requirements-dev.txt $(filter-out requirements-spark.txt,$(wildcard requirements-*.txt)) \
  $(VENV)/.runtime
	@echo "Installing requirements-dev.txt into $(VENV)."
	@$(PIP) -r requirements-dev.txt
	@$(PIP) --no-deps --ignore-requires-python -r requirements-schemas.txt
	@touch $@

# What the page takes from npm. Without it the game is served all the same, but nobody can turn their head in it.
node_modules/.served: package.json package-lock.json .npmrc requirements-node.txt | $(VENV)/.runtime
	@echo "Installing what the page takes from npm into node_modules."
	@{ $(PIP) -r requirements-node.txt && $(NPM) ci --omit=dev --ignore-scripts --silent && touch $@; } || \
	  echo "npm gave nothing, so the game is served without the track on which the head turns." >&2

# What checks the page's modules, too; the Node that runs it is a package of the environment.
node_modules/.installed: package.json package-lock.json .npmrc | $(VENV)/.development
	@echo "Installing package-lock.json into node_modules."
	@$(NPM) ci --ignore-scripts --silent
	@touch $@ node_modules/.served

environment:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing; Earwitness needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2; \
	  exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
	  echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), and Earwitness needs 3.11 or newer:" \
	    "apt-get install python3 python3-venv on Debian 12 or later, or name another with PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: apt-get install python3-venv" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

chromium:
	@{ command -v "$${EARWITNESS_CHROMIUM:-chromium-headless-shell}" || \
	  command -v "$${EARWITNESS_CHROMIUM:-chromium}"; } >/dev/null && exit; \
	if ! command -v apt-get >/dev/null; then as=none; \
	elif [ "$$(id -u)" = 0 ]; then as=; \
	elif sudo -n true 2>/dev/null; then as="sudo -n"; \
	else as=none; fi; \
	if [ "$$as" = none ]; then \
	  echo "Chromium is missing, and the tests drive it: apt-get install chromium-headless-shell (as root)" >&2; \
	  exit 1; \
	fi; \
	echo "Installing Chromium with apt-get."; \
	$$as apt-get update -qq && \
	$$as env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null

# Without it, the tests behind a proxy are skipped.
nginx:
	@PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && exit; \
	if ! command -v apt-get >/dev/null; then exit; \
	elif [ "$$(id -u)" = 0 ]; then as=; \
	elif sudo -n true 2>/dev/null; then as="sudo -n"; \
	else exit; fi; \
	echo "Installing nginx with apt-get."; \
	$$as env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends nginx-light >/dev/null || true

# Without it, rate limits that are counted in Redis are not tested.
redis:
	@PATH="$$PATH:/usr/sbin"; command -v redis-server >/dev/null && exit; \
	if ! command -v apt-get >/dev/null; then exit; \
	elif [ "$$(id -u)" = 0 ]; then as=; \
	elif sudo -n true 2>/dev/null; then as="sudo -n"; \
	else exit; fi; \
	echo "Installing Redis with apt-get."; \
	$$as env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends redis-server >/dev/null || true
