"""Procedures on the command line: checked, published, drawn, exchanged, changed; and the tasks that come of them."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from application.tools import Tools
from domain import agreement
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole
from domain.values import OrganisationId
from interfaces.cli.app import make_command_line
from interfaces.main import build, tools
from interfaces.parts import Parts
from tests.interfaces.conftest import World, opened_world, settings_in
from tests.interfaces.grant import DEADLOCK, FAULTY, GRANT, NEWER, STUCK, UNSOUND

Run = Callable[..., Result]


class Opener:
    """Parts on a log of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.settings = settings_in(folder)

    def parts(self) -> Parts:
        return build(self.settings)

    def tools(self) -> Tools:
        return tools()


Home = tuple[World, Run, Path]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Generator[Home]:
    with settled(tmp_path_factory.mktemp("procedures")) as found:
        yield found


@contextmanager
def settled(folder: Path) -> Generator[Home]:
    """A world, the command line on it, and the documents of these tests in a folder."""
    with opened_world(folder) as world:
        command_line = make_command_line(Opener(folder))

        def run(*arguments: str, **options: Any) -> Result:
            return CliRunner().invoke(command_line, list(arguments), env={"COLUMNS": "240"}, **options)

        for name, text in (
            ("grant", GRANT),
            ("newer", NEWER),
            ("stuck", STUCK),
            ("faulty", FAULTY),
            ("unsound", UNSOUND),
        ):
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / "deadlock.bpmn").write_text(DEADLOCK, encoding="utf-8")
        yield world, run, folder


@pytest.fixture(scope="module")
def running(home: Home) -> tuple[str, str]:
    """A published procedure, and a case under review."""
    return under_review(home)


def under_review(home: Home) -> tuple[str, str]:
    """Publish the procedure, open a case of it and submit."""
    world, run, folder = home
    made = data(run("procedure", "publish", str(folder / "grant.yaml"), *by(world, "coordinator"), "--json"))
    sides = (
        NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),
        NamedParty(organisation=OrganisationId(world.association), role=PartyRole.BENEFICIARY),
    )
    fields = {"framework": world.framework, "kind": AgreementKind.GRANT, "title": "Atelier", "parties": sides}
    subject = world.do("coordinator", "agreement", agreement.text.Draft, **fields)
    opened = json.dumps({"framework": world.framework, "procedure": made["id"], "subject": subject})
    case = data(run("do", "case", "open-case", "--with", opened, "--as", world.coordinator, "--json"))["id"]
    submitted = json.dumps({"event": "submit"})
    assert run("do", "case", "act", case, "--with", submitted, "--as", world.president).exit_code == 0
    return made["id"], case


def data(result: Result) -> Any:
    assert result.exit_code in (0, 1), result.output
    return json.loads(next(line for line in result.stdout.splitlines() if line.startswith(("{", "["))))


def by(world: World, person: str) -> tuple[str, ...]:
    return ("--framework", world.framework, "--as", world.ids[person])


def test_a_sound_procedure_passes_the_gate(home: Home) -> None:
    _, run, folder = home
    result = run("procedure", "check", str(folder / "grant.yaml"))
    assert result.exit_code == 0
    assert "Sound." in result.stdout
    found = data(run("procedure", "check", str(folder / "grant.yaml"), "--json"))
    assert (found["passes"], found["sound"], found["faults"]) == (True, True, [])


def test_a_fault_is_told_with_file_line_column_and_remedy_in_both_languages(home: Home) -> None:
    _, run, folder = home
    french, english = (run("procedure", "check", str(folder / "faulty.yaml"), "--lang", one) for one in ("fr", "en"))
    line = GRANT[: GRANT.index("favourable: {to")].count("\n") + 1
    assert (french.exit_code, english.exit_code) == (1, 1)
    assert f"faulty.yaml:{line}:24:" in french.stderr
    assert "L'étape « grnted » n'existe pas" in french.stderr
    assert "granted" in english.stderr


