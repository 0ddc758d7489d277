# make help lists what there is. Only python3 >= 3.11 with venv, and make, are needed; servers and chromium come with `make servers`.
PYTHON ?= python3
BIN = .venv/bin
TARGETS ?= data_path letter sender report calendar addresses commands relay
SECONDS ?= 600
.DEFAULT_GOAL = help
# The tests start hundreds of processes: each would compile the program anew where an environment forbids to keep what was compiled.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help install run test fuzz torture check servers mailman bench lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mailflow needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/developing: .venv/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

install: .venv/installed  ## build .venv with the program in it

run: .venv/installed  ## start the gateway with a demo forum; it says where the post room is
	$(BIN)/mailflow --config config/demo.toml run

# Worksteal: whoever is done early takes from the others. Four on two cores, because tests that wait for servers leave a core to others.
test: .venv/developing  ## the whole test suite; tests against missing servers skip with a reason
	$(BIN)/pytest -n 4 --dist worksteal

fuzz: .fuzz/installed  ## atheris on everything that reads bytes from outside; SECONDS=600 for each
	for target in $(TARGETS); do .fuzz/bin/python -m tests.fuzz.fuzz $$target var/fuzz/$$target -max_total_time=$(SECONDS) -print_final_stats=1 || exit 1; done

.fuzz/installed: requirements-dev.lock
	$(PYTHON) -m venv .fuzz
	.fuzz/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	.fuzz/bin/pip install --quiet --disable-pip-version-check --no-deps atheris==3.0.0
	touch $@

torture: .venv/developing  ## kills by the hundred, outages, hours of load; prints its sums (41 minutes when last measured)
	MAILFLOW_ROUNDS=10 $(BIN)/pytest -k "kill_at_every_point" tests/faults/test_crashes.py
	$(BIN)/pytest -m torture tests/deliver tests/faults

check: .venv/developing  ## lint, format, types, import contracts
	$(BIN)/ruff check mailflow tests
	$(BIN)/ruff format --check mailflow tests
	$(BIN)/mypy
	$(BIN)/lint-imports

servers:  ## install the Debian packages that live tests and the benchmark use (as root)
	sh config/servers.sh

mailman: .venv/developing  ## Mailman 3 in an environment of its own (150 MB), for its live test and the benchmark
	PYTHONPATH=. $(BIN)/python -m tests.live.mailman

bench: .venv/developing  ## speed as ratios against other programs in the same run
	$(BIN)/python -m tests.bench

lock:  ## renew the lock files (needs uv)
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build --extra postgres --extra mailman pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev --extra postgres --extra mailman --extra build -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove .venv, caches and the demo's data
	rm -rf .venv .fuzz .mypy_cache .ruff_cache .pytest_cache var
