# What a first visitor and a developer run. `make help` lists it.
# Needed: make, python3 (3.11 or later) and its venv module. All else goes into .venv and var/.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= auto
COVERAGE ?= --cov --cov-report=term:skip-covered
export PORT

VENV := .venv/bin/python
TEST_SETTINGS := DJANGO_SETTINGS_MODULE=portal.settings.test
PRODUCTION_SETTINGS := DJANGO_SETTINGS_MODULE=portal.settings.production SITE_URL=https://record.example

.DEFAULT_GOAL := help
.PHONY: help run environment test test-postgres lint bench messages lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  %-20s %s\n' "$$name" "$$text"; done

run: ## install, prepare and serve the site at 127.0.0.1:8000 (make run PORT=8123)
	@$(PYTHON) -m portal.run

environment: ## make .venv and install requirements.txt into it, if it changed
	@$(PYTHON) -m portal.virtualenv

test: environment ## all tests, with coverage (make test ARGS=tests/base; WORKERS=0 runs them one after the other)
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile $(COVERAGE) $(ARGS)

test-postgres: environment ## the same tests on a PostgreSQL made for them
	.ci/postgres $(MAKE) --no-print-directory test

lint: environment ## style, types, templates, the ladder, missing migrations, safety of the production settings
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	find templates portal events mechanisms -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	$(VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(VENV) -m mypy
	$(TEST_SETTINGS) $(VENV) manage.py makemigrations --check --dry-run
	$(PRODUCTION_SETTINGS) $(VENV) manage.py check --deploy --fail-level WARNING

bench: environment ## speed beside stock Django REST framework, in the same run
	$(VENV) -m benchmarks $(ARGS)

messages: environment ## collect and compile the translations (needs gettext)
	$(VENV) manage.py makemessages --locale zh_Hans --no-obsolete --no-location --ignore .venv --ignore var
	$(VENV) manage.py compilemessages --ignore .venv --ignore var

lock: ## write requirements.txt from requirements.in (needs uv)
	uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 --output-file requirements.txt requirements.in
