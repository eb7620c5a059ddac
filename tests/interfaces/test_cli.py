"""The command line: what people read, what programs read, and exit codes that mean something."""

import json
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from application.ports import Unavailable
from infrastructure.outside import SetClock, SystemClock
from interfaces.api.ballots import offered
from interfaces.cli.app import make_command_line
from interfaces.main import FromEnvironment, build
from interfaces.parts import Parts
from tests.interfaces.conftest import World, opened_world, settings_in
from tests.interfaces.test_cli_grants import environment

Run = Callable[..., Result]


class Opener:
    """Parts on a log of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.settings = settings_in(folder)

    def parts(self) -> Parts:
        return build(self.settings)

    def told(self) -> tuple[Parts, Callable[[datetime], None]]:
        clock = SetClock(SystemClock().now())
        return build(self.settings, clock), clock.set


class Gone:
    """A database that does not answer."""

    def parts(self) -> Parts:
        raise Unavailable("connection refused")

    told = parts  # type: ignore[assignment]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[World, Run]]:
    folder = tmp_path_factory.mktemp("cli")
    with opened_world(folder) as world:
        command_line = make_command_line(Opener(folder))

        def run(*arguments: str, **options: Any) -> Result:
            return CliRunner().invoke(command_line, list(arguments), env={"COLUMNS": "200"}, **options)

        yield world, run


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith(("{", "["))]


def test_a_list_for_programs_has_the_fields_of_the_api(home: tuple[World, Run]) -> None:
    world, run = home
    shown = run("list", "organisations", "--json")
    assert shown.exit_code == 0
    assert lines(shown) == world.client().get("/api/v1/organisations").json()["items"]


def test_a_list_for_people_names_what_matters_and_can_show_everything(home: tuple[World, Run]) -> None:
    _, run = home
    brief, wide = run("list", "organisations"), run("list", "organisations", "--wide")
    assert "Les Ateliers" in brief.stdout
    assert "bank details verified" not in brief.stdout
    assert len(wide.stdout) > len(brief.stdout)


def test_something_is_shown_whole_by_the_end_of_its_identifier(home: tuple[World, Run]) -> None:
    world, run = home
    shown = run("show", "framework", world.framework[-12:], "--json")
    assert lines(shown) == [world.client().get(f"/api/v1/frameworks/{world.framework}").json()]
    assert "Cadre des Essais" in run("show", "framework", world.framework).stdout


def test_a_state_is_shown_on_either_axis(home: tuple[World, Run]) -> None:
    world, run = home
    then = run("show", "framework", world.framework, "--at", "2019-01-01", "--json")
    assert lines(then)[0]["state"]["names"] is None
    assert run("show", "framework", world.framework, "--as-known", "yesterday").exit_code == 2
    later = run("show", "framework", world.framework, "--as-known", "2100-01-01T10:00:00+02:00", "--json")
    assert lines(later)[0]["as_known"] == "2100-01-01T08:00:00Z"
    never = run("show", "framework", world.framework, "--as-known", "2019-01-01", "--json")
    assert (never.exit_code, lines(never)[0]["refused"]) == (1, "unknown")


def test_a_command_is_carried_out_and_its_refusal_names_the_rule(home: tuple[World, Run]) -> None:
    world, run = home
    done = run(
        "do", "framework", "rename", world.framework, "--with", '{"name": "Cadre"}', "--as", world.coordinator, "--json"
    )
    assert (done.exit_code, lines(done)[0]["events"][0]["name"]) == (0, "framework.renamed.v1")
    refused = run(
        "do", "framework", "rename", world.framework, "--with", '{"name": "X"}', "--as", world.passerby, "--json"
    )
    assert (refused.exit_code, lines(refused)[0]["refused"]) == (1, "not-empowered")
    assert "habilitation" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "dragons"),
        ("list", "organisations", "--where", "colour=red"),
        ("list", "organisations", "--where", "nonsense"),
        ("do", "framework", "dance", "x", "--as", "y"),
        ("do", "framework", "rename", "--with", "{}", "--as", "y"),
        ("do", "framework", "rename", "x", "--with", "{", "--as", "y"),
        ("do", "framework", "rename", "x", "--with", '{"nom": 1}', "--as", "y"),
        ("do", "framework", "rename", "x", "--with", "@/nowhere", "--as", "y"),
        ("do", "organisation", "register", "--with", '{"name": "X", "kind": "company"}', "--as", "installer"),
        ("show", "dragon", "x"),
        ("views", "rebuild", "nothing"),
        ("import", "grants", "/nowhere.csv"),
        ("serve", "--host", "0.0.0.0"),
        ("--nonsense",),
    ],
)
def test_misuse_is_exit_code_two_and_says_what_would_do(home: tuple[World, Run], arguments: tuple[str, ...]) -> None:
    _, run = home
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_the_log_is_printed_as_one_cloud_event_a_line_in_order(home: tuple[World, Run]) -> None:
    world, run = home
    position = world.parts.log.position()  # that somebody reads values about people goes on record too, afterwards
    events = lines(run("events", "--json"))
    assert [int(event["sequence"]) for event in events] == list(range(1, position + 1))
    assert {event["specversion"] for event in events} == {"1.0"}
    some = lines(run("events", "--json", "--type", "organisation.registered", "--limit", "2", "--after", "1"))
    assert [event["type"] for event in some] == ["fr.palabre.organisation.registered.v1"] * 2


def test_history_and_search_find_the_same_event(home: tuple[World, Run]) -> None:
    world, run = home
    (first, *_) = lines(run("history", "organisation", world.association, "--json"))
    assert first["type"] == "fr.palabre.organisation.registered.v1"
    assert any(hit["subject"] == world.association for hit in lines(run("search", "ateliers", "--json")))
    assert run("history", "organisation", "0" * 12).exit_code == 1


def test_views_say_how_far_they_are_and_are_rebuilt_without_a_difference(home: tuple[World, Run]) -> None:
    _, run = home
    status = lines(run("views", "status", "--json"))[0]
    assert {view["state"] for view in status} == {"healthy"}
    rebuilt = lines(run("views", "rebuild", "register", "--json"))[0]
    assert rebuilt["differences"] == 0


def test_every_command_is_listed_with_its_fields(home: tuple[World, Run]) -> None:
    world, run = home
    listed = lines(run("commands", "--json"))[0]
    assert len(listed) == sum(len(offered(noun)) for noun in world.parts.nouns.values())
    assert all(one["what"] for one in listed)


def test_the_calendar_is_looked_at_on_demand(home: tuple[World, Run]) -> None:
    _, run = home
    assert lines(run("tick", "--json"))[0] == {"recorded": [], "fired": [], "refused": []}


def test_a_log_has_one_installation(home: tuple[World, Run]) -> None:
    _, run = home
    again = run("init", "--name", "Autre", "--operator", "Autre", "--administrator", "Autre", "--json")
    assert (again.exit_code, lines(again)[0]["refused"]) == (1, "already-installed")


def test_the_sample_is_not_told_into_another_log(home: tuple[World, Run]) -> None:
    _, run = home
    told = run("demo", "--load-only", "--json")
    assert (told.exit_code, lines(told)[0]["refused"]) == (1, "log-not-empty")


def test_an_installation_begins_with_init(tmp_path: Path) -> None:
    command_line = make_command_line(Opener(tmp_path))
    asked = ["init", "--name", "Pays", "--operator", "CC", "--administrator", "Ana", "--json"]
    made = lines(CliRunner().invoke(command_line, asked))[0]
    assert made["administrator"].startswith("person-")


def test_a_database_that_does_not_answer_is_exit_code_three() -> None:
    result = CliRunner().invoke(make_command_line(Gone()), ["list", "agreements", "--json"])  # type: ignore[arg-type]
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (3, "unavailable")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PALABRE_DATABASE", "mysql://a/b", "SQLite or PostgreSQL"),
        ("PALABRE_DATABASE", "nonsense", "URL"),
        ("PALABRE_DATABASE", "sqlite://", "needs a file"),
        ("PALABRE_PORT", "door", "PALABRE_PORT"),
        ("PALABRE_MASTER_KEY", "short", "PALABRE_MASTER_KEY"),
    ],
)
def test_settings_that_lead_nowhere_are_misuse_and_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    settings = environment(settings_in(tmp_path)) | {name: value}
    result = CliRunner().invoke(make_command_line(FromEnvironment()), ["list", "agreements", "--json"], env=settings)
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (2, "unusable-settings")
    assert said in json.loads(result.stdout)["title"]


def test_an_event_that_nobody_knows_is_named_at_the_start(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        settings = world.settings
    with closing(sqlite3.connect(tmp_path / "log.db")) as log:
        log.execute("UPDATE events SET name = 'framework.danced.v1' WHERE name = 'framework.established.v1'")
        log.commit()
    result = CliRunner().invoke(make_command_line(FromEnvironment()), ["events", "--json"], env=environment(settings))
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (3, "unknown-event")
    assert "framework.danced.v1" in json.loads(result.stdout)["title"]
