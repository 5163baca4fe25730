# SPDX-License-Identifier: MIT OR Apache-2.0
# shellcheck shell=bash disable=SC2034
# What has to be installed, in one place. Sourced by examples/quickstart.sh, tests/run.sh and .ci/run.
# `need_packages GROUP...` installs what is missing with apt-get when run as root on a Debian-like system; otherwise it
# says what to install and returns 1. Nothing is asked, nothing is read from stdin.

# To build and run the program.
packages_build="g++ meson ninja-build pkg-config llvm-14-dev libzstd-dev nlohmann-json3-dev libboost-program-options-dev libfmt-dev libdeflate-dev libsnappy-dev zstd ccache"
# To build and run the tests besides.
packages_test="doctest-dev python3 python3-jsonschema binutils git zsh fish groff-base jq"
# To check style and to build with the second compiler, its sanitizers and fuzzers.
packages_check="clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev shellcheck"

# Names of the packages of the named groups that are not installed.
missing_packages() {
  local group list package
  for group in "$@"; do
    list="packages_$group"
    for package in ${!list}; do
      [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
  done
}

need_packages() {
  local missing
  if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "note: not a Debian-like system; what is needed is listed in scripts/deps.sh" >&2
    return 0
  fi
  missing=$(missing_packages "$@" | paste -sd' ')
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "error: these packages are missing; as root, run: apt-get install $missing" >&2
    return 1
  fi
  echo "installing: $missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  { apt-get -q update && apt-get -q -y --no-install-recommends install $missing; } </dev/null >&2 || {
    echo "error: apt-get could not install: $missing" >&2
    return 1
  }
  [ -z "$(missing_packages "$@")" ]
}

# LLVM's libraries of the version we are built with are found through this when llvm-config has no plain name.
if [ -z "${LLVM_CONFIG:-}" ] && ! command -v llvm-config >/dev/null 2>&1 && command -v llvm-config-14 >/dev/null 2>&1; then
  export LLVM_CONFIG=llvm-config-14
fi
