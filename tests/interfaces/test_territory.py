"""Scoreboards, joint strategies, clusters, seats and the regional conference, from the command line and the API."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import Result

from tests.interfaces.conftest import World
from tests.interfaces.sample_log import runner

OVERDUE = "conference-overdue"
COUNTS = ("recorded", "unchanged", "corrected")
FAMILIES = ("Associations", "Mutuelles", "Scop")
SOURCE = {"kind": "publication", "reference": "=HYPERLINK"}


def post(client: TestClient, path: str, **body: Any) -> str:
    """Carry out a command; returns the identifier of what it began or was about."""
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def year(number: int) -> dict[str, str]:
    return {"start": f"{number}-01-01", "end": f"{number}-12-31"}


def measure(world: World, territory: str, figures: dict[int, dict[str, int]]) -> str:
    """A standing evaluation of a territory, with its figures by year."""
    client = world.client()
    name = post(
        client,
        "evaluations/plan-evaluation",
        framework=world.framework,
        kind="standing",
        field="coordination",
        title=f"Mesure {territory}",
        territory=territory,
    )
    here = f"evaluations/{name}"
    post(client, f"{here}/set-criteria", criteria=[{"code": "emploi", "name": "Emploi"}])
    post(client, f"{here}/set-indicator", indicator="Salariés", unit="salariés", baseline="1000", target="1200")
    for each in FAMILIES:
        post(client, f"{here}/set-indicator", indicator=each, unit="salariés")
    post(client, f"{here}/agree-terms", agreed_by=[world.authority])
    post(client, f"{here}/set-parts", indicator="Salariés", parts=list(FAMILIES))
    protected = ["Salariés", *FAMILIES]
    post(client, f"{here}/protect-small-numbers", indicators=protected, threshold=5, article="loi n° 51-711, art. 6")
    for number, seen in figures.items():
        for each, value in seen.items():
            observed = {"indicator": each, "value": str(value), "period": year(number), "source": SOURCE}
            post(client, f"{here}/record-observation", **observed)
    return name


@pytest.fixture(scope="module")
def measured(world: World) -> str:
    figures = {
        2024: {"Salariés": 1000, "Associations": 900, "Mutuelles": 80, "Scop": 20},
        2025: {"Salariés": 1100, "Associations": 1000, "Mutuelles": 97, "Scop": 3},
    }
    name = measure(world, "Les Essais", figures)
    measure(world, "Le Voisinage", {2025: {"Salariés": 700}})
    correct = {
        "indicator": "Salariés",
        "period": year(2024),
        "value": "1005",
        "source": SOURCE,
        "reasons": "Recomptage",
    }
    post(world.client(), f"evaluations/{name}/correct-observation", **correct)
    world.parts.settle()
    return name


@pytest.fixture(scope="module")
def run(world: World) -> Callable[..., Result]:
    return runner(world.parts)


def lines(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (board,) = [one["board"] for one in answer["boards"] if one["board"]["territory"] == "Les Essais"]
    return {one["indicator"]: one for one in board["lines"]}


def test_a_scoreboard_withholds_small_numbers_at_every_door(
    world: World, measured: str, run: Callable[..., Result]
) -> None:
    client = world.client()
    answer = client.get(f"/api/v1/evaluations/{measured}/scoreboard", params={"against": "Le Voisinage"}).json()
    found = lines(answer)
    assert (found["Scop"]["figure"]["value"], found["Scop"]["figure"]["hidden"]) == (None, "small_number")
    assert found["Mutuelles"]["figure"]["hidden"] == "gives_another_away"
    assert (found["Salariés"]["figure"]["value"], found["Salariés"]["attained"]) == ("1100", "0.5000")
    assert found["Salariés"]["change"] == {"since": 2024, "change": "95", "share": "0.0945"}
    (compared, *_) = answer["boards"][0]["compared"]
    assert (compared["indicator"], compared["difference"]) == ("Salariés", "400")
    told = run("scoreboard", measured, "--json")
    assert json.loads(told.stdout)["boards"][0]["board"] == answer["boards"][0]["board"]
    values = {one["value"] for line in found.values() for one in line["years"]}
    assert values == {None, "1005", "900", "80", "20", "1100", "1000"}
    for text in (run("scoreboard", measured, "--csv").stdout, run("scoreboard", measured).stdout):
        assert "97" not in text
        assert not re.search(r"(?<![\d.-])3(?!\d)", text)


def test_a_scoreboard_of_a_year_keeps_what_a_revised_figure_replaced(
    world: World, measured: str, run: Callable[..., Result]
) -> None:
    del measured
    path = f"/api/v1/frameworks/{world.framework}/scoreboard"
    figure = lines(world.client().get(path, params={"year": 2024}).json())["Salariés"]["figure"]
    assert (figure["value"], figure["revisions"], figure["reasons"]) == ("1005", 1, "Recomptage")
    assert [one["value"] for one in figure["replaced"]] == ["1000"]
    told = run("scoreboard", world.framework, "--year", "2024", "--lang", "fr").stdout
    assert "1005 (r1)" in told


def test_the_csv_of_a_scoreboard_holds_no_formula(world: World, measured: str, run: Callable[..., Result]) -> None:
    del world
    rows = list(csv.DictReader(io.StringIO(run("scoreboard", measured, "--csv").stdout)))
    assert len(rows) == 8
    assert {row["source"] for row in rows} == {"'=HYPERLINK"}
    assert {row["part_of"] for row in rows} == {"", "Salariés"}


def test_what_has_no_scoreboard_or_is_unclear_is_said(world: World, measured: str, run: Callable[..., Result]) -> None:
    client = world.client()
    assert client.get(f"/api/v1/frameworks/{world.elsewhere}/scoreboard").status_code == 409
    unclear = client.get(f"/api/v1/evaluations/{measured}/scoreboard", params={"against": "Nulle part"})
    assert (unclear.status_code, unclear.json()["type"].rpartition("/")[2]) == (409, "territory-unclear")
    nobody = "evaluation-00000000-0000-7000-8000-000000000001"
    assert client.get(f"/api/v1/evaluations/{nobody}/scoreboard").status_code == 404
    assert run("scoreboard", "nothing-of-the-sort").exit_code == 1


def promise(world: World, title: str, **more: Any) -> str:
    body: dict[str, Any] = {
        "framework": world.framework,
        "title": title,
        "kind": "pooled_resource",
        "field": "coordination",
        "owners": [
            {"organisation": world.authority, "share": "60"},
            {"organisation": world.association, "share": "40"},
        ],
        "amount": {"amount": "1000.00"},
        "origin": {"kind": "decision", "stream": "Délibération 12"},
        "due": "2030-01-31",
    }
    return post(world.client(), "commitments/declare", **{**body, **more})


def test_a_strategy_is_adopted_by_its_owners_and_measured_by_its_commitments(
    world: World, run: Callable[..., Result]
) -> None:
    client, pooled = world.client(), promise(world, "Partager un camion")
    name = post(
        client,
        "strategies/draft-strategy",
        framework=world.framework,
        title="Stratégie commune",
        owners=[world.authority, world.association],
    )
    here = f"strategies/{name}"
    post(client, f"{here}/set-axes", axes=[{"code": "A", "title": "Mobilité"}])
    post(client, f"{here}/set-objective", code="A1", axis="A", title="Partager")
    post(client, f"{here}/attach-commitment", objective="A1", commitment=pooled)
    for title in ("Assurance", "Achat"):
        post(client, f"commitments/{pooled}/add-milestone", title=title, due="2029-01-31")
    assert (
        world.client("passerby").post(f"/api/v1/{here}/adopt-strategy", json={"by": world.authority}).status_code == 403
    )
    post(world.client("mayor"), f"{here}/adopt-strategy", by=world.authority)
    post(world.client("president"), f"{here}/adopt-strategy", by=world.association)
    assert client.get(f"/api/v1/{here}").json()["state"]["stage"] == "adopted"
    told = client.get(f"/api/v1/{here}/progress").json()
    assert (told["progress"]["share"], told["progress"]["shared"]) == ("0.0000", 1)
    assert json.loads(run("progress", name, "--json").stdout)["progress"] == told["progress"]
    shown = run("progress", name, "--lang", "fr").stdout
    assert "Partager un camion (Commune des Essais, Les Ateliers)" in shown
    assert run("show", "strategy", name).exit_code == 0
    nobody = "strategy-00000000-0000-7000-8000-000000000001"
    assert client.get(f"/api/v1/strategies/{nobody}/progress").status_code == 404


def test_what_is_pooled_is_listed_with_the_share_of_each(world: World) -> None:
    name = promise(world, "Partager un four")
    found = world.client().get("/api/v1/pooled_resources", params={"commitment": name}).json()["items"]
    parts = {one["organisation"]["name"]: (one["share"], one["part"]["amount"]) for one in found}
    assert parts == {"Commune des Essais": ("60", "600.00"), "Les Ateliers": ("40", "400.00")}


def test_seats_elsewhere_are_listed_beside_those_of_committees(world: World) -> None:
    client = world.client("administrator")
    post(client, f"mandates/{world.president_mandate}/take-seat", body=world.authority, seat="Conseil de développement")
    listed = client.get("/api/v1/representations", params={"where": "body", "held": "true"}).json()["items"]
    assert [(one["body"]["id"], one["organisation"]["id"], one["seat"]) for one in listed] == [
        (world.authority, world.association, "Conseil de développement")
    ]


def test_a_cluster_and_its_members_are_listed(world: World) -> None:
    client = world.client()
    name = post(client, "clusters/found-cluster", framework=world.framework, name="Pôle des Essais")
    post(client, f"clusters/{name}/admit-member", organisation=world.association, roles=["carrier", "sse_enterprise"])
    post(client, f"clusters/{name}/recognise-cluster", label="Appel PTCE")
    (found,) = client.get("/api/v1/clusters", params={"member": world.association}).json()["items"]
    assert (found["name"], found["labels"], found["irregularities_open"]) == ("Pôle des Essais", ["Appel PTCE"], 2)
    lacking = client.get("/api/v1/irregularities", params={"subject": name}).json()["items"]
    assert {one["article"] for one in lacking} == {"loi n° 2014-856 du 31 juillet 2014, art. 9"}


def test_a_regional_conference_that_did_not_meet_in_time_is_noticed_once_and_cured_by_meeting(
    world: World, run: Callable[..., Result]
) -> None:
    client = world.client()
    paper = {"kind": "paper", "reference": "Actes"}
    name = post(
        client, "committees/constitute-committee", framework=world.framework, name="Conférence", on="2020-01-15"
    )
    post(client, f"committees/{name}/create-seat", seat="Réseau", on="2020-01-15")
    post(client, f"committees/{name}/adopt-bylaws", preset="regional-sse-conference", on="2020-01-15")
    post(client, f"committees/{name}/install-committee", source=paper, on="2020-01-15")

    def noticed(today: str) -> list[tuple[str, str]]:
        assert run("conferences", world.framework, "--today", today).exit_code == 0
        items = client.get("/api/v1/irregularities", params={"subject": name, "rule": OVERDUE}).json()["items"]
        return [(one["detail"], one["state"]) for one in items]

    assert noticed("2022-01-15") == []
    assert noticed("2022-01-16") == [("2022-01-15", "open")]
    assert noticed("2022-01-17") == [("2022-01-15", "open")]
    met = {"framework": world.framework, "committee": name, "title": "Conférence", "held_on": "2022-03-01"}
    post(client, "meetings/record-meeting", **met, source=paper, on="2022-03-01")
    assert noticed("2022-03-02") == [("2022-01-15", "regularised")]
    (found,) = json.loads(run("conferences", world.framework, "--today", "2022-03-02", "--json").stdout)
    assert (found["last"], found["next_by"], found["overdue"]) == ("2022-03-01", "2024-03-01", False)


def test_a_table_of_figures_is_imported_with_every_row_accounted_for_and_once(
    world: World, run: Callable[..., Result], tmp_path: Path
) -> None:
    name = measure(world, "Le Canton", {2024: {"Salariés": 500}})
    world.parts.settle()
    table = (
        "Indicateur;Unité;Année;Valeur;Source\n"
        "Salariés;salariés;2024;500;Comptage\n"
        "Salariés;salariés;2025;1 520,5;Comptage\n"
        "Salariés;salariés;2025;7;Comptage\n"
        "Scop;salariés;2024;peu;Comptage\n"
        "Scop;salariés;l'an dernier;4;Comptage\n"
        "Inconnu;salariés;2024;4;Comptage\n"
        ";salariés;2024;4;Comptage\n"
    )

    def imported(text: str, file: str = "chiffres.csv") -> dict[str, Any]:
        (tmp_path / file).write_text(text, encoding="cp1252")
        result = run("import", "indicators", str(tmp_path / file), "--evaluation", name, "--json")
        assert result.exit_code == 0, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        assert told["rows"] == sum(told[each] for each in COUNTS) + len(told["set_aside"])
        return told

    first = imported(table)
    assert [first[each] for each in COUNTS] == [1, 1, 0]
    assert [(one["row"], one["column"], one["value"]) for one in first["set_aside"]] == [
        (4, "value", "7"),
        (5, "value", "peu"),
        (6, "year", "l'an dernier"),
        (7, "indicator", "Inconnu"),
        (8, "indicator", ""),
    ]
    assert [imported(table)[each] for each in COUNTS] == [0, 2, 0]
    newer = "indicator,year,value\nSalariés,2025,1600\n"
    told = imported(newer, "newer.csv")
    assert [told[each] for each in COUNTS] == [0, 0, 1]
    assert [imported(table)[each] for each in COUNTS] == [0, 2, 0]
    found = world.client().get(f"/api/v1/evaluations/{name}/scoreboard").json()
    figure = next(one for one in found["boards"][0]["board"]["lines"] if one["indicator"] == "Salariés")["figure"]
    assert (figure["value"], figure["revisions"]) == ("1600", 1)
    (tmp_path / "text.csv").write_text("nothing of the sort", encoding="utf-8")
    assert run("import", "indicators", str(tmp_path / "text.csv"), "--evaluation", name).exit_code == 1
    assert run("import", "indicators", str(tmp_path / "absent.csv"), "--evaluation", name).exit_code == 1
