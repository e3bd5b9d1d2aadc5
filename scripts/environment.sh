#!/bin/sh
# Make or update the environment: environment.sh PYTHON VENV LOCK
# Everything comes by hash from the lock; the package itself is installed in place.
set -eu
python=$1 venv=$2 lock=$3

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "gouhook needs Python 3.11 or later; '$python' is not." >&2
    echo "On Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv" >&2
    echo "Or name another one: make PYTHON=/path/to/python3.11 ..." >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "The module venv of Python is missing." >&2
        echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --only-binary :all: --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
# Compile the kernel now (ten seconds), so that the first check does not wait for it.
"$venv/bin/python" -m gouhook_gis.geometry.kernel.ready ||
    echo "The kernel could not be compiled: large overlays will be slower." >&2
