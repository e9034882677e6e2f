#!/bin/sh
# Make an environment hold what requirements/<set>.lock says. Usage: tools/setup.sh <set>: run and dev in .venv, any other set in .venv-<set>.
# A choice of interpreter comes from PYTHON; it must be 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."
set_name=$1
venv=.venv
case $set_name in run|dev) ;; *) venv=.venv-$set_name ;; esac

new_enough() {
    # Run it: a name on the path may be a shim without an interpreter behind it.
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if new_enough "$PYTHON"; then echo "$PYTHON"; return; fi
        echo "PYTHON=$PYTHON is no Python 3.11 or newer." >&2
        exit 1
    fi
    for candidate in python3.11 python3.12 python3.13 python3; do
        if new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    echo "No Python 3.11 or newer found. Install one, or name it: make build PYTHON=/path/to/python" >&2
    exit 1
}

# Made anew when it is half made, or when the interpreter that it links to has gone.
if ! new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv --clear "$venv"
fi

echo "installing requirements/$set_name.lock into $venv (a minute or more, once)"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    -r "requirements/$set_name.lock"

# The development set contains the run-time set.
touch "$venv/.run"
if [ "$set_name" != run ]; then touch "$venv/.$set_name"; fi
