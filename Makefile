# Bare `make` lists the recipes. They work in .venv, which is made from a Python >= 3.11 (`make PYTHON=...` says which)
# and holds exactly what requirements/dev.lock names.

PYTHON ?=
CORES := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
JOBS ?= $(CORES)
ARGS ?=
ARCHCHECK_FUZZ ?= 20000

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
# Written last, so that an interrupted install is redone; named after the folder, since an environment cannot be moved.
READY := $(VENV)/ready-$(shell printf %s '$(CURDIR)' | cksum | cut -d ' ' -f 1)

PIP := -m pip --disable-pip-version-check --no-input
PYTEST := $(VENV_PYTHON) -m pytest -n $(JOBS) --dist loadgroup
# One resolution has to serve every supported version, so it is made on the lowest.
LOCK_PYTHON ?= python3.11
LOCK_ARGS ?= --upgrade
PIP_TOOLS := pip-tools==7.6.2

unexport PYTHONHOME PYTHONPATH
export PIP_USER := 0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format docs bench fuzz analyzer mutants test-lowest lock clean

help: ## list the recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## check and draw the shipped examples
	$(VENV_PYTHON) demo/run.py $(ARGS)

test: $(READY) ## run the tests on all cores (JOBS=1: on one; ARGS='-k name': some of them)
	@echo "pytest in $(JOBS) processes"
	$(PYTEST) $(ARGS)

lint: $(READY) ## ruff, mypy and the layers of the package
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m mypy --strict
	$(VENV)/bin/lint-imports

format: $(READY) ## let ruff format the code and mend what it safely can
	$(VENV_PYTHON) -m ruff check --fix-only
	$(VENV_PYTHON) -m ruff format

docs: $(READY) ## build the site into build/site, with every link checked
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet $(ARGS)

bench: $(READY) ## measure; bench/ says what
	$(VENV_PYTHON) bench/run.py $(ARGS)

fuzz: $(READY) ## the differential tests at length (ARCHCHECK_FUZZ=n random cases; 20000)
	ARCHCHECK_FUZZ=$(ARCHCHECK_FUZZ) $(PYTEST) tests/differential tests/importers/kubernetes/test_against_analyzer.py $(ARGS)

analyzer: $(READY) ## install network-config-analyzer, which tests hold the Kubernetes importer against, into .venv-analyzer
	$(VENV_PYTHON) -m venv --clear .venv-analyzer
	.venv-analyzer/bin/python $(PIP) install --quiet --require-hashes -r requirements/analyzer.lock

mutants: $(READY) ## change the code in small ways and see tests go red (ARGS='archcheck.selectors*'); scores in bench/
	$(VENV)/bin/mutmut run --max-children $(JOBS) $(ARGS)
	$(VENV_PYTHON) bench/mutants.py

test-lowest: $(READY) ## the tests with the lowest versions of the dependencies that are promised to work
	$(VENV_PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python $(PIP) install --quiet --require-hashes -r requirements/dev.lock
	.venv-lowest/bin/python $(PIP) install --quiet -r requirements/lowest.txt
	.venv-lowest/bin/python $(PIP) install --quiet --no-deps --no-build-isolation -e .
	.venv-lowest/bin/python -m pytest -n $(JOBS) --dist loadgroup $(ARGS)

lock: ## resolve requirements/*.lock anew from PyPI (LOCK_ARGS=: change only what pyproject.toml asks for)
	$(LOCK_PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python $(PIP) install --quiet '$(PIP_TOOLS)'
	env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
		CUSTOM_COMPILE_COMMAND='make lock' \
		.venv-lock/bin/python -m piptools compile $(LOCK_ARGS) --quiet --extra lsp --extra docs --extra dev --generate-hashes --allow-unsafe \
		--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements/dev.lock pyproject.toml
	for small in 'run.lock pyproject.toml' 'build.lock --build-deps-for wheel --only-build-deps pyproject.toml'; do \
		env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
			CUSTOM_COMPILE_COMMAND='make lock' \
			.venv-lock/bin/python -m piptools compile --quiet --constraint requirements/dev.lock --generate-hashes \
			--allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
			--output-file requirements/$$small || exit; \
	done
	env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
		CUSTOM_COMPILE_COMMAND='make lock' \
		.venv-lock/bin/python -m piptools compile $(LOCK_ARGS) --quiet --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements/analyzer.lock requirements/analyzer.in

clean: ## remove the environments, builds and caches
	rm -rf mutants .venv .venv-analyzer .venv-lock .venv-lowest build dist htmlcov .coverage \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements/dev.lock pyproject.toml
	@found=; \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "archcheck needs Python 3.11 or newer, and $(or $(PYTHON),python3) is older or missing: make PYTHON=..." >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found has no venv or no ensurepip: on Debian and Ubuntu, apt-get install python3-venv" >&2; \
		exit 1; \
	fi; \
	echo "installing into $(VENV) with $$("$$found" --version), once"; \
	"$$found" -m venv --clear $(VENV)
	@$(VENV_PYTHON) $(PIP) install --quiet --require-hashes -r requirements/dev.lock
	@$(VENV_PYTHON) $(PIP) install --quiet --no-deps --no-build-isolation -e .
	@$(VENV_PYTHON) -m compileall -q archcheck
	@touch $@
