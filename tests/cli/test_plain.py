"""What is wrong with the surroundings is told in one line, whatever command was meant."""

import pytest
from click.testing import CliRunner

from petitions.app import main


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PETITIONS_DATA_DIR", "FILE", "Đã có FILE"),
        ("PETITIONS_DATA_DIR", "FILE/data", "Không dùng được FILE/data"),
        ("PETITIONS_DATA_DIR", "/proc/x", "/proc/x"),
        ("PETITIONS_TRUSTED_PROXIES", "two", "Không hiểu được một thiết lập: "),
        ("PETITIONS_DATABASE_URL", "delphi://x", "PETITIONS_DATABASE_URL không phải"),
        ("PETITIONS_DATABASE_URL", "xx", "PETITIONS_DATABASE_URL không phải"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path, setting, value, said):
    file = tmp_path / "a-file"
    file.write_text("")
    folder = tmp_path / "data"
    surroundings = {"PETITIONS_DATA_DIR": str(folder)} | {setting: value.replace("FILE", str(file))}
    result = CliRunner().invoke(main, ["doctor"], env=surroundings)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert said.replace("FILE", str(file)) in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("accounts create admin", "Thiếu '--name'. (petitions accounts create --help)"),
        ("accounts list --nonsense", "Lệnh này không có tùy chọn --nonsense. (petitions accounts list --help)"),
        ("nonsense", "Không có lệnh nonsense. (petitions --help)"),
        ("jobs run sweep --on 31/02/2026", "'--on': cần ghi ngày theo dạng YYYY-MM-DD (năm-tháng-ngày)."),
        ("serve --port 99999", "'--port': cần một số từ 1 đến 65535."),
        ("backup /etc/passwd", "'FOLDER': không có đường dẫn này"),
        ("accounts create a --name A --role king", "'--role': chỉ nhận một trong các giá trị: "),
    ],
)
def test_a_command_that_cannot_be_understood_is_one_sentence(tmp_path, words, said):
    surroundings = {"PETITIONS_DATA_DIR": str(tmp_path / "data")}
    result = CliRunner().invoke(main, words.split(), env=surroundings, prog_name="petitions")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {said}")
    assert result.stderr.count("\n") == 1


def test_a_group_alone_still_explains_itself(tmp_path):
    result = CliRunner().invoke(main, ["accounts"], env={"PETITIONS_DATA_DIR": str(tmp_path / "data")})
    assert "create" in result.output
    assert result.output.count("\n") > 1


def test_every_command_explains_itself(cli):
    from click import Group

    def walk(command, path):
        yield path, command
        if isinstance(command, Group):
            for name, inner in command.commands.items():
                yield from walk(inner, (*path, name))

    for name, command in cli.app.cli.commands.items():
        for path, inner in walk(command, (name,)):
            result = cli.invoke(*path, "--help")
            assert result.exit_code == 0, path
            assert inner.help, path
