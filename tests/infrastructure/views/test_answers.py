"""What callers are told: pages that hold still while entries come and go, filters, single entries, search."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from functools import cache
from typing import Any, cast

import pytest

from application.reading import BadCursor, BadFilterValue, BadQuestion, ColumnType, NoSuchListing, UnknownFilter
from domain import commitment, framework, organisation
from infrastructure.views.answers import ViewReading
from infrastructure.views.opened import ReadSide
from tests.infrastructure.views import territory
from tests.infrastructure.views.conftest import Place, place, the_territory
from tests.templates import copied

AUTUMN = date(2024, 10, 5)

POOLED_BY_CLUB = f"{territory.POOL}/{territory.CLUB}"
SEAT_OF_CLUB = f"{territory.COMMITTEE}/ess-1/1"


@pytest.fixture(scope="module")
def open_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ReadSide]]:
    """The territory on either database, with its views: opened once for all those who only read."""
    with ExitStack() as stack:

        @cache
        def opened(kind: str) -> ReadSide:
            folder = tmp_path_factory.mktemp(kind)
            url, _ = stack.enter_context(copied(the_territory, kind, folder))
            side = stack.enter_context(place(url, folder)).views()
            side.catch_up()
            return side

        yield opened


@pytest.fixture
def reading(database_kind: str, open_places: Callable[[str], ReadSide]) -> ViewReading:
    return open_places(database_kind).reading


def ids(reading: ViewReading, name: str, filters: Mapping[str, str], today: date = AUTUMN) -> list[str]:
    return [str(item["id"]) for item in reading.page(name, filters, today=today).items]


TOLD_ELSEWHERE = {"causes", "imports", "instalments", "payments", "statements"}
"""Lists that this story leaves empty: test_money.py and test_payments_in.py fill those about payments."""


def test_every_list_answers_in_json_with_the_columns_it_announces(reading: ViewReading) -> None:
    for name, listing in reading.listings().items():
        page = reading.page(name, {}, today=AUTUMN, limit=1000)
        names = [column.name for column in listing.columns]
        for item in page.items:
            assert list(item) == names
            assert json.loads(json.dumps(item)) == item
            key = str(item["position"] if name in {"audit_trail", "causes"} else item["id"])
            one = reading.one(name, key, today=AUTUMN)
            assert one is not None
            assert list(one) == [*names, *(column.name for column in listing.details)]
            assert {key_: one[key_] for key_ in names} == item
        assert reading.count(name, {}, today=AUTUMN) == len(page.items)
        assert page.items or name in TOLD_ELSEWHERE, name


def test_every_column_says_what_it_is(reading: ViewReading) -> None:
    for listing in reading.listings().values():
        assert listing.title
        assert listing.description
        told = [(one.name, one.description) for one in (*listing.columns, *listing.details)]
        told += [(one.name, one.description) for one in listing.filters]
        assert [name for name, words in told if not words] == []


def test_values_are_of_the_type_announced(reading: ViewReading) -> None:
    expected: Mapping[ColumnType, type | tuple[type, ...]] = {
        ColumnType.NUMBER: int,
        ColumnType.FLAG: bool,
        ColumnType.MONEY: dict,
        ColumnType.ORGANISATION: dict,
        ColumnType.PERSON: (dict, str),
        ColumnType.ORGANISATIONS: list,
        ColumnType.TEXTS: list,
        ColumnType.RECORDS: list,
    }
    for name, listing in reading.listings().items():
        for item in reading.page(name, {}, today=AUTUMN).items:
            for column in listing.columns:
                value = item[column.name]
                assert value is None or isinstance(value, expected.get(column.type, str)), (name, column, value)


def test_every_page_of_every_list_in_every_order_holds_each_entry_once(reading: ViewReading) -> None:
    for name, listing in reading.listings().items():
        whole = reading.count(name, {}, today=AUTUMN)
        key = "position" if name in {"audit_trail", "causes"} else "id"
        for order in (None, *listing.orders, *(f"-{each}" for each in listing.orders)):
            filters = {} if order is None else {"order": order}
            seen: list[object] = []
            after: str | None = None
            while True:
                page = reading.page(name, filters, after=after, limit=2, today=AUTUMN)
                seen += [item[key] for item in page.items]
                after = page.next
                if after is None:
                    break
            assert len(seen) == len(set(seen)) == whole, (name, order)


def test_an_order_is_kept(reading: ViewReading) -> None:
    found = reading.page("organisations", {"order": "-name"}, today=AUTUMN).items
    names = [str(item["name"]) for item in found]
    assert names == sorted(names, reverse=True)
    assert len(names) == 3


def test_a_cursor_stays_good_while_entries_come_and_go(told: Place) -> None:
    side = told.views()
    side.catch_up()
    first = side.reading.page("organisations", {}, limit=1, today=AUTUMN)
    assert [item["id"] for item in first.items] == [territory.CLUB]
    new = organisation.Registered(
        name="Amicale",
        kind=organisation.Kind.ASSOCIATION,
        identifiers=organisation.Identifiers(),
        municipality="",
        on=date(2025, 1, 1),
    )
    side.wait_for(told.record([("organisation-amicale", new)]))
    second = side.reading.page("organisations", {}, after=first.next, limit=10, today=AUTUMN)
    assert [item["id"] for item in second.items] == [territory.NETWORK, territory.TOWN]
    side.reading.rebuild("register")
    again = side.reading.page("organisations", {}, after=first.next, limit=10, today=AUTUMN)
    assert again.items == second.items


def test_a_page_names_the_position_it_shows(told: Place) -> None:
    side = told.views()
    position = side.catch_up()
    assert side.reading.page("agreements", {}, today=AUTUMN).position == position
    assert side.reading.position() == position


@pytest.mark.parametrize(
    ("name", "filters", "expected"),
    [
        ("organisations", {"kind": "association"}, [territory.CLUB]),
        ("organisations", {"kind": "association,network"}, [territory.CLUB, territory.NETWORK]),
        ("organisations", {"text": "EPICERIE soli"}, [territory.CLUB]),
        ("organisations", {"text": "2122"}, [territory.TOWN]),
        ("organisations", {"text": "cerie"}, []),
        ("organisations", {"text": "100%_"}, []),
        ("organisations", {"siren": "212201131"}, [territory.TOWN]),
        ("organisations", {"esus": "true"}, [territory.CLUB]),
        ("organisations", {"member_of": territory.NETWORK}, [territory.CLUB]),
        ("memberships", {"of": territory.NETWORK, "on": "2023-01-31"}, []),
        ("people", {"text": "goff"}, [territory.ANA]),
        ("mandates", {"person": territory.ANA, "in_force": "true"}, [territory.ANA_CHAIRS]),
        ("mandates", {"on": "2025-12-31"}, [territory.ANA_CHAIRS]),
        ("mandates", {"on": "2026-01-01"}, []),
        ("mandates", {"may_sign": "false"}, []),
        ("frameworks", {"field_of_work": "coordination"}, [territory.FRAMEWORK]),
        ("frameworks", {"field_of_work": "enterprise_creation"}, []),
        ("frameworks", {"party": territory.CLUB}, [territory.FRAMEWORK]),
        ("committees", {"person": territory.ANA}, [territory.COMMITTEE]),
        ("agreements", {"text": "fete ete"}, [territory.PUBLISHED]),
        ("agreements", {"party": territory.CLUB}, [territory.GRANT, territory.PUBLISHED]),
        ("agreements", {"payer": territory.TOWN}, [territory.GRANT]),
        ("agreements", {"state": "in_force"}, [territory.GRANT]),
        ("agreements", {"state": "registered,signed"}, [territory.PUBLISHED]),
        ("agreements", {"irregular": "true"}, [territory.GRANT]),
        ("agreements", {"agreed_since": "2024-02-01", "agreed_until": "2024-02-01"}, [territory.GRANT]),
        ("agreements", {"agreed_since": "2024-02-02"}, []),
        ("meetings", {"since": "2024-03-11", "until": "2024-03-11"}, [territory.MEETING]),
        ("meetings", {"to_come": "true"}, []),
        ("decisions", {"adopted": "true"}, [f"{territory.MEETING}/grant"]),
        ("decisions", {"adopted": "false"}, []),
        ("decisions", {"text": "2024-03"}, [f"{territory.MEETING}/grant"]),
        ("commitments", {"state": "declared"}, [territory.ORPHAN, territory.POOL]),
        ("commitments", {"field": "coordination"}, [territory.PROMISE, territory.POOL]),
        ("commitments", {"owner": territory.TOWN}, [territory.PROMISE, territory.POOL]),
        ("commitments", {"beneficiary": territory.CLUB}, [territory.PROMISE]),
        ("commitments", {"origin": territory.GRANT}, [territory.PROMISE, territory.POOL]),
        ("commitments", {"due_by": "2024-06-30"}, [territory.PROMISE]),
        ("commitments", {"due_by": "2024-06-29"}, []),
        ("pooled_resources", {"beneficiary": territory.NETWORK, "organisation": territory.CLUB}, [POOLED_BY_CLUB]),
        ("strategies", {"owner": territory.NETWORK, "state": "drafted"}, [territory.STRATEGY]),
        ("clusters", {"member": territory.CLUB}, [territory.POLE]),
        ("representations", {"where": "body", "held": "true"}, [f"{territory.ANA_CHAIRS}/1"]),
        ("representations", {"organisation": territory.CLUB, "on_day": "2023-06-01"}, [SEAT_OF_CLUB]),
        ("evaluations", {"subject": territory.GRANT}, [territory.REVIEW]),
        ("evaluations", {"evaluated": territory.CLUB, "state": "adopted"}, [territory.REVIEW]),
        ("recommendations", {"awaiting": "true"}, [f"{territory.REVIEW}/2"]),
        ("recommendations", {"text": "samedi"}, [f"{territory.REVIEW}/1"]),
        ("irregularities", {"state": "open"}, [f"{territory.GRANT}/1"]),
        ("irregularities", {"rule": "no-contract-on-file"}, [f"{territory.GRANT}/2"]),
        ("deadlines", {"subject": territory.PROMISE, "past": "true"}, [f"{territory.PROMISE}/1"]),
        ("broken_links", {"kind": "commitment_without_source"}, [f"{territory.ORPHAN}/commitment_without_source/"]),
        ("documents", {"text": "kerhuel"}, [territory.PUBLISHED]),
        ("documents", {"kind": "committee"}, [territory.COMMITTEE]),
    ],
)
def test_filters_narrow_a_list_down(
    reading: ViewReading, name: str, filters: dict[str, str], expected: list[str]
) -> None:
    assert sorted(ids(reading, name, filters)) == sorted(expected)
    assert reading.count(name, filters, today=AUTUMN) == len(expected)


def test_the_audit_trail_is_found_by_everything_an_auditor_asks_for(reading: ViewReading) -> None:
    def found(**filters: str) -> set[object]:
        return {item["type"] for item in reading.page("audit_trail", filters, limit=1000, today=AUTUMN).items}

    assert found(type="agreement.paid") == {"agreement.paid"}
    assert found(actor=territory.ANA, subject=territory.ANA_CHAIRS) == {"mandate.granted", "mandate.seat-taken"}
    assert found(actor=territory.BEN) == set()
    assert found(subject_kind="person") == {"person.registered"}
    later = found(framework=territory.FRAMEWORK, effective_since="2025-03-10")
    assert {name for name in later if not str(name).startswith(("case.", "procedure."))} == {
        "evaluation.recommendation-answered",
        "evaluation.commitment-linked",
        "framework.party-left",
    }
    assert found(effective_until="2023-01-02") == {"organisation.registered"}
    assert "organisation.registered" in found(recorded_since="2025-04-01", recorded_until="2025-04-01")
    assert found(recorded_since="2025-04-02") == set()
    assert found(text="Treguier") == {"commitment.declared"}
    assert found(text="épicerie PORT") == {"agreement.drafted"}
    assert found(text="recommendation answered accepted") == {"evaluation.recommendation-answered"}
    assert found(text="zzz") == set()
    assert found(text='" OR * ( NEAR') == set()


def test_words_are_found_in_their_plural_where_the_database_knows_french(told: Place) -> None:
    side = told.views()
    side.catch_up()
    found = side.reading.page("audit_trail", {"text": "habitantes"}, today=AUTUMN).items
    assert (len(found) == 1) == (not side.projector.store.is_sqlite)


def test_causes_lead_from_one_event_to_the_next(told: Place) -> None:
    side = told.views()
    cause = told.log.at([1])[0].event_id
    accepted = commitment.OwnerAccepted(by=territory.NETWORK, on=AUTUMN)
    side.wait_for(told.record([(territory.ORPHAN, accepted)], causation=cause))
    (found,) = side.reading.page("causes", {"cause": cause}, today=AUTUMN).items
    assert (found["type"], found["subject"]) == ("commitment.owner-accepted", territory.ORPHAN)
    (why,) = side.reading.page("audit_trail", {"event": str(found["cause"])}, today=AUTUMN).items
    assert why["position"] == 1


def test_links_lead_from_one_subject_to_the_next(reading: ViewReading) -> None:
    links = reading.page("lineage", {"subject": territory.PROMISE}, today=AUTUMN).items
    assert [(link["from"], link["relation"], link["to"]) for link in links] == [
        (territory.PROMISE, "origin.stream", territory.GRANT),
        (territory.REVIEW, "commitment", territory.PROMISE),
    ]


def test_broken_links_are_a_list_of_their_own(reading: ViewReading) -> None:
    found = reading.page("broken_links", {}, today=AUTUMN).items
    assert sorted((str(one["kind"]), str(one["subject"]), str(one["detail"])) for one in found) == [
        ("commitment_without_source", territory.ORPHAN, ""),
        ("payment_without_decision", territory.GRANT, "2024: 4999.50"),
        ("recommendation_open", territory.REVIEW, "2: response"),
    ]


def test_an_agreement_shows_its_money_next_deadline_and_lateness(reading: ViewReading) -> None:
    one = reading.one("agreements", territory.GRANT, today=AUTUMN)
    assert one is not None
    assert one["paid"] == {"amount": "4999.50", "currency": "EUR"}
    assert one["amount"] == one["granted"] == {"amount": "30000.00", "currency": "EUR"}
    assert (one["state"], one["next_deadline"], one["next_deadline_kind"], one["late"]) == (
        "in_force",
        "2025-06-30",
        "report",
        False,
    )
    assert one["payer"] == {"id": territory.TOWN, "name": "Ville de Lannion"}
    (line,) = cast("list[dict[str, Any]]", one["money"])
    assert (line["year"], line["committed"]["amount"], line["paid"]["amount"]) == (2024, "10000.00", "4999.50")


def test_what_depends_on_the_day_is_right_on_every_day(reading: ViewReading) -> None:
    def state(day: date) -> tuple[object, ...]:
        one = reading.one("agreements", territory.GRANT, today=day)
        assert one is not None
        return one["state"], one["late"], one["next_deadline"]

    assert state(date(2024, 2, 2)) == ("signed", False, "2025-06-30")
    assert state(date(2025, 7, 1)) == ("in_force", True, "2026-12-31")
    assert state(date(2027, 1, 1)) == ("expired", True, None)

    def promise(day: date) -> tuple[object, object]:
        one = reading.one("commitments", territory.PROMISE, today=day)
        assert one is not None
        return one["due"], one["late"]

    assert promise(date(2024, 7, 31)) == ("2024-09-30", False)
    assert promise(date(2024, 11, 30)) == ("2024-11-30", False)
    assert promise(date(2024, 12, 1)) == ("2024-11-30", True)
    assert ids(reading, "commitments", {"late": "true"}, date(2024, 12, 1)) == [territory.PROMISE]
    assert ids(reading, "commitments", {"late": "false"}, date(2024, 12, 1)) == [territory.ORPHAN, territory.POOL]

    def accredited(day: date) -> bool:
        return ids(reading, "organisations", {"esus": "true"}, day) == [territory.CLUB]

    assert [accredited(date(2024, 6, 30)), accredited(date(2026, 6, 30)), accredited(date(2026, 7, 1))] == [
        False,
        True,
        False,
    ]


def test_a_decision_shows_its_rule_its_figures_and_its_result(reading: ViewReading) -> None:
    (one,) = reading.page("decisions", {}, today=AUTUMN).items
    shown = ("rule", "quorum_required", "quorum_met", "majority_required", "majority_met", "in_favour", "adopted")
    assert [one[name] for name in shown] == ["Conseil", 4, 7, 4, 5, 5, True]


def test_parties_come_and_go(reading: ViewReading) -> None:
    one = reading.one("frameworks", territory.FRAMEWORK, today=AUTUMN)
    assert one is not None
    parties = cast("list[dict[str, Any]]", one["parties"])
    found = [(party["organisation"]["id"], party["since"], party["until"]) for party in parties]
    assert found == [(territory.TOWN, "2023-03-01", None), (territory.CLUB, "2023-04-01", "2025-04-01")]


def test_search_finds_everything_by_its_words(reading: ViewReading) -> None:
    assert [(hit.kind, hit.id) for hit in reading.search("épicerie")] == [
        ("agreement", territory.GRANT),
        ("organisation", territory.CLUB),
    ]
    assert [hit.id for hit in reading.search("etendre quartier")] == [territory.REVIEW]
    assert [hit.id for hit in reading.search("le goff")] == [territory.ANA]
    assert reading.search("le goff", kinds=["agreement"]) == []
    assert len(reading.search("e", limit=2)) == 2
    assert reading.search("") == reading.search(" '?! ") == []


@pytest.mark.parametrize(
    ("question", "kind", "field"),
    [
        (("nothing", {}, None, 10), NoSuchListing, "name"),
        (("agreements", {"colour": "red"}, None, 10), UnknownFilter, "colour"),
        (("agreements", {"kind": "loan"}, None, 10), BadFilterValue, "kind"),
        (("agreements", {"state": "asleep"}, None, 10), BadFilterValue, "state"),
        (("agreements", {"late": "maybe"}, None, 10), BadFilterValue, "late"),
        (("agreements", {"agreed_since": "soon"}, None, 10), BadFilterValue, "agreed_since"),
        (("agreements", {"text": "a\0b"}, None, 10), BadFilterValue, "text"),
        (("money", {"year": "MMXXIV"}, None, 10), BadFilterValue, "year"),
        (("money", {"year": "9" * 30}, None, 10), BadFilterValue, "year"),
        (("agreements", {"order": "words"}, None, 10), BadFilterValue, "order"),
        (("agreements", {}, None, 0), BadFilterValue, "limit"),
        (("agreements", {}, None, 1001), BadFilterValue, "limit"),
        (("agreements", {}, "nonsense", 10), BadCursor, "after"),
        (("agreements", {}, "é", 10), BadCursor, "after"),
        (("agreements", {}, urlsafe_b64encode(b"[" * 100_000).decode(), 10), BadCursor, "after"),
        (("agreements", {}, urlsafe_b64encode(b'["agreements", ["sort"], [1]]').decode(), 10), BadCursor, "after"),
        (("agreements", {}, urlsafe_b64encode(b'["agreements", ["sort"], [{}, 1]]').decode(), 10), BadCursor, "after"),
        (
            ("agreements", {}, urlsafe_b64encode(b'["organisations", ["sort"], ["", ""]]').decode(), 10),
            BadCursor,
            "after",
        ),
        (
            ("agreements", {}, urlsafe_b64encode(b'["agreements", ["sort"], ["\\u0000", 1e400]]').decode(), 10),
            BadCursor,
            "after",
        ),
        (
            ("money", {}, urlsafe_b64encode(b'["money", ["year", "payer"], ["x", "y", "z"]]').decode(), 10),
            BadCursor,
            "after",
        ),
        (
            ("agreements", {}, urlsafe_b64encode(b'["agreements", ["sort"], ["\\ud800", ""]]').decode(), 10),
            BadCursor,
            "after",
        ),
    ],
)
def test_a_bad_question_names_what_was_wrong_in_it(
    reading: ViewReading,
    question: tuple[str, dict[str, str], str | None, int],
    kind: type[BadQuestion],
    field: str,
) -> None:
    name, filters, after, limit = question
    with pytest.raises(kind) as refused:
        reading.page(name, filters, after=after, limit=limit, today=AUTUMN)
    assert refused.value.field == field
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("id", ["nobody", "", "a\0b", "é" * 10_000, "\ud800"])
def test_what_does_not_exist_is_not_found(reading: ViewReading, id: str) -> None:  # noqa: A002
    assert reading.one("agreements", id, today=AUTUMN) is None
    assert reading.one("audit_trail", id, today=AUTUMN) is None


def test_the_directory_knows_mandates_and_claims(told: Place) -> None:
    from application.ports import Batch
    from domain.claim import Claim
    from domain.values import PersonId

    side = told.views()
    side.catch_up()
    assert side.directory.mandates_of(territory.ANA) == [territory.ANA_CHAIRS]
    assert side.directory.mandates_of(PersonId("person-nobody")) == []
    assert side.directory.mandates_in(territory.CLUB) == [territory.ANA_CHAIRS]
    claim = Claim(kind="siren", value="212201131")
    assert side.directory.holder_of(claim) is None
    told.log.append(Batch(entries=(), expected={}, read={}, claims=[(claim, territory.TOWN)]))
    assert side.directory.holder_of(claim) == territory.TOWN


def test_letters_that_no_database_likes_fail_no_view(told: Place) -> None:
    side = told.views()
    declared = framework.Renamed(name="Nul\0et \U0001f333 et % et _", on=AUTUMN)
    position = told.record([(territory.FRAMEWORK, declared)])
    assert side.wait_for(position)
    assert [one.error for one in side.reading.status() if one.error] == []
    (one,) = side.reading.page("frameworks", {"text": "nul"}, today=AUTUMN).items
    assert one["name"] == "Nul\ufffdet \U0001f333 et % et _"
