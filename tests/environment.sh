#!/bin/sh
# Makes the virtual environment $1 with a Python that can run the program: 3.11 or newer, with
# tkinter. Says in one line what to install where there is none.
set -u
venv=$1
usable='import sys; sys.exit(sys.version_info < (3, 11))'
without_tk=
without_venv=
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c "$usable" >/dev/null 2>&1 || continue
    if ! "$python" -c 'import tkinter' >/dev/null 2>&1; then
        without_tk=$python
        continue
    fi
    if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        without_venv=$python
        continue
    fi
    exec "$python" -m venv "$venv"
done
if [ -n "$without_venv" ]; then
    echo "$without_venv can't make a virtual environment. Install its part for that: apt install python3-venv" >&2
elif [ -n "$without_tk" ]; then
    echo "$without_tk has no tkinter, which the window needs. Install it: apt install python3-tk, dnf install python3-tkinter, pacman -S tk, zypper install python3-tk or brew install python-tk" >&2
else
    echo "DesktopChat needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python3 ..." >&2
fi
exit 1