def test_an_unsound_procedure_is_told_with_the_shortest_way_there(home: Home) -> None:
    _, run, folder = home
    result = run("procedure", "check", str(folder / "unsound.yaml"), "--lang", "en")
    assert result.exit_code == 1
    assert "lost" in result.stderr
    found = data(run("procedure", "check", str(folder / "unsound.yaml"), "--json"))
    assert "dead-end" in {one["rule"] for one in found["findings"]}
    assert [leg["name"] for leg in next(one for one in found["findings"] if one["rule"] == "dead-end")["path"]] == [
        None,
        "submit",
        "lose",
    ]


def test_a_file_that_is_not_there_is_misuse(home: Home) -> None:
    _, run, folder = home
    assert run("procedure", "check", str(folder / "nowhere.yaml")).exit_code == 2


def test_what_conditions_may_see_is_listed(home: Home) -> None:
    _, run, _ = home
    names = {one["name"] for one in data(run("procedure", "variables", "agreement", "--json"))}
    assert {"agreement.amount.cents", "agreement.parties", "agreement.ends_on"} <= names
    assert run("procedure", "variables", "nonsense").exit_code == 2


def test_the_schema_for_editors_is_printed(home: Home) -> None:
    _, run, _ = home
    assert data(run("procedure", "schema"))["$schema"].startswith("https://json-schema.org/")


def test_publishing_again_changes_nothing_and_a_faulty_document_is_refused(
    home: Home, running: tuple[str, str]
) -> None:
    world, run, folder = home
    again = data(run("procedure", "publish", str(folder / "grant.yaml"), *by(world, "coordinator"), "--json"))
    assert (again["id"], again["published"]) == (running[0], False)
    refused = run("procedure", "publish", str(folder / "faulty.yaml"), *by(world, "coordinator"), "--json")
    assert (refused.exit_code, data(refused)["refused"]) == (1, "procedure-faulty")
    mayor = run("procedure", "publish", str(folder / "newer.yaml"), *by(world, "mayor"), "--json")
    assert (mayor.exit_code, data(mayor)["refused"]) == (1, "not-empowered")


def test_tasks_say_why_and_what_otherwise(home: Home, running: tuple[str, str]) -> None:
    world, run, _ = home
    (task,) = data(run("tasks", "--person", world.coordinator, "--json"))
    assert (task["case"], task["task"], task["step"]) == (running[1], "review/opinion#1", "review")
    assert task["why"] == "Subvention — Instruction"
    assert task["otherwise"][0].endswith(": abandoned")
    assert data(run("tasks", "--person", world.president, "--json")) == []
    assert run("tasks").exit_code == 2


def test_what_can_happen_is_told_with_who_could_do_it(home: Home, running: tuple[str, str]) -> None:
    world, run, _ = home
    found = {one["name"]: one for one in data(run("case", "options", running[1], "--json"))}
    assert set(found) == {"favourable", "reject", "lapse"}
    assert found["favourable"]["people"] == [world.coordinator]
    assert (found["reject"]["reason"], found["favourable"]["to"]) == (True, ["granted"])


def test_a_case_is_drawn_with_where_it_stands(home: Home, running: tuple[str, str]) -> None:
    _, run, folder = home
    for what in (str(folder / "grant.yaml"), running[0], running[1]):
        drawn = run("procedure", "draw", what)
        assert drawn.exit_code == 0, drawn.output
        assert ET.fromstring(drawn.stdout).tag == "{http://www.w3.org/2000/svg}svg"
        assert "Instruction" in drawn.stdout


