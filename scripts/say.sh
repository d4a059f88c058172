# Words to the person at the terminal, and the small tools every other part uses. Sourced by ./manage.

say() { printf '==> %s\n' "$*" >&2; }

# One plain sentence about what is missing and what to do, then the end.
give_up() {
  printf '\nmanage: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

# Runs a step in silence; shows what it said only when it fails.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    status=$?
    tail -n 30 "$log" >&2
    rm -f "$log"
    return "$status"
  fi
}

# Debian's packages, as root only. The package lists of a bare system are empty, hence the update.
apt_install() {
  say "Installing Debian's $*"
  if [ -z "${apt_updated:-}" ]; then quietly apt-get update -q || return 1; fi
  apt_updated=yes
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

can_apt() { is_root && have apt-get; }

# A fingerprint of words and of the files named after `--`; a stamp file that holds it says "this was done".
fingerprint() {
  words=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do words="$words $1"; shift; done
  [ $# -eq 0 ] || shift
  { printf '%s\n' "$words"; [ $# -eq 0 ] || cat "$@"; } | cksum
}

is_done() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
