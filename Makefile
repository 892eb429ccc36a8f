VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: setup run check test lint bench browser cluster faults mutants audit format
setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

run: setup
	$(VENV)/bin/announcer serve

check: lint
	$(PY) -m pytest -q --numprocesses auto -m 'not (slow or speech or faults or browser or cluster)'

test: setup
	$(PY) -m pytest

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: setup
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

browser: setup
	$(PY) -m pytest -m browser

cluster: setup
	$(PY) -m pytest -m cluster

faults: setup
	$(PY) -m pytest -m faults

mutants: setup
	$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,mutants]'
	nice $(VENV)/bin/mutmut run 'app.store.recorded.*' # few, to have all of them made
	$(PY) -m tests.mutants --known
	nice $(VENV)/bin/mutmut run --max-children $$((2 * $$(nproc))) # half of them wait, most of the time
	$(PY) -m tests.mutants

# Known holes in what is installed, where there is a feed of them.
audit: setup
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9'
	$(VENV)/bin/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

bench: setup
	$(PY) -m benchmarks
