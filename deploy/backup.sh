#!/usr/bin/env bash
# Saves the instance, encrypted for RECIPIENT (age), and keeps the last 30: backup.sh FOLDER
set -euo pipefail
folder=$1 keep=${KEEP:-30}
plain=$(mktemp -d)
trap 'rm -rf "$plain"' EXIT

"$(dirname "$0")/../.venv/bin/python" -m flask --app wsgi backup "$plain/raqnet.zip"
target="$folder/raqnet-$(date -u +%Y%m%d-%H%M%S).zip.age"
age --recipient "${RECIPIENT:?la clé publique age}" --output "$target.part" "$plain/raqnet.zip"
mv "$target.part" "$target"
find "$folder" -maxdepth 1 -name 'raqnet-*.zip.age' -printf '%f\n' | sort -r | tail -n +$((keep + 1)) |
    while read -r old; do rm -f "$folder/$old"; done
