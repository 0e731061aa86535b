# PYTHON names the interpreter for a new .venv: make PYTHON=python3.12 test

BIN := .venv/bin
WITH_BROKER := broker=$$(deploy/ci/ensure-rabbitmq) && eval "$$broker" &&
PYTEST := $(BIN)/pytest --quiet
# Each with servers of its own; most of a test is waiting. One test at a time, in order: the longest go first.
SIDE_BY_SIDE := --numprocesses=3 --maxschedchunk=1

export PYTHON
export PYTHONDONTWRITEBYTECODE := # or each of the processes that tests start compiles all it imports: a second each

.PHONY: help demo up test lint types unit contract integration migration acceptance chaos soak bench bench-storm eval lock clean

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/ready ## See a day of support go by in a minute: nothing to install, nothing to configure
	@$(BIN)/dial2 demo

up: .venv/ready ## Run everything here, with a PostgreSQL of its own, until interrupted
	@$(BIN)/dial2 up

test: .venv/ready ## Everything that must hold before a change lands
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types unit contract
	deploy/ci/ensure-mail-servers && $(WITH_BROKER) \
		$(PYTEST) $(SIDE_BY_SIDE) tests/chaos tests/acceptance tests/migration tests/integration

lint: .venv/ready ## Style, format, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/ready ## Static types, tests included
	$(BIN)/mypy

# pytest fails where it finds no test, so a suite that went missing is noticed.
unit: .venv/ready ## Rules alone: no server, no network
	$(PYTEST) tests/unit

contract: .venv/ready ## What the parts promise one another, and the house its readers
	$(WITH_BROKER) $(PYTEST) tests/contract

integration: .venv/ready ## Each part against real servers: PostgreSQL, RabbitMQ, Postfix, Dovecot
	deploy/ci/ensure-mail-servers && $(WITH_BROKER) $(PYTEST) $(SIDE_BY_SIDE) tests/integration

migration: .venv/ready ## Databases of every age, brought up to date
	$(WITH_BROKER) $(PYTEST) tests/migration

acceptance: .venv/ready ## The contracts' promises, end to end
	$(WITH_BROKER) $(PYTEST) $(SIDE_BY_SIDE) tests/acceptance

chaos: .venv/ready ## The same promises while processes and servers are killed
	$(WITH_BROKER) $(PYTEST) $(SIDE_BY_SIDE) tests/chaos

soak: .venv/ready ## Many more random nights of paging than the tests have, each its own seed
	DIAL2_MODEL_RUNS=$${DIAL2_MODEL_RUNS:-300} $(PYTEST) $(SIDE_BY_SIDE) tests/integration/notifier/test_any_order.py

bench: .venv/ready ## How fast, how much, compared with what
	$(BIN)/python -m bench.deadlines
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.firing
	$(WITH_BROKER) $(BIN)/python -m bench.calls
	$(WITH_BROKER) $(BIN)/python -m bench.throughput

bench-storm: .venv/ready ## What 1,000 critical mails at once lead to: the first page's delay, calls, texts, cost
	$(WITH_BROKER) $(BIN)/python -m bench.storm

eval: .venv/ready ## How well triage reads
	$(BIN)/python -m bench.evaluate_triage

lock: .venv/ready ## Pin the newest allowed dependencies in requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --all-extras --upgrade pyproject.toml --output-file requirements.lock

clean: ## Remove what make made, not what dial2 stored (.dial2)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: requirements.lock pyproject.toml
	@deploy/ci/set-up
