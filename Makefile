# What to type. `make` alone lists it. Needs Python 3.11 or newer and make; everything else goes into .venv.
VENV := .venv
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := $(VENV)/$(SCRIPTS)
OUT ?= reports
PYTEST ?= -n auto

RECENT = -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" $(RECENT) && echo "$$name" && break; done)

NEW_VENV = test -n "$(PYTHON)" || { echo "plcnb needs Python 3.11 or newer, and none was found on the PATH." \
	"Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }; "$(PYTHON)" -m venv --clear

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
INSTALL := $(BIN)/python -m pip install -qq

.PHONY: help report lab test gallery cycle-walk import-table lock clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

report: $(VENV)/installed ## run the templates over the sample district; the pages go to reports/ (OUT=folder for another)
	@$(BIN)/plcnb demo --out "$(OUT)"

lab: $(VENV)/installed ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --LabApp.news_url=None --LabApp.extension_manager=readonly \
		--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate notebooks

test: $(VENV)/installed-test ## style, types, tests and every notebook: what has to pass before a change goes in
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST)

gallery: $(VENV)/installed ## draw docs/gallery anew: every chart with its table, its sentence and its edge cases
	@$(BIN)/python docs/make_gallery.py

cycle-walk: $(VENV)/installed-test ## take the pictures of docs/cycle.md anew (needs a Chromium)
	@$(BIN)/python docs/make_cycle.py

import-table: $(VENV)/installed ## write the table in docs/importing.md anew: what an import makes of real samples
	@$(BIN)/python docs/make_import_table.py

# A universal lock holds for every system and every Python from 3.11 on. Without uv on the PATH one is installed under build/.
UV ?= $(shell command -v uv 2>/dev/null)
COMPILE = "$(or $(UV),build/uv/$(SCRIPTS)/uv)" pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-config --quiet --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: $(if $(UV),,build/uv) ## write both locks again from pyproject.toml (UPGRADE=1 takes the newest versions)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra test --constraints requirements.lock --output-file requirements-test.lock

build/uv:
	@$(NEW_VENV) $@
	$@/$(SCRIPTS)/python -m pip install --quiet uv

clean: ## remove .venv, caches, built files and reports/
	rm -rf $(VENV) build dist reports .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find plcnb tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The build tools are in the lock too, so that no step fetches anything that the lock does not name.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(BIN)/python $(RECENT) || { $(NEW_VENV) $(VENV); }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@echo "Installing what plcnb needs into $(VENV): once, a minute or two."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-test: requirements-test.lock $(VENV)/installed
	@$(INSTALL) --require-hashes -r requirements-test.lock
	@touch $@
