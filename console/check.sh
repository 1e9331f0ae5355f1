#!/usr/bin/env bash
# Whether the built console is that of the sources: builds it anew, elsewhere, and compares.
# What is kept stays untouched, so that nothing that embeds it has to be compiled again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Installed once for each content of the lock file. The bundler's own program comes in a package of
# its own: no install script needs to run.
stamp=node_modules/.installed
wanted=$(sha256sum <package-lock.json)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  printf '%s\n' "$wanted" >"$stamp"
fi

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
npm run --silent check
tests=$(npm test --silent 2>&1) || { printf '%s\n' "$tests" >&2; exit 1; }
npm exec --no -- vite build --logLevel warn --outDir "$fresh" --emptyOutDir
if ! diff -r dist "$fresh" >/dev/null; then
  diff -rq dist "$fresh" >&2 || true
  echo "console/dist is not what the sources make: run npm run build in console/ and commit dist" >&2
  exit 1
fi
# A quarter of it is words in two languages. Nothing is loaded late: it all comes once, and is kept until a release.
bytes=$(cat dist/console.js dist/console.css | gzip -9c | wc -c)
if [ "$bytes" -gt 73728 ]; then
  echo "the console weighs $bytes bytes compressed; 73728 are permitted" >&2
  exit 1
fi
echo "console/dist is fresh, $bytes bytes compressed"
