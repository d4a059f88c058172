# What machines can judge about the source, and what they can mend. Sourced by ./manage.

# Runs one check, goes on when it fails, and remembers its name.
judge() {
  name=$1
  shift
  if report=$("$@" 2>&1); then
    printf '  ok      %s\n' "$name"
  else
    printf '%s\n  FAILED  %s\n' "$report" "$name"
    failed="$failed '$name'"
  fi
}

# Parts that ./manage sources share its variables; alone, each would look half unused.
check_shell() {
  "$bin/shellcheck" --shell=sh --exclude=SC2034,SC2148,SC2154 manage scripts/*.sh scripts/vendor &&
    "$bin/shellcheck" .ci/run
}

run_checks() {
  need_packages check
  bin=$root/.venv/bin
  failed=
  judge "lint (ruff check)" "$bin/ruff" check --quiet .
  judge "format (ruff format)" "$bin/ruff" format --quiet --check .
  judge "types (mypy)" "$bin/mypy"
  judge "layers (import-linter)" "$bin/lint-imports" --no-logo
  judge "template format (djlint)" "$bin/djlint" --quiet --check templates
  judge "template lint (djlint)" "$bin/djlint" --quiet --lint templates
  judge "security smells (bandit)" "$bin/bandit" --quiet --recursive --configfile pyproject.toml petitions
  judge "shell (shellcheck)" check_shell
  judge "catalogues" "$bin/python" scripts/catalogues.py check
  judge "docs/workflow.md" "$bin/python" scripts/workflow_doc.py check
  [ -z "$failed" ] || give_up "Failed:$failed. './manage fix' mends formats and catalogues."
}

run_fixes() {
  need_packages check
  bin=$root/.venv/bin
  "$bin/ruff" check --fix --exit-zero .
  "$bin/ruff" format .
  "$bin/djlint" --quiet --reformat templates || true
  "$bin/python" scripts/catalogues.py update
  "$bin/python" scripts/workflow_doc.py
}
