#!/usr/bin/env bash
# Fills a virtual environment with exactly what a lock names: install.sh VENV LOCK
# With uv where there is one (seconds), else with the pip of the chosen Python (about a minute).
set -euo pipefail
venv=$1 lock=$2

say() { printf '%s\n' "$*" >&2; }
fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

choose_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if fits "$name"; then command -v "$name"; return; fi
    done
    say "RAQnet demande Python 3.11 ou plus récent${PYTHON:+ ($PYTHON ne convient pas)}."
    say "Installer par exemple python3.12, ou choisir : make install PYTHON=/chemin/vers/python3.12"
    exit 1
}

make_venv() {
    local python
    python=$(choose_python)
    if command -v uv >/dev/null && uv venv -q --clear --python "$python" "$venv" 2>/dev/null; then return; fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "Le module venv manque à $python. Sur Debian ou Ubuntu : sudo apt install python3-venv"
        exit 1
    fi
    "$python" -m venv --clear "$venv"
}

with_uv() {
    command -v uv >/dev/null || return 1
    uv pip install -q --python "$venv/bin/python" --require-hashes --no-deps -r "$lock" && return
    say "uv n'y arrive pas ici : pip prend le relais."
    return 1
}

with_pip() {
    say "Installation des dépendances avec pip (une minute environ)…"
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    # A machine's pip settings for people (--user, --target) make no sense inside an environment.
    env -u PIP_TARGET -u PIP_PREFIX PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 \
        "$venv/bin/python" -m pip install -qq --no-compile --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$lock"
}

fits "$venv/bin/python" || make_venv
with_uv || with_pip
