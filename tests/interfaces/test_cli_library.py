"""The library of procedures on the command line: listed, printed, and nothing needs a database for it."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from application.ports import Unavailable
from application.tools import Tools
from interfaces.cli.app import make_command_line
from interfaces.cli.door import USAGE
from interfaces.main import tools


class WithoutDatabase:
    """Only what needs no database answers."""

    def tools(self) -> Tools:
        return tools()

    def parts(self) -> Any:
        raise Unavailable("there is none")

    told = parts


def run(*arguments: str) -> Result:
    return CliRunner().invoke(make_command_line(WithoutDatabase()), list(arguments), env={"COLUMNS": "200"})


def test_the_library_is_listed_in_both_languages() -> None:
    listed = run("procedure", "library")
    assert listed.exit_code == 0
    assert "Déclaration ouverte à l'adhésion" in listed.stdout
    assert "Declaration open to accession" in listed.stdout
    rows = json.loads(run("procedure", "library", "--json").stdout)
    assert [one["name"] for one in rows] == sorted(tools().library.names())
    assert all(one["steps"] > 4 and one["examples"] > 3 for one in rows)


def test_a_document_is_printed_as_it_is_and_passes_the_check(tmp_path: Path) -> None:
    printed = run("procedure", "library", "loan")
    assert printed.stdout == tools().library.text("loan")
    assert json.loads(run("procedure", "library", "loan", "--json").stdout)["text"] == printed.stdout
    file = tmp_path / "mine.yaml"
    file.write_text(printed.stdout, encoding="utf-8")
    assert run("procedure", "check", str(file)).exit_code == 0


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    unknown = run("procedure", "library", "nothing")
    assert unknown.exit_code == USAGE
    assert "objectives-agreement" in unknown.stderr
