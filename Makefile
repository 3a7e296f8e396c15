# Two commands on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
FOREIGN := .venv-foreign
CLIENTS := $(patsubst tests/foreign/environments/%.txt,%,$(wildcard tests/foreign/environments/*.txt)) npm

# The tests start hundreds of processes: each file is compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test thorough scenarios lint foreign matrix requests benchmark benchmark-records benchmark-chain clean

demo: $(VENV)/ready
	$(VENV)/bin/sightline demo

# One process more than two cores: a part of the tests waits for devices that do not answer.
test: $(VENV)/ready
	$(VENV)/bin/python -m pytest -q -n 3 --dist loadgroup -m 'not (scenario or thorough)'

# Every reply damaged in every way; a run killed between any two writes; the wheel, the README's commands, pyinfra's own.
thorough: $(VENV)/ready
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadgroup -m thorough

# Molecule: a site becomes compliant, is put out of order, is noticed, and comes back.
scenarios: $(VENV)/ready
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadgroup -m scenario

lint: $(VENV)/ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# Clients that others wrote, each in an environment of its own: they share module names with our dependencies.
foreign: $(CLIENTS:%=$(FOREIGN)/%/ready)

# The README's support matrix, from what the contract sees of each make's devices.
matrix: $(VENV)/ready
	$(VENV)/bin/python -m tests.matrix

# The README's table of what one full check sends to each device.
requests: $(VENV)/ready
	$(VENV)/bin/python -m tests.benchmarks.requests

benchmark: $(VENV)/ready
	$(VENV)/bin/python -m tests.benchmarks.check

benchmark-records: $(VENV)/ready
	$(VENV)/bin/python -m tests.benchmarks.records
benchmark-chain: $(VENV)/ready
	$(VENV)/bin/python -m tests.benchmarks.chain

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(FOREIGN)/npm/ready: tests/foreign/environments/npm/package-lock.json
	@command -v npm >/dev/null || echo 'no npm here: its client is left out (apt-get install nodejs npm, then make foreign)'
	mkdir -p $(@D) && cp tests/foreign/environments/npm/*.json $(@D)
	if command -v npm >/dev/null; then npm ci --prefix $(@D) --silent --no-audit --no-fund && touch $@; fi

$(FOREIGN)/%/ready: tests/foreign/environments/%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

clean:
	rm -rf $(VENV) $(FOREIGN) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
