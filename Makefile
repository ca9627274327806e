# duegate: every task has its line here; `make` alone lists them.

PY    := .venv/bin/python
UV    ?= $(firstword $(shell command -v uv) $(shell command -v uvx >/dev/null && echo "uvx uv"))
LOCK  := pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
         --generate-hashes --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup demo test check style types layers fresh docs bench lock clean

help:
	@awk -F ':.*## ' '/^#: /   { printf "\n\033[1m%s\033[0m\n", substr($$0, 4) } \
	                  /^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

#: Use it
setup: ## install into .venv; leaves the command at .venv/bin/duegate
	@sh .ci/setup
demo: setup ## the gate on 127.0.0.1:8780 with two tenants and a day of traffic (ARGS=...)
	@.venv/bin/duegate demo $(ARGS)

#: Change it
test: setup ## run every test (ARGS="-k cap tests/ledger")
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)
check: style types layers fresh ## style, types, layers, freshness of generated docs
style: setup
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
types: setup
	@$(PY) -m mypy
layers: setup
	@.venv/bin/lint-imports --no-logo
fresh: setup
	@$(PY) -m docs.generate --check
docs: setup ## build the documentation into docs/_build
	@$(PY) -m sphinx -n -W --keep-going -q docs docs/_build/html
	@$(PY) -m sphinx -n -W --keep-going -q -D language=zh_CN docs docs/_build/html/zh
	@echo "docs: docs/_build/html/index.html (Chinese: zh/index.html)"
bench: setup ## measure side by side with what others use (ARGS=--smoke is short)
	@$(PY) -m benchmarks $(ARGS)

#: Keep it
lock: ## pin the dependencies again (ARGS=--upgrade takes the newest)
	@test -n "$(UV)" || { echo 'make lock: uv is needed to resolve for every Python at once: pipx install uv' >&2; exit 1; }
	@$(UV) $(LOCK) $(ARGS) pyproject.toml --group dev -o requirements-dev.lock
	@$(UV) $(LOCK) $(ARGS) pyproject.toml --constraints requirements-dev.lock -o requirements.lock
	@$(UV) $(LOCK) $(ARGS) pyproject.toml --extra spark --constraints requirements-dev.lock -o requirements-spark.lock
clean: ## remove what can be made again
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist demo-data docs/_build
	@find src tests benchmarks docs tools -name __pycache__ -prune -exec rm -rf {} +
