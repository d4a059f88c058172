"""The files a real server uses: they start what they say, and every command they and the manual name exists."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import click
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.product import CHECKOUT, free_port, surroundings

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
PATIENCE = 60


RUN = re.compile(r"(?:^|=|exec )(?:\w+=\S+ )*(?:/opt/petitions/bin/)?petitions ([a-z].*)")


def named_commands():
    """Every `petitions …` in the manual and the units, as words."""
    manual = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", manual, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(petitions [^`]+)`", manual.replace("\n", " "))
    lines += [line for unit in UNITS for line in unit.read_text("utf-8").splitlines()]
    for line in lines:
        found = RUN.search(line.split(" #")[0].strip())
        if found:
            yield shlex.split(found[1].replace("'", " "))


@pytest.mark.parametrize("words", list(named_commands()), ids=" ".join)
def test_every_command_that_is_named_exists_with_its_options(app, words):
    command = app.cli
    while isinstance(command, click.Group):
        assert words[0] in command.commands
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert not {word for word in words if word.startswith("--")} - known


def test_the_manual_names_the_commands_of_an_installation():
    first = {words[0] for words in named_commands()}
    assert first >= {"db", "accounts", "organisations", "people", "backup", "restore", "doctor", "files", "serve"}


# --- gunicorn -----------------------------------------------------------------------------------------


@pytest.fixture
def gunicorn(tmp_path):
    """Start gunicorn as the unit does, on a data folder."""
    running = []

    def start(data_dir, host="127.0.0.1"):
        port = free_port()
        bind = host if host.startswith("unix:") else f"{host}:{port}"
        environment = surroundings(data_dir, PETITIONS_BIND=bind, PETITIONS_WORKERS="2")
        command = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py")]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
        running.append(process)
        return process, f"http://127.0.0.1:{port}"

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def petitions(data_dir, *words):
    command = [sys.executable, "-c", "from petitions.app import main; main()", *words]
    subprocess.run(command, cwd=CHECKOUT, env=surroundings(data_dir), check=True, capture_output=True)


def answer(url, process):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                return reply.status, reply.read().decode()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_gunicorn_serves_the_sign_in_page_and_ends_in_peace(gunicorn, migrated_data, tmp_path):
    data_dir = shutil.copytree(migrated_data, tmp_path / "data")
    process, url = gunicorn(data_dir)

    status, page = answer(f"{url}/sign-in/", process)
    assert status == 200
    assert "Đăng nhập" in page
    assert answer(f"{url}/readyz", process)[0] == 200

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


@pytest.fixture(scope="module")
def published(migrated_data, tmp_path_factory):
    """A data folder in which accounts with the demo's password live."""
    data_dir = shutil.copytree(migrated_data, tmp_path_factory.mktemp("published") / "data")
    petitions(data_dir, "seed", "--cases", "1")
    return data_dir


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "unix:{folder}/socket"])  # noqa: S104 - the point
def test_gunicorn_refuses_accounts_whose_password_is_published(gunicorn, published, tmp_path, host):
    process, _ = gunicorn(published, host.format(folder=tmp_path))
    assert process.wait(timeout=PATIENCE) != 0
    assert "published password" in (tmp_path / "log").read_text()


def test_gunicorn_serves_them_on_this_machine_alone(gunicorn, published):
    process, url = gunicorn(published)
    assert answer(f"{url}/sign-in/", process)[0] == 200


# --- units and nginx ----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(unit, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    # What will be installed there is not installed here.
    for each in UNITS:
        text = re.sub(r"/opt/petitions/bin/\w+", "/bin/true", each.read_text("utf-8"))
        (tmp_path / each.name).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert complaints == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_serves_runs_without_rights_it_does_not_need(unit):
    if unit.suffix == ".timer":
        return
    text = unit.read_text("utf-8")
    assert {"User=petitions", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(text.splitlines())
    assert "EnvironmentFile=/etc/petitions/petitions.env" in text


def test_a_worker_is_started_again_and_given_time_to_finish():
    from petitions.jobs.worker import PATIENCE as ITS_PATIENCE

    lines = (DEPLOY / "petitions-worker.service").read_text("utf-8").splitlines()
    assert {"Restart=always", "ExecStart=/opt/petitions/bin/petitions worker"} <= set(lines)
    (stop,) = [line for line in lines if line.startswith("TimeoutStopSec=")]
    assert int(stop.partition("=")[2]) > ITS_PATIENCE


def test_the_settings_in_the_example_are_those_that_are_read():
    source = (CHECKOUT / "petitions" / "config.py").read_text("utf-8")
    named = set(re.findall(r"^#?(PETITIONS_\w+)=", (DEPLOY / "petitions.env").read_text("utf-8"), re.MULTILINE))
    assert named <= set(re.findall(r"PETITIONS_\w+", source))
    assert "PETITIONS_DATA_DIR" in named


def test_nginx_accepts_its_file(tmp_path):
    nginx = os.environ.get("PETITIONS_TEST_NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("no nginx here")
    _certificate(tmp_path)
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/ssl/petitions", str(tmp_path))
    (tmp_path / "site.conf").write_text(site, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    command = [nginx, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "test is successful" in done.stderr, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_lets_the_product_itself_say_what_is_too_large(app):
    limit = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text("utf-8"))
    assert int(limit[1]) * 1024 * 1024 > app.config["MAX_CONTENT_LENGTH"]


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(secret)
