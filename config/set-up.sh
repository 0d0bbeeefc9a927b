# Sourced by ./run and ./test: brings the machine to what the product needs, or says what is missing.
# Quick the second time: a stamp beside the environment keeps what was installed from.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$here"

debian_packages=$(sed 's/#.*//' config/debian-packages.txt)

is_installed() {
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# Prints what has to be installed; of alternatives the first that the archive knows.
missing_packages() {
  local names name found
  for names in $debian_packages; do
    found=
    for name in ${names//|/ }; do is_installed "$name" && found=yes; done
    [ -n "$found" ] && continue
    for name in ${names//|/ }; do
      if [ "$name" = "$names" ] || apt-cache show "$name" >/dev/null 2>&1; then echo "$name"; continue 2; fi
    done
    echo "${names%%|*}"
  done
}

install_packages() {
  local missing as_root=()
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Set-up needs root once, to install: $missing" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "Installing system packages (once): $(echo $missing)" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' sh $missing >"$here/var/set-up.log" 2>&1 || {
    tail -n 20 "$here/var/set-up.log" >&2; echo "System packages could not be installed; the whole log is var/set-up.log" >&2; exit 1; }
}

install_environment() {
  local stamp=.venv/installed-from wanted
  wanted=$(cat requirements.lock setup.cfg pyproject.toml | sha256sum; pwd)
  [ -x .venv/bin/kiosk ] && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ] && return 0
  /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $(/usr/bin/python3 --version) is installed." >&2; exit 1; }
  echo "Installing the Python environment into .venv (once)" >&2
  [ -x .venv/bin/python ] || /usr/bin/python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock \
    2>var/set-up.log || { tail -n 20 var/set-up.log >&2; exit 1; }
  .venv/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .  2>>var/set-up.log
  echo "$wanted" >$stamp
}

# Nothing but services that compare faces needs them: without them everything else is set up and runs.
fetch_face_models() {
  config/fetch-face-models.sh >>var/set-up.log 2>&1 && return 0
  tail -n 5 var/set-up.log >&2
  echo "No models for faces: services that compare faces are not offered. Again: config/fetch-face-models.sh" >&2
}

mkdir -p var
install_packages
install_environment
fetch_face_models
