# RAQnet: `make help` lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Python keeps what it has compiled: else every start, a server's too, takes three times longer.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python -m
DEMO := instance/demo
PO := $(wildcard raqnet/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
CHROMIUM := $(or $(RAQNET_CHROMIUM),$(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null))))

# The settings of a real instance, if any are exported here, never reach the demo.
DEMO_ENV = env -u RAQNET_SQLALCHEMY_DATABASE_URI -u RAQNET_BIND RAQNET_INSTANCE=$(DEMO) \
	RAQNET_DEMO=true RAQNET_PUBLIC_URL=http://127.0.0.1:$(PORT) PORT=$(PORT)
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

.PHONY: help install demo test check bench voice-report screenshots lock translations clean

help: ## Dit ce qu'il y a ici
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo "  PYTHON=python3.12 choisit l'interpréteur, PORT=8001 le port de la démo, RESET=1 la refait."

install: $(VENV)/.installed $(MO) ## Installe l'application et ses dépendances verrouillées dans .venv

demo: $(VENV)/.installed $(MO) ## Sert la démonstration sur http://127.0.0.1:8000
	@$(VENV)/bin/python -c "import socket; socket.create_server(('127.0.0.1', $(PORT)))" 2>/dev/null \
		|| { echo "Le port $(PORT) est pris. En choisir un autre : make demo PORT=8001"; exit 1; }
	@if [ "$(RESET)" = 1 ]; then rm -rf $(DEMO); fi
	@$(DEMO_ENV) $(RUN) flask --app wsgi demo prepare
	@echo "Serveur : http://127.0.0.1:$(PORT)  (Ctrl+C pour arrêter)"
	@exec $(DEMO_ENV) $(RUN) gunicorn -c gunicorn.conf.py

test: $(VENV)/.tests-installed $(MO) ## Lance toute la suite, sur SQLite et PostgreSQL, avec Chromium
	@$(MAKE) missing
	@bash tests/run.sh $(VENV)/bin/python
	@$(MAKE) missing

.PHONY: missing
missing:
	@if [ -z "$(CHROMIUM)" ]; then \
		printf '\n!!! Chromium est introuvable : les tests du navigateur sont SAUTÉS.\n!!! Installer chromium, ou donner RAQNET_CHROMIUM=/chemin.\n\n'; fi
	@if [ -z "$${RAQNET_TEST_POSTGRES:-}" ]; then \
		printf '\n!!! PostgreSQL est introuvable : ses tests sont SAUTÉS.\n!!! Donner RAQNET_TEST_POSTGRES=postgresql+psycopg://NOM:MOT@127.0.0.1/BASE (une base vide, effacée).\n\n'; fi

check: $(VENV)/.tests-installed ## Style, format, types et architecture, en moins d'une minute
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) pytest tests/test_architecture.py tests/test_templates.py tests/test_words.py

bench: $(VENV)/.tests-installed ## Mesure, et écrit bench-results.json
	$(RUN) tests.bench

voice-report: $(VENV)/.tests-installed ## Mesure le déguisement de la voix, écrit docs/voice-report.json
	$(RUN) tests.voice

screenshots: $(VENV)/.tests-installed ## Refait les images du README
	$(RUN) tests.browser.screenshots

lock: ## Refait les verrous des dépendances (uv)
	$(LOCK) -o requirements.lock
	$(LOCK) --group test -o requirements-test.lock

translations: $(VENV)/.tests-installed ## Relève les textes, met à jour et compile les traductions
	@mkdir -p raqnet/translations
	$(RUN) babel.messages.frontend -q extract -F pyproject.toml -k _l -k lazy_gettext --no-location \
		--sort-output --omit-header -o raqnet/translations/messages.pot .
	@if [ -f raqnet/translations/nl/LC_MESSAGES/messages.po ]; then act="update --ignore-pot-creation-date"; else act=init; fi; \
	$(RUN) babel.messages.frontend -q $$act -l nl -i raqnet/translations/messages.pot -d raqnet/translations
	$(RUN) babel.messages.frontend -q compile -d raqnet/translations

clean: ## Enlève .venv et les caches (jamais une instance)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

%.mo: %.po | $(VENV)/.installed
	@$(RUN) babel.messages.frontend -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# --- the virtual environment: a stamp per lock, so that a second run costs nothing ---------------

$(VENV)/.installed: requirements.lock deploy/install.sh
	@PYTHON="$(PYTHON)" deploy/install.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.tests-installed: requirements-test.lock deploy/install.sh
	@PYTHON="$(PYTHON)" deploy/install.sh $(VENV) requirements-test.lock
	@touch $@ $(VENV)/.installed
