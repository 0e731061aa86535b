"""The command line stands in every image, whatever the image leaves out."""

import pytest
from typer.testing import CliRunner

from dial2.cli import main
from dial2.errors import Permanent

LACK = "Not here: it needs no_such_library. Install dial2 with its extra `all`."


@pytest.fixture
def one_that_lacks_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main._OWN, "odd", "no_such_library.commands:odd")


@pytest.mark.usefixtures("one_that_lacks_its_library")
def test_the_help_lists_a_command_whose_library_is_missing_and_says_so() -> None:
    result = CliRunner().invoke(main.build(None), ["--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert LACK in result.output
    assert "migrate" in result.output


@pytest.mark.usefixtures("one_that_lacks_its_library")
def test_a_command_whose_library_is_missing_says_what_to_install() -> None:
    result = CliRunner().invoke(main.build("odd"), ["odd"])
    assert isinstance(result.exception, Permanent)
    assert str(result.exception) == LACK


def test_only_the_command_that_is_wanted_is_loaded() -> None:
    names = {command.name for command in main.build("migrate").registered_commands}
    assert names == {"migrate"}
