"""Who read about whom, and what was refused, stands in the log like everything else, and once a session."""

from collections.abc import Generator
from pathlib import Path

import pytest

from application.accesses import AccessBook, people_in
from application.execute import Ask, Caller
from application.ports import Unavailable
from domain import access, framework, person
from domain.decider import Refusal
from domain.values import PersonId, Protected
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner


@pytest.fixture
def told(tmp_path: Path) -> Generator[World]:
    with opened_world(tmp_path) as made:
        made.ids["ben"] = made.do("administrator", "person", person.Register, name="Ben", email="ben@exemple.bzh")
        yield made


def noted(told: World) -> list[tuple[str, object]]:
    """Actor and event of everything that was noted, once it is recorded."""
    told.parts.book.flush()
    facts = told.parts.log.of_types((access.ValuesRead, access.CommandRefused), 0, 1_000)
    assert all(fact.stream.startswith("access-") and fact.framework is None for fact in facts)
    return [(fact.actor, fact.event) for fact in facts]


def readings(told: World) -> list[tuple[str, str]]:
    return [(actor, event.person) for actor, event in noted(told) if isinstance(event, access.ValuesRead)]


def test_reading_somebody_s_contacts_is_recorded_once_for_each_reader(told: World) -> None:
    where = f"/api/v1/people/{told.ben}"
    for _ in range(3):
        assert told.client().get(where).json()["state"]["email"]["text"] == "ben@exemple.bzh"
    told.client("auditor").get(f"{where}/history")
    told.client(None).get("/api/v1/events", params={"after": 0, "limit": 1000})
    assert {(told.coordinator, told.ben), (told.auditor, told.ben), ("unnamed", told.ben)} <= set(readings(told))
    assert len(readings(told)) == len(set(readings(told)))


def test_reading_a_name_or_what_is_one_s_own_is_not(told: World) -> None:
    told.client().get(f"/api/v1/people/{told.mayor}")
    told.client("ben").get(f"/api/v1/people/{told.ben}")
    told.client().get("/api/v1/people")
    assert readings(told) == []


def test_reading_about_somebody_who_was_erased_is_not(told: World) -> None:
    told.do("administrator", "person", person.Erase, told.ben, reason=person.ErasureReason.REQUEST)
    told.parts.react()
    told.client().get(f"/api/v1/people/{told.ben}/history")
    assert readings(told) == []


def test_the_command_line_records_too(told: World) -> None:
    run = runner(told.settings)
    done = run("show", "person", told.ben, env={"PALABRE_ACTOR": told.auditor, "COLUMNS": "200"})
    assert "ben@exemple.bzh" in done.output
    assert readings(told) == [(told.auditor, told.ben)]


def test_a_refusal_is_recorded_with_its_rule_and_without_what_was_stated(told: World) -> None:
    for _ in range(2):
        with pytest.raises(Refusal):
            told.do("passerby", "framework", framework.Rename, told.framework, name="Un nom à taire")
    ((actor, event),) = noted(told)
    assert actor == told.passerby
    assert isinstance(event, access.CommandRefused)
    assert (event.command, event.stream, event.rule) == ("framework.rename", told.framework, "not-empowered")
    assert "taire" not in repr(event)


def test_what_changed_about_somebody_and_why_is_a_reading_too(told: World) -> None:
    where = f"/api/v1/people/{told.ben}"
    told.client("auditor").get(f"{where}/diff", params={"from": "2000-01-01", "to": "2099-01-01"})
    told.client().get(f"{where}/why", params={"field": "email"})
    assert {(told.auditor, told.ben), (told.coordinator, told.ben)} == set(readings(told))


def test_lapses_failed_sign_ins_and_abandoned_deliveries_stand_in_the_log_and_name_nobody(told: World) -> None:
    told.parts.book.lapsed(told.framework, "commitment.record-missed")
    told.parts.book.not_let_in("password", "wrong-password")
    told.parts.book.not_let_in("code", "wrong-code", told.ben)
    for _ in range(2):
        told.parts.book.abandoned("subscription-1", told.framework)
    told.parts.book.flush()
    kinds = (access.DeadlineLapsed, access.SignInFailed, access.DeliveryAbandoned)
    facts = told.parts.log.of_types(kinds, 0, 100)
    assert [(fact.actor, type(fact.event).__name__) for fact in facts] == [
        ("clock", "DeadlineLapsed"),
        ("unnamed", "SignInFailed"),
        (told.ben, "SignInFailed"),
        ("delivery", "DeliveryAbandoned"),
    ]


def test_what_parts_of_the_system_try_in_vain_is_not_noted_here(told: World) -> None:
    ask = Ask(noun=told.parts.nouns["framework"], command=framework.Rename, stream=told.framework, fields={"name": "X"})
    with pytest.raises(Refusal):
        told.parts.execute(ask, Caller(actor="clock"))
    assert noted(told) == []


def test_it_stands_in_the_tree_and_the_audit_holds(told: World) -> None:
    told.client().get(f"/api/v1/people/{told.ben}")
    assert told.parts.book.flush() == 1
    assert told.parts.book.flush() == 0
    end = told.parts.log.position()
    assert told.parts.transparency.inclusion(end).position == end
    told.client("auditor").get(f"/api/v1/people/{told.ben}")
    assert told.parts.book.flush() == 1
    told.parts.settle()
    assert told.parts.transparency.audit(lambda _done, _total: None, views=True).holds


def test_nobody_notes_anything_by_a_command(told: World) -> None:
    assert told.parts.nouns["access"].offered == ()


def test_what_cannot_be_recorded_now_is_recorded_later(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    book = AccessBook(told.parts.log, told.parts.clock, told.parts.execute.house.ids)
    book.refused(told.ben, "framework.rename", told.framework, "a-rule")
    with monkeypatch.context() as broken:

        def unavailable(_: object) -> None:
            raise Unavailable

        broken.setattr(type(told.parts.log), "append", lambda _self, batch: unavailable(batch))
        assert book.flush() == 0
    assert book.flush() == 1


def test_people_are_found_wherever_they_stand_in_a_value() -> None:
    ana, gone = (Protected(of=PersonId(f"person-{name}"), text=text) for name, text in (("ana", "a"), ("gone", None)))
    assert people_in({"x": [({"y": ana},)], "name": ana, "z": gone}) == {"person-ana"}
    assert people_in(person.ContactChanged(email=ana, phone=gone, on=None)) == {"person-ana"}  # type: ignore[arg-type]
    assert people_in(person.NameCorrected(name=ana, on=None)) == set()  # type: ignore[arg-type]
