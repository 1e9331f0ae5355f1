#!/usr/bin/env bash
# Whether the built console is that of the sources: builds it anew and compares.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ -d node_modules ] || npm ci --no-audit --no-fund --silent
# The bundler's own program comes in a package of its own: no install script needs to run.
npm run --silent build >/dev/null
if ! git diff --exit-code --stat -- dist || [ -n "$(git status --porcelain -- dist)" ]; then
  echo "console/dist is not what the sources make: run npm run build in console/ and commit dist" >&2
  exit 1
fi
bytes=$(cat dist/console.js dist/console.css | gzip -9c | wc -c)
if [ "$bytes" -gt 61440 ]; then
  echo "the console weighs $bytes bytes compressed; 61440 are permitted" >&2
  exit 1
fi
echo "console/dist is fresh, $bytes bytes compressed"
