# SchoolLink: `make run` starts it, `make test` tests it, `make help` lists the rest.
# What was installed is remembered by stamp files in .venv and node_modules, written last,
# so a step that broke half-way runs again.

.SILENT:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PY := .venv/bin/python
# Only what the locks name, checked by its hash, and nothing that has to be compiled.
PIP := $(PY) -m pip --disable-pip-version-check --no-input install -qq \
	--require-hashes --only-binary :all:
UV_VERSION := 0.13.9

# A folder with tools in it that no longer start counts as not installed.
ifneq ($(shell test -x $(PY) && echo there),there)
$(shell rm -f .venv/.runtime .venv/.scale .venv/.dev .venv/.node)
endif

# Checks and tests need the npm development packages too.
ifneq ($(filter test test-all check format pictures .check-%,$(MAKECMDGOALS)),)
NODE_READY := node_modules/.stamp-dev
else
NODE_READY := node_modules/.stamp
endif

FRONT := $(shell find static/css static/js static/img templates -type d -o -type f 2>/dev/null) \
	$(shell find schoollink -name '*.py' 2>/dev/null) static/build.mjs
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
BUILT := static/dist/manifest.json $(CATALOGUES)

.PHONY: help run test test-all check format lock build docs messages pictures bench-pages bench-talk bench-windows clean

help: ## list what make can do
	sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: .writable .venv/.runtime $(BUILT) ## start SchoolLink (PORT=, HOST=)
	exec $(PY) -m flask --app schoollink serve --demo

test: .writable .venv/.dev $(BUILT) ## run the whole suite on both databases (ARGS="-k room")
	exec $(PY) tests/run.py $(ARGS)

test-all: .writable .venv/.dev $(BUILT) ## the same with every variant of every page
	SCHOOLLINK_TEST_ALL=1 exec $(PY) tests/run.py $(ARGS)

check: .writable .venv/.dev $(NODE_READY) ## format, lint, types and import contracts
	$(MAKE) --keep-going --jobs=3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) \
		.check-types .check-templates .check-python .check-imports .check-front

format: .writable .venv/.dev $(NODE_READY) ## put the code in its one format
	node_modules/.bin/biome check --write --log-level=warn
	$(PY) -m ruff format
	$(PY) -m ruff check --fix
	$(PY) -m ruff format --quiet

lock: .writable .venv/.runtime ## renew the lock files (ARGS=--upgrade)
	$(PY) -m venv --clear .venv/.uv
	.venv/.uv/bin/python -m pip --disable-pip-version-check install -qq uv==$(UV_VERSION)
	for name in requirements requirements-scale requirements-dev requirements-node; do \
		echo "Locking $$name.txt" && \
		env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_INDEX \
			-u UV_INDEX_URL -u UV_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
			UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/.uv/bin/uv pip compile --quiet --no-config \
			--universal --python-version 3.11 --generate-hashes \
			$(ARGS) $$name.in --output-file $$name.txt || exit 1; \
	done
	$(WITH_NODE); npm install --package-lock-only --loglevel=error

build: .writable $(BUILT) ## build the front end and the message catalogues

docs: .writable .venv/.dev ## write what the docs take from the code
	$(PY) -m tests.documents

