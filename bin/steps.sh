# Steps of bin/set-up and bin/test: finding Python, making the environment, installing Debian's packages. Sourced, never run.
# shellcheck shell=bash

note() { printf '%s\n' "$*" >&2; }
refuse() { note "$*"; return 1; }

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; }

# install_debian PACKAGE...   installs what is missing; says in one sentence what to do where it may not.
install_debian() {
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  is_debian_root || refuse "These Debian packages are missing, and only root can install them: ${missing[*]}." || return 1
  note "Installing Debian packages: ${missing[*]} ..."
  (
    exec 8> /tmp/azukari-apt.lock
    command -v flock > /dev/null && flock 8
    export DEBIAN_FRONTEND=noninteractive
    options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=300)
    apt-get install "${options[@]}" "${missing[@]}" > /dev/null 2>&1 && exit 0
    apt-get update -qq > /dev/null && apt-get install "${options[@]}" "${missing[@]}" > /dev/null
  ) || refuse "Debian's packages ${missing[*]} could not be installed; the error stands above."
}

# packages_of FILE   the package names in a list, comments left out.
packages_of() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1"; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2> /dev/null; }

find_python() {
  local candidate
  for candidate in "${AZUKARI_PYTHON:-}" python3.14 python3.13 python3.12 /usr/bin/python3.14 /usr/bin/python3.13 /usr/bin/python3.12 python3; do
    if [ -n "$candidate" ] && fits "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

install_python() {
  local uv
  if is_debian_root; then
    install_debian python3 python3-venv || true
    find_python && return 0
  fi
  if uv="$(borrow_uv)"; then
    "$uv" python install -q 3.13 2> /dev/null && "$uv" python find -q 3.13 && return 0
  fi
  refuse "Azukari needs Python 3.12 or newer, and none was found: install one, or name it in AZUKARI_PYTHON."
}

# borrow_uv   the path of a uv that any pip on this machine brings into .cache, for machines whose Python has no ensurepip.
borrow_uv() {
  local python target=.cache/uv
  if [ ! -x "$target/bin/uv" ]; then
    for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3 python; do
      "$python" -m pip install -q --disable-pip-version-check --require-hashes --upgrade --target "$target" -r requirements-setup.lock 2> /dev/null && break
    done
  fi
  [ -x "$target/bin/uv" ] && printf '%s\n' "$PWD/$target/bin/uv"
}

# make_environment PYTHON FOLDER
make_environment() {
  local python="$1" folder="$2" minor
  mkdir -p "$folder" && touch "$folder/unfinished"
  "$python" -m venv "$folder" > /dev/null 2>&1 && return 0
  if is_debian_root; then # Debian parts ensurepip from Python
    minor="$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
    install_debian "$minor" 2> /dev/null && "$python" -m venv "$folder" > /dev/null 2>&1 && return 0
  fi
  "$python" -m venv --without-pip "$folder" > /dev/null 2>&1 && borrow_uv > /dev/null && return 0
  refuse "$python cannot make a virtual environment: install python3-venv (Debian) or pip, then run this again."
}

# install_locks FOLDER LOCK...   uv where it can be had (seconds), pip otherwise (a minute); hashes are checked by both.
install_locks() {
  local folder="$1" lock uv arguments=()
  shift
  for lock in "$@"; do arguments+=(-r "$lock"); done
  if "$folder/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-setup.lock 2> /dev/null; then
    uv="$folder/bin/uv"
  else
    uv="$(borrow_uv)" || uv=
  fi
  if [ -n "$uv" ] && VIRTUAL_ENV="$folder" "$uv" pip install -q --python "$folder/bin/python" --require-hashes "${arguments[@]}"; then return 0; fi
  "$folder/bin/python" -m pip install -q --disable-pip-version-check --require-hashes "${arguments[@]}" && return 0
  refuse "The packages could not be installed; the error stands above. A network that reaches PyPI is needed once."
}
