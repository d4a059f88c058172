# Python, the installer and the pinned packages. Sourced by ./manage.

OLDEST_PYTHON="3, 11"

is_new_enough() { "$1" -c "import sys; sys.exit(sys.version_info < ($OLDEST_PYTHON))" 2>/dev/null; }

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Sets $python to an interpreter that is new enough and can make virtual environments.
find_python() {
  for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if have "$python" && is_new_enough "$python" && can_make_venv "$python"; then return 0; fi
  done
  return 1
}

need_python() {
  find_python && return
  can_apt && apt_install python3 python3-venv ca-certificates && find_python && return
  give_up "Python 3.11 or newer with its 'venv' module is missing. On Debian or Ubuntu an administrator installs it with: apt-get install python3-venv"
}

# Sets $uv to the installer: one that is pinned here, since it decides what everything else becomes.
need_uv() {
  need_python
  uv=$root/.manage/uv/bin/uv
  uv_stamp=$(fingerprint "$("$python" -VV)" "$root" -- requirements/uv.txt)
  is_done .manage/uv/stamp "$uv_stamp" && return
  say "Installing the package installer (uv)"
  rm -rf .manage/uv
  mkdir -p .manage
  quietly "$python" -m venv .manage/uv || give_up "Python could not make a virtual environment in $root/.manage."
  quietly .manage/uv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements/uv.txt \
    || give_up "The installer 'uv' could not be fetched from the Python package registry; is there a network?"
  printf '%s' "$uv_stamp" >.manage/uv/stamp
}

uv_quietly() { quietly env UV_PYTHON_DOWNLOADS=never UV_NO_CONFIG=1 "$uv" --no-progress "$@"; }

# need_packages run|test|check: the packages of that group and of those before it, and this checkout itself.
need_packages() {
  case $1 in
    run) files="base build" ;;
    test) files="base build test" ;;
    check) files="base build test check" ;;
  esac
  # A folder that was moved, or whose Python was replaced, is made anew.
  if ! is_done .venv/stamp-home "$root" || ! .venv/bin/python -c '' 2>/dev/null; then
    need_uv
    uv_quietly venv --clear --python "$python" .venv || give_up "The virtual environment .venv could not be made."
    printf '%s' "$root" >.venv/stamp-home
  fi
  need_requirements "$files"
  # The catalogues are compiled by the same build that puts the checkout on Python's path.
  # shellcheck disable=SC2046 # our catalogues have no spaces in their names
  checkout_stamp=$(fingerprint -- pyproject.toml hatch_build.py $(find petitions -name '*.po' | sort))
  is_done .venv/stamp-checkout "$checkout_stamp" && [ -x .venv/bin/petitions ] && return
  need_uv
  uv_quietly pip install --python .venv --no-deps --no-build-isolation --editable . \
    || give_up "This checkout could not be installed into .venv; the lines above say why."
  printf '%s' "$checkout_stamp" >.venv/stamp-checkout
}

# Installs those of the requirement files that changed since they were last installed.
need_requirements() {
  missing=
  options=
  for file in $1; do
    is_done ".venv/stamp-$file" "$(fingerprint -- "requirements/$file.txt")" && continue
    missing="$missing $file"
    options="$options -r requirements/$file.txt"
  done
  [ -n "$missing" ] || return 0
  need_uv
  say "Installing the Python packages:$missing"
  # shellcheck disable=SC2086 # a list of options
  uv_quietly pip install --python .venv --require-hashes $options \
    || give_up "The Python packages could not be installed; the lines above say why. Is there a network?"
  for file in $missing; do
    fingerprint -- "requirements/$file.txt" >".venv/stamp-$file"
  done
}
