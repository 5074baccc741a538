#!/usr/bin/env bash
# What the peers need: PostGIS from Debian, spherely from the package registry.
set -euo pipefail
cd "$(dirname "$0")/.."
apt-get install -y -qq --no-install-recommends postgresql-15-postgis-3 </dev/null >/dev/null
.venv/bin/python -m pip install --quiet spherely || echo "spherely has no wheel here; it is left out" >&2