def test_a_procedure_goes_to_other_tools_and_comes_back(home: Home) -> None:
    _, run, folder = home
    for written in ("bpmn", "scxml", "mermaid", "svg", "yaml"):
        result = run(
            "procedure", "export", str(folder / "grant.yaml"), "-f", written, "-o", str(folder / f"out.{written}")
        )
        assert result.exit_code == 0, result.output
    back = run("procedure", "import", str(folder / "out.bpmn"), "-o", str(folder / "back.yaml"))
    assert back.exit_code == 0, back.output
    before, after = (
        data(run("procedure", "check", str(folder / name), "--json"))["digest"] for name in ("grant.yaml", "back.yaml")
    )
    assert before == after
    assert "stateDiagram-v2" in (folder / "out.mermaid").read_text(encoding="utf-8")


def test_a_drawing_made_elsewhere_gets_the_verdict_of_the_literature(home: Home) -> None:
    _, run, folder = home
    result = run("procedure", "import", str(folder / "deadlock.bpmn"), "--json")
    assert result.exit_code == 1
    found = data(result)
    assert (found["sound"], {one["rule"] for one in found["findings"]} & {"dead-end"}) == (False, {"dead-end"})


def test_a_dry_run_says_case_by_case_and_records_nothing_then_the_same_is_done(tmp_path: Path) -> None:
    with settled(tmp_path) as home:
        _migrate(home, *under_review(home))


def _migrate(home: Home, procedure: str, case: str) -> None:
    world, run, folder = home
    position = world.parts.log.position()
    stuck = data(run("procedure", "migrate", procedure, "--file", str(folder / "stuck.yaml"), "--dry-run", "--json"))
    assert (stuck["stuck"], stuck["cases"][0]["case"]) == (1, case)
    assert "review" in stuck["cases"][0]["why"]
    moved = data(run("procedure", "migrate", procedure, "--file", str(folder / "newer.yaml"), "--dry-run", "--json"))
    assert (moved["moved"], moved["cases"][0]["after"]) == (1, ["instruction"])
    assert world.parts.log.position() == position
    adopted = ("--act", "2026-31", "--adopted-on", "2026-09-14")
    run("procedure", "publish", str(folder / "newer.yaml"), *by(world, "coordinator"), *adopted)
    newest = data(run("show", "procedure", procedure, "--json"))["state"]["versions"]["2"]
    assert (newest["act"]["number"], newest["act"]["adopted_on"]) == ("2026-31", "2026-09-14")
    done = data(run("procedure", "migrate", procedure, "--as", world.coordinator, "--json"))
    assert done["cases"] == moved["cases"]
    assert data(run("show", "case", case, "--json"))["state"]["active"] == ["instruction"]


def test_conformance_and_forecast_are_told(home: Home, running: tuple[str, str]) -> None:
    _, run, _ = home
    kept = data(run("procedure", "conformance", running[0], "--version", "1", "--json"))
    assert [one["conforms"] for one in kept["cases"]] == [True]
    (told,) = data(run("procedure", "forecast", running[0], "--json"))
    assert told["forecasts"][0]["median"] is None
    assert "not enough history" in run("procedure", "forecast", running[0]).stdout


def test_a_draft_is_tried_on_past_cases_and_nothing_is_recorded(home: Home, running: tuple[str, str]) -> None:
    world, run, folder = home
    position = world.parts.log.position()
    hasty = (
        GRANT.replace("version: 1", "version: 9")
        .replace("due: P30D", "due: PT0S")
        .replace("delay: P45D", "delay: PT0S")
    )
    (folder / "hasty.yaml").write_text(hasty, encoding="utf-8")
    found = data(run("what-if", "--procedure", str(folder / "hasty.yaml"), "--json"))
    (turned,) = found["turned"]
    assert turned["case"] == running[1]
    assert {(one["name"], one["turn"]) for one in turned["deadlines"]} >= {("write", "late")}
    same = data(run("what-if", "--procedure", str(folder / "grant.yaml"), "--json"))
    assert (same["cases"], same["deadlines"]) == (1, 0)
    assert world.parts.log.position() == position
    assert run("what-if", "--procedure", str(folder / "faulty.yaml")).exit_code == 1
