# Executable documentation of the work on pledgewatch. Needs Python >= 3.11 (with venv and pip) and make, nothing else.
# uv is used when it is there; PYTHON=… names another interpreter.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PYTEST ?= $(BIN)/python -m pytest
# tests side by side, one more than there are processors: the slow ones wait for servers and clocks a third of their time
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); if [ "$$n" -gt 4 ]; then echo 5; else echo "$$((n + 1))"; fi)
SIDE_BY_SIDE = -n $(JOBS) --dist worksteal
export PYTHONUTF8 = 1
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
# tests start hundreds of processes: without bytecode each would compile the project anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check lint types laws eval fit drills bench clean

help:           ## list what can be done
	@grep -E '^[a-z]+: .*## |^[a-z]+:  *## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready  ## make .venv and install everything into it
	@test "$(MAKECMDGOALS)" != setup || echo "all is set up in .venv; next: make run"

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "pledgewatch needs Python 3.11 or newer on the PATH (or: make PYTHON=/path/to/python3.11)"; exit 1; }
	@echo "setting up .venv with $(PYTHON) (once; one to three minutes, longer on a busy machine) ..."
	@if command -v uv >/dev/null 2>&1; then \
		{ test -x $(BIN)/python || uv venv -q --python "$$(command -v $(PYTHON))" .venv; } && \
		uv pip install -q --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[dev]'; \
	else \
		{ $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv; } && \
		$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'; \
	fi
	@touch $@

run: setup      ## one pass: read the seeds and the feeds, show claims, conflicts and alerts
	@$(BIN)/pledgewatch run

test: setup     ## every behaviour, repeats cut; needs no network
	$(PYTEST) tests -m 'not drill' $(SIDE_BY_SIDE)

drills: setup   ## the failure drills in full count: kill -9, disk full, servers gone
	$(PYTEST) tests -m drill
	HYPOTHESIS_PROFILE=search $(PYTEST) tests/quantities tests/extractors tests/compare tests/clean

bench: setup    ## how fast each stage is on this machine
	@for name in pipeline start clean fetch articles alerts; do echo "== $$name"; $(BIN)/python -m benchmarks.bench_$$name; done
	$(BIN)/python -m benchmarks.bench_ledger
	$(BIN)/python -m pytest benchmarks/bench_extract.py benchmarks/bench_quantities.py benchmarks/bench_compare.py -n0 -s --benchmark-only

check: lint types laws  ## style, types and the import laws

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

laws: setup
	$(BIN)/lint-imports

eval: setup     ## hold what is read, compared and told against the gold; fails on a drop
	$(BIN)/python benchmarks/evaluate.py

fit: setup      ## fit the weights on the open gold anew, in the order in which one reads what another settled
	@for name in telling weights actors recipients chances clashes newsworth; do $(BIN)/python benchmarks/fit_$$name.py --write || exit 1; done

clean:          ## remove the virtual environment and caches, never the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
