# make demo   set up, then run the main job headless on the embedded model
# make test   set up, then run every test, those of the panel in Debian's Chromium
# make lint   ruff, mypy strict, the layer test; TypeScript, eslint and prettier for the panel
# make panel  build the JupyterLab panel (needs Node 20) and show it to .venv's JupyterLab
# make venv   only set up (.venv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NODE_MODULES := labextension/node_modules/.package-lock.json
BUILT := smallcode_nb/labextension/package.json
SHOWN := $(VENV)/share/jupyter/labextensions/smallcode-nb
PANEL_SOURCES := $(wildcard labextension/package.json labextension/tsconfig.json labextension/schema/* \
  labextension/style/* labextension/src/* labextension/src/*/*)

.PHONY: venv panel demo browser test lint clean

venv: $(STAMP) panel

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "smallcode-nb needs Python 3.11 or newer: set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[engine,fast,lab,qdrant,retrieval,test,train,transformers]'
	@touch $@

ifneq ($(shell command -v npm),)
panel: $(SHOWN)/package.json
else
panel:
	@echo "no npm here: the JupyterLab panel is left out (install Node 20 or newer, then make panel)"
endif

$(NODE_MODULES): labextension/package.json labextension/package-lock.json
	cd labextension && npm ci --no-progress --loglevel=error
	@touch $@

$(BUILT): $(NODE_MODULES) $(PANEL_SOURCES)
	cd labextension && npm run --silent build
	@touch $@

$(SHOWN)/package.json: $(BUILT) labextension/install.json $(STAMP)
	rm -rf $(SHOWN)
	mkdir -p $(SHOWN)
	cp -r smallcode_nb/labextension/. labextension/install.json $(SHOWN)
	@touch $@

browser:
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; }
	@command -v chromium >/dev/null || echo "no chromium here: the browser tests will say so (Debian: apt-get install chromium)"

demo: venv
	$(BIN)/smallcode-nb run notebooks/quickstart.ipynb

test: venv browser
	$(BIN)/python -m pytest -q

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd labextension && npm run --silent check
	$(BIN)/python -m pytest -q tests/test_layers.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache labextension/node_modules labextension/lib labextension/build smallcode_nb/labextension
