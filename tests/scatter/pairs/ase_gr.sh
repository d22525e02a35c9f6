#!/bin/sh
# ase_gr.sh PROGRAM FOLDER: our g(r) of a file of ours against that of ASE (Debian's python3-ase), where it is installed.
if ! /usr/bin/python3 -c 'import ase' 2>/dev/null; then
  echo "skipped: the package python3-ase isn't installed"
  exit 77
fi
mkdir -p "$2" && "$1" "$2" && exec /usr/bin/python3 "$(dirname "$0")/ase_gr.py" "$2"
