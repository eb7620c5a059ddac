"""`palabre check-grants` and `palabre irregularities`: found across agreements, put on file once, cured or accepted."""

import json
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from application.authority import IMPORT
from domain.agreement.parts import AidNature
from domain.agreement.publication import RegisterFromPublication
from domain.agreement.state import Published
from domain.values import FrameworkId, Money, OrganisationId, Period, Source, SourceKind
from infrastructure.outside import SetClock
from interfaces.main import build
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner
from tests.interfaces.test_cli_grants import imported

WRITTEN = "written-agreement-required"


def published(world: World, title: str, amount: int) -> str:
    """A grant of the authority to the association, of which no agreement's date is published."""
    told = Published(
        title=title,
        beneficiaries=(OrganisationId(world.association),),
        amount=Money.of(amount),
        nature=AidNature.IN_CASH,
        payment_period=Period(start=datetime(2025, 3, 1, tzinfo=UTC).date()),
    )
    return world.do(
        IMPORT,
        "agreement",
        RegisterFromPublication,
        framework=FrameworkId(world.framework),
        grantor=OrganisationId(world.authority),
        published=told,
        key=title,
        source=Source(kind=SourceKind.PUBLICATION, reference="essais.csv"),
    )


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    """A world of its own for each test: what is cumulated in one would count in the next."""
    with opened_world(tmp_path) as made:
        yield made


def test_two_published_grants_together_need_a_writing_until_somebody_shows_it(world: World) -> None:
    names = [published(world, title, 12_000) for title in ("Ateliers", "Chantiers")]
    world.parts.settle()
    run, client = runner(world.parts), world.client()
    looked = client.get(f"/api/v1/frameworks/{world.framework}/grant-checks").json()
    assert [(one["agreement"], one["rule"]) for one in looked["breaches"]] == [(name, WRITTEN) for name in names]
    assert (looked["checked"], looked["noticed"]) == (2, 0)

    def checked() -> tuple[int, int]:
        result = run("check-grants", world.framework, "--json")
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        return told["noticed"], told["regularised"]

    assert checked() == (2, 0)
    assert checked() == (0, 0)
    listed = rows(run("irregularities", world.framework, "--open", "--kind", WRITTEN, "--json").stdout)
    assert {one["subject"] for one in listed} == set(names)
    assert {one["article"] for one in listed} == {"loi 2000-321 art. 10 ; décret 2001-495 art. 1"}
    assert all(one["fr"].startswith("Au-delà") for one in listed)

    accept = f"/api/v1/agreements/{names[0]}/accept-irregularity"
    assert client.post(accept, json={"number": number(listed, names[0]), "reasons": " "}).status_code == 409
    said = {"number": number(listed, names[0]), "reasons": "Deux actions sans lien entre elles"}
    assert client.post(accept, json=said).status_code == 200
    complete = {"convention_date": "2025-03-02"}
    assert client.post(f"/api/v1/agreements/{names[1]}/complete-publication", json=complete).status_code == 200
    assert checked() == (0, 0)
    assert rows(run("irregularities", world.framework, "--open", "--kind", WRITTEN, "--json").stdout) == []
    told = run("irregularities", world.framework, "--lang", "fr").stdout
    assert "Deux actions sans lien entre elles" in told


def test_what_is_put_right_is_said_in_words(world: World) -> None:
    name = published(world, "Fournil", 40_000)
    world.parts.settle()
    run, client = runner(world.parts), world.client()
    run("check-grants", world.framework)
    (entry,) = client.get("/api/v1/irregularities", params={"subject": name, "rule": WRITTEN}).json()["items"]
    body = {"number": entry["number"], "how": "Convention signée le 3 mars"}
    assert client.post(f"/api/v1/agreements/{name}/regularise-irregularity", json=body).status_code == 200
    (entry,) = client.get("/api/v1/irregularities", params={"subject": name, "rule": WRITTEN}).json()["items"]
    assert (entry["state"], entry["words"]) == ("regularised", "Convention signée le 3 mars")


def test_a_framework_that_is_not_there_is_unknown(world: World) -> None:
    nobody = "framework-00000000-0000-7000-8000-000000000001"
    assert world.client().get(f"/api/v1/frameworks/{nobody}/grant-checks").status_code == 404
    assert runner(world.parts)("check-grants", nobody).exit_code == 1


FILES = {
    "maine-et-loire_conventions_2017.csv": (70, 5, {"auditor-missing": 4}),
    "vendee_conventions_2018.csv": (114, 0, {"auditor-missing": 14}),
    "toulouse_subventions_2022.csv": (396, 0, {WRITTEN: 134, "aid-scheme-unstated": 52, "auditor-missing": 51}),
    "mayenne_conventions_2018.xlsx": (170, 2, {"auditor-missing": 13}),
}


@pytest.mark.parametrize(
    "name", [next(iter(FILES)), *(pytest.param(one, marks=pytest.mark.slow) for one in list(FILES)[1:])]
)
def test_a_real_file_names_nobody_s_nature_so_what_it_may_lack_is_told_and_not_recorded(
    tmp_path: Path, name: str
) -> None:
    terminal = imported(tmp_path, name)
    parts = build(terminal.settings, SetClock(datetime(2026, 11, 25, tzinfo=UTC)))
    try:
        run = runner(parts)
        (only,) = parts.reading.page("frameworks", {}, limit=2, today=parts.clock.now().date()).items
        framework = str(only["id"])
        told = json.loads(run("check-grants", framework, "--json").stdout)
        doubts: dict[str, int] = {}
        for one in told["doubtful"]:
            doubts[one["rule"]] = doubts.get(one["rule"], 0) + 1
        assert (told["checked"], told["unclear"], doubts) == FILES[name]
        assert (told["breaches"], told["noticed"]) == ([], 0)
    finally:
        parts.close()


def rows(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)
    return found


def number(listed: list[dict[str, Any]], subject: str) -> int:
    return next(int(one["number"]) for one in listed if one["subject"] == subject)
