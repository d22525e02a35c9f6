# Shared by the scripts here: where the project is, how to say what happens, and how to get Debian's packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
cores=$(nproc)

say() { printf '\n== %s\n' "$*"; }

# What each job needs from Debian 12.
packages_build=(g++ cmake ninja-build ccache pkg-config libfmt-dev libhwy-dev libfftw3-dev libhdf5-dev zlib1g-dev
  libtoml11-dev libcli11-dev libpugixml-dev nlohmann-json3-dev libopenbabel-dev libtorch-dev libeigen3-dev libopenblas0-openmp
  libopenmpi-dev openmpi-bin libfftw3-mpi-dev)
packages_test=(cp2k cp2k-data munge slurm-wlm catch2 hdf5-tools python3-ase clang libclang-rt-14-dev libomp-14-dev)
packages_benchmark=(lammps)

# install_packages NAME…: installs what is missing, and asks for root's rights only then.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "This is no Debian system: expecting the equivalents of $* to be installed"
    return
  fi
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Neither root nor sudo: ask somebody to run  apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  mkdir -p build
  local log=build/apt.log apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0)
  { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1 ||
    { tail -n 40 "$log"; exit 1; }
}

# build PRESET [TARGET…]: configures build/PRESET and builds the targets, or everything.
build() {
  local preset=$1
  shift
  say "Building ${*:-everything} (preset $preset, $cores cores)"
  mkdir -p build
  cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 || { cat "build/configure-$preset.log"; exit 1; }
  cmake --build "build/$preset" --parallel "$cores" ${1:+--target "$@"}
}
