# The two commands: `make run` shows the main job, `make test` proves it. `make help` lists all.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= 2
OUT    ?= out

# A system's PROJ or GDAL data breaks the libraries inside the wheels.
unexport PROJ_DATA PROJ_LIB PROJ_NETWORK GDAL_DATA GDAL_DRIVER_PATH
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: help
help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(RUN_STAMP): requirements.lock pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch $@ $(RUN_STAMP)

.PHONY: venv
venv: $(DEV_STAMP) ## make the environment for development in .venv

# The page is what its sources and messages make of it; npm's libraries come by hash.
PAGE         := src/gouhook_gis/service/page
PAGE_SOURCES := $(shell find frontend \( -name node_modules -o -name generated \) -prune -o -type f -print) \
                $(wildcard src/gouhook_gis/domain/messages/*.yaml) scripts/page.py
$(PAGE)/index.html: $(PAGE_SOURCES) | $(RUN_STAMP)
	$(BIN)/python -m scripts.page "$(PAGE)"

.PHONY: page
page: $(PAGE)/index.html ## build the page for the browser

.PHONY: run
run: $(RUN_STAMP) ## check the sample submission with planted defects; the reports go to out/
	@sh scripts/demo.sh "$(BIN)/gouhook" "$(OUT)"
	@$(MAKE) --no-print-directory page
	@echo "The same in the browser: make serve"

.PHONY: serve
serve: $(RUN_STAMP) page ## serve the page with the sample layers, on this machine alone
	@$(BIN)/gouhook serve --data "$(OUT)/service" --reference sample_data/reference

.PHONY: system
system:
	@sh scripts/system-packages.sh

.PHONY: test
test: $(DEV_STAMP) page system ## run the tests (installs PostGIS, Chromium and fonts where it may)
	GOUHOOK_PAGE="$(CURDIR)/$(PAGE)" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

.PHONY: soak
soak: $(DEV_STAMP) page system ## run the long tests too
	GOUHOOK_PAGE="$(CURDIR)/$(PAGE)" GOUHOOK_SOAK=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "soak or not soak"

.PHONY: screens
screens: $(DEV_STAMP) page system ## pictures of every view and state of the page, in out/screens
	$(BIN)/python -m tests.page.screens "$(OUT)/screens"

.PHONY: lint
lint: $(DEV_STAMP) ## style, types and the order of the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m scripts.page --check

.PHONY: format
format: $(DEV_STAMP) ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: schemas
schemas: $(DEV_STAMP) ## write schemas/ from the models and layer kinds
	$(BIN)/python -m scripts.schemas

.PHONY: docs
docs: $(DEV_STAMP) ## write docs/rules/ from the packs and the fixtures
	$(BIN)/python -m scripts.rule_pages

.PHONY: sample
sample: $(DEV_STAMP) ## write sample_data/ again: layers, submissions, workbooks, results
	$(BIN)/python sample_data/make.py
	$(BIN)/python -m scripts.sample_results

# What a user installs, and nothing of the peers.
LEAN       := out/bench/environment
LEAN_STAMP := $(LEAN)/.installed
$(LEAN_STAMP): requirements.lock pyproject.toml scripts/environment.sh
	@mkdir -p $(dir $(LEAN))
	@sh scripts/environment.sh "$(PYTHON)" "$(LEAN)" requirements.lock
	@touch $@

.PHONY: bench
bench: $(DEV_STAMP) $(LEAN_STAMP) ## time and memory beside the peers, in one run (SIZES="1000000", DATA=folder to keep, CELLS=20000)
	$(BIN)/python -m bench.check_10k
	$(LEAN)/bin/python -m bench.startup
	$(BIN)/python -m bench.near $(if $(DATA),--data $(DATA)) $(SIZES)
	$(if $(DATA),$(BIN)/python -m bench.case --data $(DATA) $(firstword $(SIZES)))
	$(BIN)/python -m bench.rasters $(CELLS)
	$(BIN)/python -m bench.reconcile
	$(BIN)/python -m bench.service
	$(BIN)/python -m bench.upload

.PHONY: drills
drills: $(DEV_STAMP) system ## back up and restore, upgrade the data of earlier releases, cut a host off, for real
	$(BIN)/python -m scripts.drills.restore
	$(BIN)/python -m scripts.drills.upgrade
	$(BIN)/python -m scripts.drills.two_hosts || [ $$? -eq 77 ]

.PHONY: bundle
bundle: $(RUN_STAMP) ## all that an intranet needs to install the service, in one file in dist/
	$(BIN)/python -m scripts.bundle dist

.PHONY: lock
lock: $(DEV_STAMP) ## resolve the lock files again (UPGRADE=1 takes newer versions)
	@sh scripts/lock.sh "$(BIN)" "$(UPGRADE)"

.PHONY: clean
clean: ## remove what was made, but the environment
	rm -rf "$(OUT)" "$(PAGE)" frontend/node_modules frontend/src/generated dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests scripts bench sample_data -name __pycache__ -type d -prune -exec rm -rf {} +
