# One word a habit: run, test, fuzz, format, lint, types, dist, bench, words, clean. Each sets up what it needs.
# Windows has the same commands in CONTRIBUTING.md, without make.

VENV := .venv
BIN := $(VENV)/bin
BUILT := dist/desktopchat/desktopchat
# Of tests at once, each with a screen, a home and ports of its own.
PROCESSES := 2

.PHONY: run test test-built fuzz format lint types dist onefile bench bench-quick words pictures clean

run: $(VENV)/.run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/desktopchat $(ARGS); \
	else \
		echo "There is no display here, so this hosts a chat without a window. Ctrl-C ends it."; \
		$(BIN)/desktopchat serve $(ARGS); \
	fi

test: $(VENV)/.test
	@sh tests/requirements.sh
	$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal $(ARGS)

test-built: $(VENV)/.dev
	@test -x $(BUILT) || { echo "There is no built program yet: make dist"; exit 1; }
	@sh tests/requirements.sh
	DESKTOPCHAT_BUILT=$(BUILT) $(BIN)/python -m pytest -m built $(ARGS)

# Many more of the random commands, and of the random moments to be killed at, of which `test` tries
# a few.
fuzz: $(VENV)/.test
	DESKTOPCHAT_FUZZ=50000 DESKTOPCHAT_KILLS=100 $(BIN)/python -m pytest tests/host/test_machine.py \
		tests/host/test_crash.py tests/client/test_logbook_crash.py $(ARGS)

# What lint finds and can mend by itself: the layout, the order of imports.
format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

dist: $(VENV)/.dev
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	cp assets/desktopchat.desktop assets/icon-256.png dist/desktopchat/
	@echo "Built: $(BUILT)"

onefile: $(VENV)/.dev
	DESKTOPCHAT_ONEFILE=1 $(BIN)/pyinstaller --noconfirm --clean --log-level WARN \
		--distpath dist/onefile build.spec

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks $(ARGS)

# Under two minutes; each ratio beside the committed one.
bench-quick: $(VENV)/.test
	$(BIN)/python -m benchmarks --quick $(ARGS)

# Collects the texts of the program into the catalogue of each language; new ones are empty there.
words: $(VENV)/.dev
	@mkdir -p build
	$(BIN)/pybabel -q extract --no-default-keywords --keywords "tr trn:1,2 trc:1c,2 tr_noop" \
		--no-location --sort-output --project DesktopChat --output build/desktopchat.pot desktopchat
	@for file in desktopchat/words/*.po; do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap \
			--ignore-pot-creation-date --input-file build/desktopchat.pot \
			--output-file $$file --locale $$(basename $$file .po) || exit 1; \
	done

pictures: $(VENV)/.test
	@sh tests/requirements.sh
	$(BIN)/python -m docs.pictures.make

clean:
	rm -rf $(VENV) build dist .hypothesis .pytest_cache .mypy_cache .ruff_cache

# The environment is made once and again when what it installs changes.
$(VENV)/.made:
	@sh tests/environment.sh $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml
	@echo "Installing what the program needs into $(VENV), which takes about a minute…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[voice]'
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	@echo "Installing what the tests need into $(VENV), which takes about a minute…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	@echo "Installing what development needs into $(VENV), which takes about a minute…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
