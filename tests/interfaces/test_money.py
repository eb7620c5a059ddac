"""The money table adds up along rows and columns, at every date, and says why an instalment is closed."""

import csv
import io
import json
from collections.abc import Generator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from application.money import STAGES, MoneyTable, table
from domain.agreement import money_table
from domain.agreement.posting import MoneyStage, postings
from domain.agreement.state import Agreement, Line
from interfaces.api.app import create_app
from tests.interfaces.sample_log import NOW, Sample, told_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sample]:
    with told_sample(tmp_path_factory.mktemp("money")) as told:
        yield told


def agreements_of(sample: Sample) -> list[str]:
    return [one for one in sample.parts.log.streams_of(sample.framework, 2**40) if one.startswith("agreement-")]


def summed(sample: Sample, streams: list[str], at: date) -> list[int]:
    """The sums of the events themselves, one after the other; what is stated anew replaces what was before."""
    lines = dict[tuple[str, str, int, MoneyStage], int]()
    for stream in streams:
        for _, event in sample.parts.log.payloads(stream):
            for one in (each for each in postings(event) if each.on <= at):
                line = (stream, one.payer, one.year, one.stage)
                lines[line] = one.amount.cents + (0 if one.anew else lines.get(line, 0))
    return [sum(cents for line, cents in lines.items() if line[-1] is stage) for stage in STAGES]


def in_all(found: MoneyTable) -> list[int]:
    return [sum(row.cents[place] for row in found.totals) for place in range(len(STAGES))]


def test_the_table_is_the_sum_of_the_events_on_every_day_on_which_money_moved(sample: Sample) -> None:
    streams = agreements_of(sample)
    days = sorted(
        {one.on for each in streams for _, event in sample.parts.log.payloads(each) for one in postings(event)}
    )
    assert len(days) > 20
    for day in (days[0] - timedelta(days=1), *days, date.max):
        found = table(sample.parts.books, sample.framework, day, by_agreement=True)
        assert found.adds_up
        assert in_all(found) == summed(sample, streams, day), day


def test_the_table_of_an_agreement_is_what_its_rules_reckon_with(sample: Sample) -> None:
    """Also where a payer's money has passed to a successor."""
    compared = 0
    for stream in agreements_of(sample):
        state: Agreement = sample.parts.execute.house.streams.folded(stream).state
        found = table(sample.parts.books, sample.framework, date.max, agreement=stream)
        lines = {(one.payer, one.year): one for one in money_table(state) if any(cents(one))}
        assert {(str(row.payer), row.year): list(row.cents) for row in found.lines} == {
            key: cents(line) for key, line in lines.items()
        }
        compared += len(lines)
    assert compared > 10


def cents(line: Line) -> list[int]:
    return [getattr(line, stage.value).cents for stage in STAGES]


def test_it_is_read_from_the_command_line_and_over_http_alike(sample: Sample, tmp_path: Path) -> None:
    asked = sample.run("money", sample.framework, "--at", "2026-06-30", "--json")
    assert asked.exit_code == 0, asked.output
    told = json.loads(asked.output)
    client = TestClient(create_app(sample.parts))
    answer = client.get(f"/api/v1/frameworks/{sample.framework}/money", params={"at": "2026-06-30"})
    assert answer.json() == told
    assert told["adds_up"]
    assert float(told["totals"][0]["paid"]) > 0
    file = tmp_path / "money.csv"
    assert sample.run("money", sample.framework, "--at", "2026-06-30", "--csv", str(file)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    total = next(row for row in rows if row["part"] == "totals")
    assert total["paid"] == told["totals"][0]["paid"]
    book = tmp_path / "money.xlsx"
    assert sample.run("money", sample.framework, "--xlsx", str(book)).exit_code == 0
    assert book.read_bytes()[:2] == b"PK"


def test_a_closed_instalment_says_why_in_both_languages(sample: Sample) -> None:
    client = TestClient(create_app(sample.parts))
    for stream in agreements_of(sample):
        told = client.get(f"/api/v1/agreements/{stream}/money", params={"at": NOW.date().isoformat()}).json()
        for one in told["instalments"]:
            assert (one["state"] == "closed") <= bool(one["waits"])
            assert all(wait["fr"] and wait["en"] and wait["fr"] != wait["en"] for wait in one["waits"])
    listed = sample.run("list", "instalments", "--json")
    assert listed.exit_code == 0, listed.output
    states = {json.loads(line)["state"] for line in listed.output.splitlines() if line.startswith("{")}
    assert states >= {"paid", "closed"}


def test_who_is_not_there_is_not_found(sample: Sample) -> None:
    client = TestClient(create_app(sample.parts))
    nobody = "00000000-0000-7000-8000-000000000000"
    assert client.get(f"/api/v1/frameworks/framework-{nobody}/money").status_code == 404
    assert client.get(f"/api/v1/agreements/agreement-{nobody}/money").status_code == 404
    assert sample.run("money", "--json").exit_code == 2
