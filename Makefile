# What a person types, and what .ci/run types too. "make" alone lists it.

PORT ?= 8000
SERVE ?= 1
RESET ?= 0
PUBLIC_URL ?= http://127.0.0.1:$(PORT)
ARGS ?=
# The floor of "make sweep" over lines and branches together, in percent.
BRANCHES := 90

export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
PYTEST = $(PYTHON) -m pytest --dist loadfile --no-loadscope-reorder \
	$(if $(FAILURES),--failures-to $(FAILURES))
# A DATABASE_URL left in the shell must never be what the demo resets or a test run empties, nor a
# MEDIA_STORE what they write into.
DEMO := env -u DATABASE_URL -u MEDIA_STORE DEMO=1 PUBLIC_URL=$(PUBLIC_URL) $(PYTHON)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC_FILES := $(shell find static -type f 2>/dev/null)

.PHONY: help setup tools built demo quick sweep test test-sqlite test-postgresql check bench tenth messages \
	handbook vendor lock clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## Install what running the portal takes and this machine lacks
	@bin/setup
	@$(MAKE) built

tools:
	@bin/setup test

# What is made from the sources and never committed.
built: $(CATALOGUES) var/static/.collected

%.mo: %.po
	@msgfmt --check-format -o $@ $<

var/static/.collected: $(STATIC_FILES) locks/runtime.txt
	@$(DEMO) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

demo: setup ## The example of 2021 on SQLite, its PDFs in var/demo/, then a server (PORT=8000 SERVE=1 RESET=0)
ifneq ($(SERVE),0)
	@$(PYTHON) -c 'import socket; s = socket.socket(); \
		s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' \
		2>/dev/null || { echo "Port $(PORT) is taken. Choose another: make demo PORT=8001" >&2; exit 1; }
endif
	@$(DEMO) manage.py demo $(if $(filter 1,$(RESET)),--reset)
ifneq ($(SERVE),0)
	@echo "Rembug: http://127.0.0.1:$(PORT)/  (Ctrl+C stops it)"
	@MALLOC_ARENA_MAX=2 exec $(DEMO) -m granian --interface wsgi --host 127.0.0.1 --port $(PORT) --workers 1 \
		--blocking-threads 8 --log-level warning portal.wsgi:application
endif

quick: tools $(CATALOGUES) ## What the change since main touches (or SINCE=commit): its tests, its pages, lint
	@$(PYTHON) -m tests.support.change.quick

# What is too dear for each change: every page as every reader, the whole suite on both databases,
# branches counted, each package within its budget; then in another order.
sweep: tools $(CATALOGUES) ## All there is to try, on both databases and in a random order; before an issue is closed
	@red=; export SAMPLE=all; \
	env -u DATABASE_URL $(PYTEST) -n auto -m "not browser and not documents" || red="$$red sqlite"; \
	$(MAKE) test-postgresql ARGS="--cov --cov-branch --cov-report= --cov-fail-under=$(BRANCHES) --budgets" \
		|| red="$$red postgresql"; \
	SAMPLE= $(MAKE) test-postgresql ARGS="--random-order --random-order-seed=$$(date +%s)" || red="$$red random-order"; \
	if [ -n "$$red" ]; then echo "make sweep failed:$$red"; exit 1; fi; \
	echo "make sweep passed: every part"

# A red part does not keep the next from running: what failed in either stands at the end.
test: tools $(CATALOGUES) ## All that decides whether the product is right (SAMPLE=all: every page as everybody)
	@failures=$$(mktemp -d); red=; took=; \
	for part in test-sqlite test-postgresql; do \
		begun=$$(date +%s); \
		$(MAKE) $$part FAILURES=$$failures/$$part || red="$$red $$part"; \
		took="$$took  $$part $$(( ($$(date +%s) - begun + 30) / 60 )) min"; \
	done; \
	echo "── minutes:$$took"; \
	for part in $$red; do echo "── failed: $$part"; cat $$failures/$$part 2>/dev/null; done; \
	rm -rf $$failures; \
	if [ -n "$$red" ]; then echo "make test failed:$$red"; exit 1; fi; \
	echo "make test passed: every part"

# What depends on the database: triggers, locks, constraints, search, order, the demo, one journey.
test-sqlite:
	@echo "── what depends on the database, on SQLite"
	@env -u DATABASE_URL $(PYTEST) -n auto -m both_databases $(ARGS)

# Everything, and how much of the code it runs, unless ARGS chooses some tests.
# A cluster in a folder of its own (-t): one that an interrupted run left behind does not stand in its
# way. Nothing in it needs to survive a power cut. The journeys wait for servers and browsers: one
# process more than cores, so that no core waits too.
test-postgresql:
	@echo "── everything, on PostgreSQL"
	@rm -rf var/coverage
	@pg_virtualenv -t -o fsync=off -o synchronous_commit=off -o full_page_writes=off \
		-o log_min_messages=panic sh -c '\
		DATABASE_URL="postgres://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/$$PGDATABASE" \
		$(PYTEST) -n $$(($$(nproc) + 1)) $(if $(ARGS),$(ARGS),--cov --cov-report=)'

check: tools $(CATALOGUES) ## Lint, format, types, templates, migrations, imports, translations
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	git ls-files -z "templates/*.html" | xargs -0r .venv/bin/djade --target-version 6.1 --check
	.venv/bin/djangofmt --quiet --check templates
	$(PYTHON) -m mypy .
	$(DEMO) manage.py check --fail-level WARNING
	$(DEMO) manage.py makemigrations --check --dry-run
	.venv/bin/lint-imports --no-logo
	@for po in locale/*/LC_MESSAGES/*.po; do msgfmt --check --statistics -o /dev/null $$po || exit 1; done

bench: tools built ## The benchmark: a table, and var/bench/result.json
	@env -u DATABASE_URL -u MEDIA_STORE $(PYTHON) -m bench $(ARGS)

tenth: tools built ## A tenth of the benchmark's large stage: each page on the rows of a country
	@env -u DATABASE_URL $(PYTHON) -m bench tenth

messages: tools ## Gather the texts for translation, and compile them
	@$(DEMO) manage.py makemessages --all --no-wrap --no-location --no-obsolete \
		--ignore "var/*" --ignore "bench/*" --ignore "tests/*" --ignore ".venv/*"
	@$(MAKE) $(CATALOGUES)

handbook: tools $(CATALOGUES) ## Take the pictures of the handbook anew, by replaying what it tells
	@env -u DATABASE_URL HANDBOOK_PICTURES=static/img/handbook $(PYTHON) -m pytest -q -n 0 \
		tests/journeys/test_replay_of_2021.py tests/journeys/test_life_of_a_document.py \
		tests/journeys/test_checking_in.py tests/journeys/test_meeting_room.py \
		tests/journeys/test_responding_to_the_minutes.py

vendor: tools ## Fetch the front-end files of others again and check them
	@$(PYTHON) bin/vendor static/vendor/vendor.toml

lock: tools ## Write locks/ anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@for lock in runtime:pyproject.toml dev:"pyproject.toml --group dev -c locks/runtime.txt" uv:locks/uv.in; do \
		var/tools/uv/bin/uv pip compile -q --universal --python-version 3.12 --generate-hashes \
			--no-header --no-annotate --no-emit-index-url $(ARGS) $${lock#*:} -o locks/$${lock%%:*}.txt \
			|| exit 1; done

clean: ## Throw away everything that was made here: packages, database, documents
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -prune -exec rm -rf {} + ; find locale -name "*.mo" -delete
