# Every command sets up what it needs; what is set up already costs less than a second.
SHELL := /bin/sh
PY := .venv/bin/python
# Where the environment forbids compiled modules, every server that a test starts would compile the hub anew.
export PYTHONDONTWRITEBYTECODE :=
CODE := $(wildcard policies keys hub migrations tests bench prove)

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

.PHONY: run
run: setup  ## serve the demo on HUB_PORT (8000), with its state under HUB_HOME (./var); Ctrl-C ends it
	@exec .venv/bin/hub run

.PHONY: test
test: setup  ## run all tests on both databases, with a real browser; ARGS="-k word" chooses
	@bin/ensure-chromium
	@exec $(PY) -m pytest -n logical --maxprocesses=4 --dist=worksteal $(ARGS)

.PHONY: check
check: setup  ## lint, formatting, types, import floors, and the limits of the house
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(CODE)
	.venv/bin/lint-imports --no-logo
	$(PY) -m pytest -q tests/architecture

.PHONY: bench
bench: setup  ## measure beside the plain floor, each figure next to its target
	@exec $(PY) -m bench

.PHONY: walk
walk: setup  ## live each user's day in a browser with a stop-watch, beside the limits
	@bin/ensure-chromium
	@exec $(PY) -m bench.walking $(ARGS)

.PHONY: soak
soak: setup  ## ask a served hub for hours (ARGS="--hours 8"), and watch what it holds of the machine
	@exec $(PY) -m bench.soaking $(ARGS)

.PHONY: prove
prove: setup  ## what takes long: mutants, 50 kill rounds, long properties
	@bin/ensure-chromium
	@exec $(PY) -m pytest prove --timeout=3600 $(ARGS)

.PHONY: setup
setup:  ## make .venv hold exactly what requirements.lock names
	@bin/setup
