"""What an installer gets is whole: it migrates and serves from a folder that has never seen the checkout."""

import urllib.request
import zipfile

import pytest

from tests.product import CHECKOUT, Server


@pytest.fixture(scope="module")
def wheel_names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_templates_migrations_and_compiled_words(wheel_names):
    outer = [
        path for folder in ("templates", "migrations") for path in (CHECKOUT / folder).rglob("*") if path.is_file()
    ]
    expected = {f"petitions/{path.relative_to(CHECKOUT)}" for path in outer if "__pycache__" not in path.parts}
    assert expected <= wheel_names
    assert "petitions/translations/vi/LC_MESSAGES/messages.mo" in wheel_names
    assert "petitions/translations/vi/LC_MESSAGES/wtforms.mo" in wheel_names


def test_the_wheel_carries_the_face_that_papers_are_set_in_and_its_licence(wheel_names):
    faces = ("Regular", "Bold", "Italic", "BoldItalic")
    assert {f"petitions/data/fonts/Tinos-{face}.ttf" for face in faces} <= wheel_names
    assert "petitions/data/fonts/Tinos.LICENSE.txt" in wheel_names


def test_the_wheel_carries_nothing_that_was_made_by_running(wheel_names):
    strangers = [name for name in wheel_names if "__pycache__" in name or name.endswith((".sqlite3", ".log", ".pyc"))]
    assert strangers == []


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installation):
    assert installation.folder_of("petitions") == installation.site_packages / "petitions"


def test_an_empty_folder_becomes_a_served_sign_in_page(installation, tmp_path):
    data_dir = tmp_path / "data"
    installation.run("db", "upgrade", data_dir=data_dir)
    server = Server(installation, data_dir)
    try:
        with urllib.request.urlopen(f"{server.url}/sign-in/") as reply:
            page = reply.read().decode()
        with urllib.request.urlopen(f"{server.url}/static/css/site.css") as reply:
            assert reply.status == 200
    finally:
        server.stop()
    assert '<html lang="vi"' in page
    assert "Đăng nhập" in page


def test_a_second_upgrade_changes_nothing(installation, tmp_path):
    for _ in range(2):
        installation.run("db", "upgrade", data_dir=tmp_path)
    assert "No new upgrade operations detected" in installation.run("db", "check", data_dir=tmp_path).stdout
