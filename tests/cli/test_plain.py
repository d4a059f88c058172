"""What is wrong with the surroundings is told in one line, whatever command was meant."""

import pytest
from click.testing import CliRunner

from petitions.app import main


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PETITIONS_DATA_DIR", "FILE", "FILE"),
        ("PETITIONS_TRUSTED_PROXIES", "two", "two"),
        ("PETITIONS_DATABASE_URL", "delphi://x", "delphi"),
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
