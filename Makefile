# SecondPass. `make` alone lists what there is.
#
# Paths stay relative: the folder may have spaces in its name.

BIN := .venv/bin
PYTHON := $(BIN)/python
# More words for pytest: make test ARGS="tests/domain -x"
ARGS ?=

# A window where there is a screen, else pictures in memory.
SCREEN = if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then export QT_QPA_PLATFORM=offscreen; fi;
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
	--no-header --no-annotate --generate-hashes pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help setup ready test check demo run run-office faults soak test-hid test-vendure test-erp ha bench screenshots lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Install what is missing (system packages, Python packages); safe to repeat
	@bash installer/setup.sh

# Takes some milliseconds when nothing changed; else it sets up first.
ready:
	@bash installer/setup.sh --quiet

test: ready ## Lint, format, types, floors, then all tests in random order
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

check: test ## The same as test

demo: ready ## Pack a simulated shift and write its pictures and papers to build/demo
	@$(SCREEN) $(PYTHON) main.py demo --out build/demo

run: ready ## Open a practice bench with simulated devices
	@$(SCREEN) $(PYTHON) main.py practice

run-office: ready ## Open the office client on the practice center (start `make run` first)
	@$(SCREEN) $(PYTHON) main.py office --database build/practice/data/center.db

faults: ready ## Inject faults, check that nothing is lost or doubled (FAULTS=long for hours)
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.faults

soak: ready ## Pack 10,000 parcels over scales that misbehave (SOAK=n), count wrong weights
	@$(PYTHON) -m tests.soak

test-hid: ready ## Read HID and USB-serial devices of a real kernel, in a QEMU guest (needs root)
	@bash tests/hid_ci/run.sh

test-erp: ready ## Post documents to a real Tryton on loopback (installed under build/ the first time)
	@$(PYTHON) -m pytest tests/erp/check_tryton.py -p no:xdist $(ARGS)

test-vendure: ready ## Drive a real Vendure shop from npm, end to end (needs node; minutes once)
	@bash tests/vendure/run.sh

bench: ready ## Measure speed and print a table
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m benchmarks

screenshots: ready ## Write every page in each language, theme and size to build/screenshots
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m benchmarks.screenshots

ha: ready ## Run a Patroni cluster on loopback and fail it over under load (minutes; needs root)
	@bash installer/ha/run.sh

lock: ready ## Make the lock files again from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --output-file requirements-dev.lock

clean: ## Remove what was built and cached; .venv stays
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
