# Two commands set everything up on a fresh machine with Python 3.11, pip and make:
#   make demo   the sample community, served on this machine
#   make test   checks and tests, the browser included
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
TEST := $(VENV)/.test-ready
PARTS := . $(sort $(wildcard plugins/weiping-*))
PEERS := .venv-peers
ARGS ?=

.PHONY: help demo lab test check static fmt docs lock bench peers soak browser wheel clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(RUN)  ## set up, create the sample community and serve it (ARGS="--autoplay --host 0.0.0.0")
	$(BIN)/weiping demo $(ARGS)

lab: $(RUN)  ## JupyterLab on a copy of the notebooks with the sample data
	$(BIN)/weiping lab $(ARGS)

test: export PYTHONDONTWRITEBYTECODE := # not even where that is set: every process would compile every module anew
test: $(TEST) browser static  ## the checks and all tests (ARGS="-k pad")
	$(BIN)/pytest --numprocesses 4 --dist worksteal $(ARGS)

check: static  ## ruff, mypy --strict, import-linter, what the docs and translations must say
	$(BIN)/pytest --quiet tests/docs tests/architecture

static: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(TEST)  ## format the code and strip the notebooks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/nbstripout notebooks/*.ipynb notebooks/research/*.ipynb

docs: $(TEST)  ## write the hooks' reference pages anew from their specs
	$(BIN)/python -m docs.make

bench: $(TEST) browser peers  ## the benchmarks, about 50 minutes (ARGS="first_tap"; ARGS="--quick" only tries them)
	$(BIN)/python -m benchmarks $(ARGS)

peers: $(PEERS)/.ready  ## what the benchmarks compare with, in an environment of its own

soak: $(TEST)  ## the long-running tests
	$(BIN)/pytest -m soak $(ARGS)

lock: $(TEST)  ## compile the hashed requirements afresh
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra author --extra grid --extra lab .lock/build.in $(LOCK_FLAGS) --output-file .lock/run.txt
	$(BIN)/uv pip compile pyproject.toml --extra author --extra grid --extra lab --extra postgres --group test .lock/build.in -c .lock/run.txt $(LOCK_FLAGS) --output-file .lock/test.txt
	$(BIN)/uv pip compile .lock/peers.in $(LOCK_FLAGS) --output-file .lock/peers.txt

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade --quiet

browser:
	@command -v chromium >/dev/null || command -v "$(CHROMIUM)" >/dev/null || { \
	  echo "no browser here: installing Debian's chromium"; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; }

wheel: $(TEST)  ## build the wheels of weiping and its plugins into dist/
	for part in $(PARTS); do $(BIN)/pip wheel --quiet --no-deps --no-build-isolation -w dist $$part; done

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("weiping needs Python 3.11 or newer; say PYTHON=… to make" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The locks name every package there is to install, so nothing is resolved again (--no-deps): older pips would otherwise look
# past a pin for a requirement with an extra, and refuse the newer release they find for want of a hash.
$(RUN): $(BIN)/python .lock/run.txt pyproject.toml $(wildcard plugins/*/pyproject.toml)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .lock/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ,$(PARTS))
	@touch $@

$(TEST): $(RUN) .lock/test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .lock/test.txt
	@touch $@

$(PEERS)/.ready: .lock/peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .lock/peers.txt
	@touch $@

clean:  ## forget the environment and what was built
	rm -rf $(VENV) $(PEERS) dist build .mypy_cache .ruff_cache .pytest_cache
