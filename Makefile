# make demo   set up, then run the main job headless on the embedded model
# make test   set up, then run every test
# make lint   ruff, mypy strict and the layer test
# make venv   only set up (.venv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: venv demo test lint clean

venv: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "smallcode-nb needs Python 3.11 or newer: set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[engine,fast,lab,qdrant,retrieval,test,train,transformers]'
	@touch $@

demo: venv
	$(BIN)/smallcode-nb run notebooks/quickstart.ipynb

test: venv
	$(BIN)/python -m pytest -q
lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
