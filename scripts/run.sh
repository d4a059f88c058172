# Serving, measuring and testing. Sourced by ./manage.

run_product() {
  need_packages run
  PETITIONS_DATA_DIR=${PETITIONS_DATA_DIR:-$root/instance}
  export PETITIONS_DATA_DIR
  # An empty folder gets the demo; the mark outlives a load that was interrupted, and tells a demo from real data.
  mark=$PETITIONS_DATA_DIR/.demo
  mkdir -p "$PETITIONS_DATA_DIR" || give_up "The data folder $PETITIONS_DATA_DIR cannot be made."
  if [ -z "$(ls -A "$PETITIONS_DATA_DIR")" ]; then echo unfinished >"$mark"; fi
  .venv/bin/petitions db upgrade || give_up "The database could not be brought to this version; the lines above say why."
  if is_done "$mark" unfinished; then
    say "Filling the empty data folder with demo cases"
    .venv/bin/petitions demo load || give_up "The demo could not be loaded; the lines above say why."
    echo loaded >"$mark"
  fi
  cat <<TEXT

  http://127.0.0.1:${PORT:-8000}/        (Ctrl+C ends it; the data stay in $PETITIONS_DATA_DIR)

TEXT
  if is_done "$mark" loaded; then show_demo_accounts; fi
  exec .venv/bin/petitions serve --host 127.0.0.1 --port "${PORT:-8000}" "$@"
}

show_demo_accounts() {
  cat <<'TEXT'
  The demo's accounts, all with the password cu-tri-2026:
    clerk clerk2 (two communes)   office board committee deputy (the council)   coordinator
    officer leader (one agency)   officer2 leader2 (another)   letters   auditor   admin

TEXT
}

run_tests() {
  need_packages test
  need_postgresql
  need_browser
  if [ $# -gt 0 ]; then exec .venv/bin/pytest "$@"; fi
  failed=
  say "Every test but the browser's, on SQLite"
  .venv/bin/pytest -n 2 -m "not e2e" || failed="$failed SQLite"
  say "Those that ask a database something of its own, on PostgreSQL"
  .venv/bin/pytest -n 2 -m both --database postgresql || failed="$failed PostgreSQL"
  say "A real browser and the built product"
  .venv/bin/pytest -n 2 -m e2e || failed="$failed browser"
  [ -z "$failed" ] || give_up "Tests failed on:$failed."
}

# A tracer makes the tests three times slower, so this is asked for, not awaited with every change.
run_coverage() {
  need_packages test
  failed=
  say "Every test but the browser's, on SQLite, line by line"
  .venv/bin/pytest -n 2 -m "not e2e" --cov --cov-report=term:skip-covered "$@" || failed="$failed total"
  say "What of the rules themselves no test has run"
  .venv/bin/coverage report --include="petitions/domain/*" --fail-under=100 || failed="$failed rules"
  [ -z "$failed" ] || give_up "Tests failed, or lines are left that none has run:$failed."
}

run_benchmarks() {
  need_packages test
  need_postgresql
  case " $*" in *" tests/bench"*) ;; *) set -- tests/bench "$@" ;; esac
  # Filling and measuring takes its hours; -s shows the page as it is written.
  exec .venv/bin/pytest -s -o faulthandler_timeout=7200 "$@"
}
