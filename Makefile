# Two commands for a newcomer: `make demo` and `make test`. Everything else is for those who build Palabre.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := conftest.py domain application infrastructure interfaces tests benchmarks examples

.PHONY: demo env test check bench faults browser screenshots test-slow lock format clean
.DEFAULT_GOAL := demo

demo: env  ## the sample territory on http://127.0.0.1:8000
	$(BIN)/palabre demo

env: .venv/.runtime  ## .venv with `palabre` in it
dev: .venv/.dev

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Palabre needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-dev.lock
	@touch $@

.venv/.bench: requirements-bench.lock .venv/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-bench.lock
	@touch $@

test: dev  ## the quick suite, against SQLite and a PostgreSQL that it starts itself
	$(BIN)/python -m pytest -m "not slow and not faults and not browser" -n 2 --dist loadfile

test-slow: dev  ## what takes longer: large files, long property runs
	$(BIN)/python -m pytest -m "slow and not browser" -n 2 --dist loadfile
	$(BIN)/python -m pytest -m "hypothesis and not slow and not browser" --hypothesis-profile far -n 2 --dist loadfile

browser: dev  ## every page in Chromium: accessible, quiet, at home; skipped with the reason where there is no Chromium
	$(BIN)/python -m pytest -m "browser" tests/browser

screenshots: dev  ## every page at two widths, into screenshots/
	PALABRE_SCREENSHOTS=screenshots $(BIN)/python -m pytest -m "browser" -k screenshots tests/browser

faults: dev  ## processes killed, commits slowed: nothing acknowledged may be lost
	$(BIN)/python -m pytest -m "faults"

check: dev  ## lint, types, import contracts
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pyright

format: dev
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: .venv/.bench  ## every figure the project states, measured side by side
	for script in benchmarks/append.py benchmarks/replay.py benchmarks/rebuild.py benchmarks/import_grants.py benchmarks/audit.py benchmarks/procedures.py benchmarks/feeds.py benchmarks/fields.py; do $(BIN)/python $$script || exit 1; done

lock:  ## pin again; needs uv
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet --output-file requirements-dev.lock
	uv pip compile pyproject.toml --extra build --extra dev --extra bench --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet --constraint requirements-dev.lock --output-file requirements-bench.lock
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet --constraint requirements-dev.lock --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
