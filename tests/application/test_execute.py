"""How anything is done: conflicts, claims, keys, and what several commands together come to."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from application.authority import NotEmpowered
from application.execute import AlreadyBegun, Ask, Caller, ChangedSince, Deed, Done, FieldMissing, OutOfReach
from application.facts import Unknown
from application.ports import AlreadyClaimed, IdempotencyKey, KeyReused
from application.registry import NOUNS
from domain import framework, mandate, organisation
from domain.agreement import text
from domain.agreement.parts import AgreementKind, NamedParty
from domain.framework import FrameworkNameMissing
from domain.mandate import MandateForEndedOrganisation, Role
from domain.organisation import Identifiers
from domain.values import ActReference, MandateId, OrganisationId, Period, PersonId
from infrastructure.outside import SystemClock
from interfaces.main import build
from tests.interfaces.conftest import ASSOCIATION_SIREN, World, settings_in, settle_a_framework

TODAY = SystemClock().now().date()
NOBODY = "00000000-0000-7000-8000-000000000000"
SIRENS = ("732829320", "552100554", "542065479", "380129866")
numbers = count(1)


def ask(noun: str, command: type, stream: str | None = None, expected: int | None = None, **fields: Any) -> Ask:
    return Ask(noun=NOUNS[noun], command=command, stream=stream, fields=fields, expected=expected)


def rename(world: World, name: str, expected: int | None = None) -> Ask:
    return ask("framework", framework.Rename, world.framework, expected, name=name)


def coordinator(world: World) -> Caller:
    return Caller(actor=world.coordinator)


def key(name: str, body: str = "digest") -> IdempotencyKey:
    return IdempotencyKey(actor="somebody", route="/here", key=f"{name}-{next(numbers)}", digest=body)


def names(world: World) -> list[str]:
    state: framework.Framework = world.parts.execute.house.streams.folded(world.framework).state
    return [one.value for one in state.names]


def meanwhile(world: World, mine: Ask, *others: Callable[[], object]) -> tuple[Callable[[Deed], Any], list[int]]:
    """Decides one ask; each time it has decided, and before that is recorded, somebody else does the next thing."""
    tries: list[int] = []
    waiting = list(others)

    def decide(deed: Deed) -> list[tuple[Ask, str, list[object]]]:
        tries.append(len(tries) + 1)
        decided = [(mine, *deed.ask(mine))]
        if waiting:
            waiting.pop(0)()
        return decided

    return decide, tries


# Conflicts.


def test_a_conflict_is_tried_once_more_on_what_is_now_so(any_world: World) -> None:
    world = any_world
    execute = world.parts.execute
    decide, tries = meanwhile(
        world, rename(world, "Le mien"), lambda: execute(rename(world, "Le leur"), coordinator(world))
    )
    (done,) = execute.carry_out(coordinator(world), decide)
    assert tries == [1, 2]
    assert names(world)[-2:] == ["Le leur", "Le mien"]
    assert done.version == len(execute.what_changed(world.framework, 0))


def test_a_second_conflict_is_reported_with_what_changed(any_world: World) -> None:
    world = any_world
    execute = world.parts.execute
    others = [lambda name=name: execute(rename(world, name), coordinator(world)) for name in ("Un", "Deux")]
    decide, tries = meanwhile(world, rename(world, "Jamais"), *others)
    with pytest.raises(ChangedSince) as refusal:
        execute.carry_out(coordinator(world), decide)
    assert tries == [1, 2]
    stream, expected, actual = refusal.value.args
    assert (stream, actual) == (world.framework, expected + 1)
    assert [one.name for one in execute.what_changed(stream, expected)] == ["framework.renamed.v1"]
    assert "Jamais" not in names(world)


def test_who_builds_on_a_version_is_not_tried_again(any_world: World) -> None:
    world = any_world
    execute = world.parts.execute
    seen = world.parts.log.version(world.framework)
    mine = rename(world, "Sur ce que j'ai vu", expected=seen)
    decide, tries = meanwhile(world, mine, lambda: execute(rename(world, "Entre-temps"), coordinator(world)))
    with pytest.raises(ChangedSince):
        execute.carry_out(coordinator(world), decide, None, {world.framework: seen})
    assert tries == [1]


@pytest.mark.parametrize("away", [-1, 1, 100])
def test_another_version_than_the_one_built_on_is_refused_at_once(any_world: World, away: int) -> None:
    version = any_world.parts.log.version(any_world.framework)
    with pytest.raises(ChangedSince) as refusal:
        any_world.parts.execute(rename(any_world, "Autre", expected=version + away), coordinator(any_world))
    assert refusal.value.args == (any_world.framework, version + away, version)


def test_a_mandate_revoked_between_decision_and_record_gives_nothing(any_world: World) -> None:
    world = any_world
    world.mandate("brief", Role.COORDINATOR, world.operator, framework=world.framework)
    decide, tries = meanwhile(
        world,
        rename(world, "Sans pouvoir"),
        lambda: world.do("administrator", "mandate", mandate.Revoke, world.brief_mandate, on=TODAY),
    )
    with pytest.raises(NotEmpowered):
        world.parts.execute.carry_out(Caller(actor=world.brief), decide)
    assert tries == [1, 2]
    assert "Sans pouvoir" not in names(world)


def test_a_deputy_whose_principal_is_removed_meanwhile_has_decided_nothing(any_world: World) -> None:
    world = any_world
    world.mandate("chief", Role.COORDINATOR, world.operator, framework=world.framework)
    world.person("second")
    fields: dict[str, Any] = {"principal": MandateId(world.chief_mandate), "person": PersonId(world.second)}
    world.do("administrator", "mandate", mandate.Deputise, **fields, period=Period(start=TODAY))
    decide, _ = meanwhile(
        world,
        rename(world, "Par délégation"),
        lambda: world.do("administrator", "mandate", mandate.Revoke, world.chief_mandate, on=TODAY),
    )
    with pytest.raises(NotEmpowered):
        world.parts.execute.carry_out(Caller(actor=world.second), decide)
    assert "Par délégation" not in names(world)


def test_what_a_decision_read_elsewhere_still_holds_when_it_is_recorded(any_world: World) -> None:
    world = any_world
    ending = world.do(
        "coordinator", "organisation", organisation.Register, name="Bientôt", kind=organisation.Kind.COMPANY
    )
    granted = ask(
        "mandate",
        mandate.Grant,
        person=PersonId(world.passerby),
        organisation=OrganisationId(ending),
        role=Role.MEMBER,
    )
    end: dict[str, Any] = {"act": ActReference(number="AG-1", adopted_on=TODAY), "on": TODAY}
    decide, tries = meanwhile(
        world, granted, lambda: world.do("coordinator", "organisation", organisation.Dissolve, ending, **end)
    )
    with pytest.raises(MandateForEndedOrganisation):
        world.parts.execute.carry_out(coordinator(world), decide)
    assert tries == [1, 2]


def test_what_happens_elsewhere_is_no_conflict(any_world: World) -> None:
    world = any_world
    other = lambda: world.do("coordinator", "organisation", organisation.Rename, world.authority, name="Autre")  # noqa: E731
    decide, tries = meanwhile(world, rename(world, "Tranquille"), other)
    world.parts.execute.carry_out(coordinator(world), decide)
    assert tries == [1]


def test_many_at_once_are_all_recorded_once_each(any_world: World) -> None:
    world = any_world
    before = world.parts.log.position()

    def register(number: int) -> Done:
        new = ask("organisation", organisation.Register, name=f"Foule {number}", kind=organisation.Kind.NETWORK)
        return world.parts.execute(new, coordinator(world))

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(register, range(40)))
    positions = sorted(position for one in done for position in one.positions)
    assert positions == list(range(before + 1, before + 41))
    assert len({one.stream for one in done}) == 40


# Unique values.


def test_two_organisations_never_share_a_siren(any_world: World) -> None:
    with pytest.raises(AlreadyClaimed) as refusal:
        any_world.do(
            "coordinator",
            "organisation",
            organisation.Register,
            name="Double",
            kind=organisation.Kind.ASSOCIATION,
            identifiers=Identifiers(siren=ASSOCIATION_SIREN),
        )
    assert refusal.value.args == ("siren", ASSOCIATION_SIREN, any_world.association)


def test_a_number_given_back_by_a_correction_is_free_again(any_world: World) -> None:
    mistaken, corrected, *_ = SIRENS
    fields: dict[str, Any] = {"kind": organisation.Kind.COMPANY, "identifiers": Identifiers(siren=mistaken)}
    first = any_world.do("coordinator", "organisation", organisation.Register, name="Erreur", **fields)
    with pytest.raises(AlreadyClaimed):
        any_world.do("coordinator", "organisation", organisation.Register, name="Le vrai", **fields)
    right = Identifiers(siren=corrected)
    any_world.do("coordinator", "organisation", organisation.CorrectIdentifiers, first, identifiers=right)
    second = any_world.do("coordinator", "organisation", organisation.Register, name="Le vrai", **fields)
    assert second != first
    with pytest.raises(AlreadyClaimed):
        any_world.do(
            "coordinator",
            "organisation",
            organisation.CorrectIdentifiers,
            first,
            identifiers=Identifiers(siren=mistaken),
        )


def test_of_many_who_claim_a_number_at_once_one_gets_it(any_world: World) -> None:
    siren = SIRENS[2]

    def register(number: int) -> str | None:
        try:
            return any_world.do(
                "coordinator",
                "organisation",
                organisation.Register,
                name=f"Prétendante {number}",
                kind=organisation.Kind.ASSOCIATION,
                identifiers=Identifiers(siren=siren),
            )
        except AlreadyClaimed:
            return None

    with ThreadPoolExecutor(8) as pool:
        winners = [one for one in pool.map(register, range(16)) if one is not None]
    assert len(winners) == 1
    with pytest.raises(AlreadyClaimed) as refusal:
        any_world.do(
            "coordinator",
            "organisation",
            organisation.Register,
            name="En retard",
            kind=organisation.Kind.ASSOCIATION,
            identifiers=Identifiers(siren=siren),
        )
    assert refusal.value.args[2] == winners[0]


# Keys.


def test_a_key_answers_for_what_was_recorded_under_it(any_world: World) -> None:
    execute, once = any_world.parts.execute, key("once")
    new = ask("organisation", organisation.Register, name="Clé", kind=organisation.Kind.COMPANY)
    first = execute(new, coordinator(any_world), once)
    again = execute(new, coordinator(any_world), once)
    assert again == replace_done(first, repeated=True)
    with pytest.raises(KeyReused):
        execute(new, coordinator(any_world), replace(once, digest="another"))


def replace_done(done: Done, **changes: Any) -> Done:
    return replace(done, events=list(done.events), positions=list(done.positions), **changes)


def test_a_key_that_recorded_nothing_still_names_what_it_was_about(any_world: World) -> None:
    execute, once = any_world.parts.execute, key("nothing")
    execute(rename(any_world, "Pareil"), coordinator(any_world))
    first = execute(rename(any_world, "Pareil"), coordinator(any_world), once)
    execute(rename(any_world, "Différent"), coordinator(any_world))
    again = execute(rename(any_world, "Pareil"), coordinator(any_world), once)
    assert (first.events, first.repeated) == ([], False)
    assert (again.stream, list(again.events), again.repeated) == (any_world.framework, [], True)
    assert names(any_world)[-1] == "Différent"


def test_a_refused_command_leaves_its_key_free(any_world: World) -> None:
    execute, once = any_world.parts.execute, key("refused")
    with pytest.raises(FrameworkNameMissing):
        execute(rename(any_world, " "), coordinator(any_world), once)
    assert execute(rename(any_world, "Enfin"), coordinator(any_world), once).repeated is False


def test_a_key_is_known_to_every_process_on_the_database(any_world: World) -> None:
    once = key("elsewhere")
    new = ask("organisation", organisation.Register, name="Deux portes", kind=organisation.Kind.COMPANY)
    first = any_world.parts.execute(new, coordinator(any_world), once)
    with closing(build(any_world.settings)) as other:
        again = other.execute(new, coordinator(any_world), once)
        assert (again.stream, list(again.positions), again.repeated) == (first.stream, list(first.positions), True)
        later = other.execute(rename(any_world, "Depuis l'autre"), coordinator(any_world), key("later"))
    assert any_world.parts.log.version(any_world.framework) == later.version
    assert names(any_world)[-1] == "Depuis l'autre"


def test_of_the_same_request_sent_many_times_at_once_one_is_carried_out(any_world: World) -> None:
    once = key("stampede")
    new = ask("organisation", organisation.Register, name="Impatience", kind=organisation.Kind.COMPANY)
    with closing(build(any_world.settings)) as other, ThreadPoolExecutor(8) as pool:
        doors = [any_world.parts.execute, other.execute] * 6
        done = list(pool.map(lambda door: door(new, coordinator(any_world), once), doors))
    assert len({one.stream for one in done}) == 1
    assert [one.repeated for one in done].count(False) == 1
    page = any_world.parts.reading.page("organisations", {"text": "Impatience"}, limit=10, today=TODAY)
    assert len(page.items) == 1


def test_several_commands_under_one_key_are_answered_one_by_one(any_world: World) -> None:
    execute, once = any_world.parts.execute, key("several")
    asks = [
        rename(any_world, "Ensemble"),
        ask("organisation", organisation.Register, name="Une", kind=organisation.Kind.COMPANY),
        ask("organisation", organisation.Register, name="Deux", kind=organisation.Kind.COMPANY),
        ask("organisation", organisation.Rename, any_world.authority, name="Commune nouvelle"),
    ]
    first = execute.together(asks, coordinator(any_world), once)
    again = execute.together(asks, coordinator(any_world), once)
    assert [one.stream for one in again] == [one.stream for one in first]
    assert [list(one.events) for one in again] == [list(one.events) for one in first]
    assert [list(one.positions) for one in again] == [list(one.positions) for one in first]
    assert all(one.repeated for one in again)


# Several together.


def test_several_commands_stand_together(any_world: World) -> None:
    before = any_world.parts.log.position()
    asks = [rename(any_world, "Premier"), rename(any_world, "Second"), rename(any_world, "Second")]
    done = any_world.parts.execute.together(asks, coordinator(any_world))
    assert [list(one.positions) for one in done] == [[before + 1], [before + 2], []]
    assert names(any_world)[-2:] == ["Premier", "Second"]


def test_several_commands_fall_together(any_world: World) -> None:
    before = any_world.parts.log.position()
    asks = [rename(any_world, "Emporté"), rename(any_world, "  ")]
    with pytest.raises(FrameworkNameMissing):
        any_world.parts.execute.together(asks, coordinator(any_world))
    assert any_world.parts.log.position() == before
    assert "Emporté" not in names(any_world)


def test_a_command_sees_what_those_before_it_decided(any_world: World) -> None:
    execute = any_world.parts.execute

    def decide(deed: Deed) -> list[tuple[Ask, str, list[object]]]:
        new = ask("organisation", organisation.Register, name="Toute neuve", kind=organisation.Kind.COMPANY)
        stream, events = deed.ask(new)
        entered = ask("framework", framework.Enter, any_world.framework, party=OrganisationId(stream))
        return [(new, stream, events), (entered, *deed.ask(entered))]

    new, entered = execute.carry_out(coordinator(any_world), decide)
    assert [event.party for event in entered.events] == [new.stream]  # type: ignore[attr-defined]


def test_a_number_claimed_twice_in_one_transaction_refuses_all_of_it(any_world: World) -> None:
    before = any_world.parts.log.position()
    fields: dict[str, Any] = {"kind": organisation.Kind.COMPANY, "identifiers": Identifiers(siren=SIRENS[3])}
    asks = [ask("organisation", organisation.Register, name=name, **fields) for name in ("Une", "Autre")]
    with pytest.raises(AlreadyClaimed):
        any_world.parts.execute.together(asks, coordinator(any_world))
    assert any_world.parts.log.position() == before


def test_the_cause_and_the_thread_of_events_are_recorded(any_world: World) -> None:
    caller = Caller(actor=any_world.coordinator, causation="an-event", correlation="a-thread")
    done = any_world.parts.execute(rename(any_world, "À cause de"), caller)
    (fact,) = any_world.parts.log.at(done.positions)
    assert (fact.causation, fact.correlation) == ("an-event", "a-thread")
    assert (fact.actor, fact.mandate) == (any_world.coordinator, any_world.coordinator_mandate)
    assert fact.framework == any_world.framework


# What a command names, and leaves out.


@pytest.mark.parametrize(
    ("noun", "command", "stream", "fields"),
    [
        ("framework", framework.Enter, "framework", {"party": f"organisation-{NOBODY}"}),
        ("framework", framework.Rename, f"framework-{NOBODY}", {"name": "X"}),
        ("agreement", text.OpenNegotiation, "framework", {}),
        ("organisation", organisation.Merge, "association", {"successor": f"organisation-{NOBODY}"}),
        ("mandate", mandate.Deputise, None, {"principal": f"mandate-{NOBODY}", "person": f"person-{NOBODY}"}),
        (
            "agreement",
            text.Draft,
            None,
            {
                "framework": f"framework-{NOBODY}",
                "kind": AgreementKind.GRANT,
                "title": "X",
                "parties": (),
            },
        ),
        (
            "agreement",
            text.Draft,
            None,
            {
                "kind": AgreementKind.GRANT,
                "title": "X",
                "parties": (NamedParty(organisation=OrganisationId(f"organisation-{NOBODY}")),),
            },
        ),
    ],
)
def test_what_a_command_names_is_registered(
    any_world: World, noun: str, command: type, stream: str | None, fields: dict[str, Any]
) -> None:
    home: dict[str, Any] = (
        {"framework": any_world.framework} if command is text.Draft and "framework" not in fields else {}
    )
    where = None if stream is None else any_world.ids.get(stream, stream)
    with pytest.raises(Unknown):
        any_world.parts.execute(ask(noun, command, where, **home, **fields), coordinator(any_world))


def test_nothing_begins_twice(any_world: World) -> None:
    again = ask("organisation", organisation.Register, any_world.association, name="X", kind=organisation.Kind.COMPANY)
    with pytest.raises(AlreadyBegun):
        any_world.parts.execute(again, coordinator(any_world))


def test_a_field_that_is_needed_is_named(any_world: World) -> None:
    with pytest.raises(FieldMissing) as refusal:
        any_world.parts.execute(ask("framework", framework.Rename, any_world.framework), coordinator(any_world))
    assert refusal.value.args == ("name",)


def test_what_the_application_supplies_cannot_be_stated(any_world: World) -> None:
    fields: dict[str, Any] = {"person": any_world.passerby, "organisation": any_world.association, "role": Role.MEMBER}
    gone = ask("mandate", mandate.Grant, **fields, organisation_ended_on=date(2000, 1, 1))
    assert any_world.parts.execute(gone, coordinator(any_world)).events


def test_a_reckoning_that_leaves_the_calendar_is_refused(any_world: World) -> None:
    last_day = Period(end=date.max)
    ended = any_world.mandate("eternal", Role.MEMBER, any_world.operator, period=last_day)
    extended = ask("mandate", mandate.Extend, ended, until=date.max, on=date.max)
    assert any_world.parts.execute(extended, coordinator(any_world)).events == []
    with pytest.raises(OutOfReach):
        any_world.parts.execute(replace(extended, fields={"until": None, "on": date.max}), coordinator(any_world))


# Time.


class Stopped:
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def late_evening(tmp_path: Path) -> Generator[World]:
    """Half an hour before midnight in London: a new day in Paris, the last one still in Martinique."""
    settings = settings_in(tmp_path)
    with closing(build(settings, Stopped(datetime(2026, 3, 10, 23, 30, tzinfo=UTC)))) as parts:
        yield settle_a_framework(parts, settings)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", date(2026, 3, 11)),
        ("America/Martinique", date(2026, 3, 10)),
        ("Pacific/Noumea", date(2026, 3, 11)),
    ],
)
def test_today_is_the_day_where_the_framework_is(late_evening: World, zone: str, day: date) -> None:
    world = late_evening
    world.do("coordinator", "framework", framework.CorrectZone, world.framework, zone=zone)
    done = world.parts.execute(rename(world, "Aujourd'hui"), coordinator(world))
    assert [event.on for event in done.events] == [day]  # type: ignore[attr-defined]


def test_a_day_that_is_stated_is_kept(late_evening: World) -> None:
    past = ask("framework", framework.Rename, late_evening.framework, name="Jadis", on=date(2021, 5, 4))
    done = late_evening.parts.execute(past, coordinator(late_evening))
    (fact,) = late_evening.parts.log.at(done.positions)
    assert fact.effective == date(2021, 5, 4)
    assert fact.recorded_at.date() == date(2026, 3, 10)


def test_a_mandate_granted_in_the_same_breath_gives_power_at_once(any_world: World) -> None:
    any_world.mandate("fresh", Role.COORDINATOR, any_world.operator, framework=any_world.framework)
    done = any_world.parts.execute(rename(any_world, "Frais émoulu"), Caller(actor=any_world.fresh))
    assert done.views_behind is False