messages: .writable .venv/.runtime ## collect the messages and bring every catalogue up to date
	$(PY) -m babel.messages.frontend --quiet extract --mapping-file=pyproject.toml \
		--keywords="_ _l lazy_gettext pgettext:1c,2 npgettext:1c,2,3" --add-comments=NOTE: \
		--sort-by-file --project=SchoolLink --version=0.1.0 --output-file=translations/messages.pot .
	if ls translations/*/LC_MESSAGES/messages.po >/dev/null 2>&1; then \
		$(PY) -m babel.messages.frontend --quiet update --no-fuzzy-matching \
			--ignore-pot-creation-date --input-file=translations/messages.pot \
			--output-dir=translations; \
	fi

pictures: .writable .venv/.dev $(BUILT) ## take the pictures of the main pages
	exec $(PY) -m tests.pictures $(ARGS)

bench-pages: .writable .venv/.dev $(BUILT) ## measure how fast pages answer
	exec $(PY) -m tests.bench.pages $(ARGS)

bench-talk: .writable .venv/.dev $(BUILT) ## measure how fast messages arrive
	exec $(PY) -m tests.bench.talk $(ARGS)

bench-windows: .writable .venv/.dev ## measure how fast shared lesson times are found
	exec $(PY) -m tests.bench.windows

clean: ## remove what make has made; schools' data in instance/ stays
	rm -rf .venv node_modules static/dist static/.dist-* .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis .coverage htmlcov test-results $(CATALOGUES)
	find schoollink tests migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The parts of `make check`

.PHONY: .check-python .check-types .check-imports .check-templates .check-front
.check-python:
	$(PY) -m ruff format --check --quiet || { echo "Some files are not in format: make format"; exit 1; }
	$(PY) -m ruff check --quiet
.check-types:
	$(PY) -m mypy --no-error-summary
.check-imports:
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' >.venv/imports.log 2>&1 \
		|| { cat .venv/imports.log; exit 1; }
.check-templates:
	if find templates -name '*.html' 2>/dev/null | grep -q .; then $(PY) -m djlint --quiet --lint templates; fi
.check-front:
	node_modules/.bin/biome ci --colors=off --log-level=warn

# Python packages

.PHONY: .writable
.writable:
	for place in . .venv node_modules static static/dist; do \
		if [ -e $$place ] && [ ! -w $$place ]; then \
			echo "SchoolLink can't write to the folder $$(cd $$place && pwd): give yourself the right to, or copy it elsewhere." >&2; \
			exit 1; \
		fi; \
	done

define INSTALL
if ! $(PIP) $(1); then \
	echo "The Python packages could not be installed, see above. Is this machine online? Run make again to retry." >&2; \
	exit 1; \
fi
endef

.venv/.runtime: requirements.txt | .writable
	python=; \
	for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "SchoolLink needs Python 3.11 or newer: install it, then run make again." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python's venv part is missing: install the package python3-venv (Debian, Ubuntu: apt install python3-venv), then run make again." >&2; \
		exit 1; \
	fi; \
	echo "Installing Python packages (first time only, about a minute)…"; \
	if [ ! -e $@ ] || ! $(PY) -m pip --version >/dev/null 2>&1; then \
		$$python -m venv --clear .venv || exit 1; \
	fi; \
	$(call INSTALL,-r requirements.txt)
	touch $@

.venv/.scale: requirements-scale.txt .venv/.runtime
	echo "Installing the drivers of PostgreSQL and Redis…"
	$(call INSTALL,-r requirements-scale.txt)
	touch $@

.venv/.dev: requirements-dev.txt .venv/.scale
	echo "Installing test and check tools (first time only, about a minute)…"
	$(call INSTALL,-r requirements-dev.txt)
	touch $@

# The front end: Node 18 or newer from this machine, else the one that comes as a Python package

define WITH_NODE
if ! { node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' && npm --version; } >/dev/null 2>&1; then \
	if [ ! .venv/.node -nt requirements-node.txt ]; then \
		echo "Installing Node.js inside .venv (first time only)…"; \
		if ! $(PIP) -r requirements-node.txt; then \
			echo "The front end needs Node.js 18 or newer with npm: install it, then run make again." >&2; exit 1; \
		fi; \
		touch .venv/.node; \
	fi; \
	PATH="$(CURDIR)/.venv/bin:$$PATH"; export PATH; \
fi
endef

define NPM_CI
$(WITH_NODE); \
echo "Installing front-end packages (first time only)…"; \
if ! npm ci $(1) --loglevel=error >/dev/null; then \
	echo "The front-end packages could not be installed, see above. Is this machine online? Run make again to retry." >&2; \
	exit 1; \
fi
endef

node_modules/.stamp: package-lock.json | .venv/.runtime
	$(call NPM_CI,--omit=dev)
	touch $@

node_modules/.stamp-dev: package-lock.json | .venv/.runtime
	$(call NPM_CI)
	touch node_modules/.stamp $@

static/dist/manifest.json: $(FRONT) $(NODE_READY)
	$(WITH_NODE); node static/build.mjs

%.mo: %.po | .venv/.runtime
	$(PY) -m babel.messages.frontend --quiet compile --input-file=$< --output-file=$@
