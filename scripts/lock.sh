#!/bin/sh
# Resolve both lock files: lock.sh BIN [1 to upgrade]
# Hashes of every wheel, for every platform from Python 3.11 on; no address of any registry.
set -eu
bin=$1 upgrade=${2:+--upgrade}
[ -x "$bin/uv" ] || "$bin/python" -m pip install --quiet "uv>=0.8"
resolve() {
    # shellcheck disable=SC2086  # $upgrade is empty or one word
    "$bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --quiet $upgrade "$@"
}
resolve --group build --output-file requirements.lock
# The second follows the first, so that what is tested is what is run.
resolve --extra cluster --group build --group test --group bench --group lint \
    --constraints requirements.lock --output-file requirements-dev.lock
