# Two commands on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
FOREIGN := .venv-foreign

.PHONY: demo test scenarios lint foreign benchmark clean

demo: $(VENV)/ready
	$(VENV)/bin/sightline demo

test: $(VENV)/ready
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadgroup -m 'not scenario'

# Molecule: a site becomes compliant, is put out of order, is noticed, and comes back.
scenarios: $(VENV)/ready
	$(VENV)/bin/python -m pytest -q -m scenario

lint: $(VENV)/ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# Clients that others wrote, each in an environment of its own: they share module names with our dependencies.
foreign: $(FOREIGN)/ready

benchmark: $(VENV)/ready
	$(VENV)/bin/python -m tests.benchmarks.check

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(FOREIGN)/ready: tests/foreign/requirements.txt
	$(PYTHON) -m venv $(FOREIGN)
	$(FOREIGN)/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/foreign/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) $(FOREIGN) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
