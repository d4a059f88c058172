# Pins the requirement files: exact versions with hashes, for every platform, and no address of where they came from.
# Sourced by ./manage.

pin() {
  source=$1 target=$2
  shift 2
  # shellcheck disable=SC2086 # $upgrades is a list of options
  uv_quietly pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
    $upgrades "$source" --output-file "requirements/$target.txt" || give_up "requirements/$target.txt could not be pinned."
}

lock_requirements() {
  need_uv
  upgrades=
  for name in "$@"; do upgrades="$upgrades --upgrade-package $name"; done
  pin pyproject.toml base
  for group in build production test check node uv; do pin "requirements/$group.in" "$group"; done
  say "Pinned. Look at: git diff requirements/"
}
