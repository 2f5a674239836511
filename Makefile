# Each target makes the environment first if it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TREE := $(VENV)/tree
# A process for each core, but no more than memory allows: each holds a model. One thread in each, or they wait for each other.
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4

.PHONY: install tree demo fast test check docs bench audit bundle release clean

install: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# The package as it lies when it is installed, for tools that do not follow an editable installation.
tree:
	rm -rf $(TREE) && mkdir -p $(TREE)/duizhao/align
	ln -s $(CURDIR)/corpus $(CURDIR)/models $(CURDIR)/align/api/* $(TREE)/duizhao/
	ln -s $(filter-out %/api, $(wildcard $(CURDIR)/align/*)) $(TREE)/duizhao/align/

demo: install
	$(BIN)/duizhao demo --force

# Between two edits: no browser, no model that ships, nothing slow.
fast: install
	$(PYTEST) --dist worksteal -m "not browser and not model and not slow" --ignore tests/models --ignore tests/align/training

test: install
	$(PYTEST) --dist loadfile

check: install tree
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=$(TREE) $(BIN)/lint-imports --no-cache

# The site of docs/ in build/site. What the program knows of itself must be fresh: python docs/make/pages.py writes it.
docs: install
	$(BIN)/python docs/make/pages.py --check
	$(BIN)/python docs/make/notebooks.py --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# On data that does not ship; fails on a figure that fell by more than noise.
bench: install
	$(BIN)/python tests/benchmarks/quality.py

# Licences of all that is needed; with ADVISORIES=all.zip (the export of osv.dev for PyPI) what is known against it.
audit: install
	$(BIN)/python .ci/supply.py audit $(if $(ADVISORIES),--advisories $(ADVISORIES))

# A folder for a USB stick: sh dist/bundle/install.sh installs from it without a network.
bundle: install
	.ci/bundle dist/bundle

# dist/duizhao-*: the sdist and the wheel, looked through and tried; nothing is uploaded.
release: install
	.ci/release

clean:
	rm -rf $(VENV) build dist *.egg-info
