"""A case on real parts: published, opened, worked on by people with mandates, moved by facts and by time."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.authority import NotEmpowered
from application.execute import Ask, Caller
from application.nouns import effective
from application.ports import AlreadyClaimed, Batch, Entry
from domain import agreement, case, committee, meeting
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole
from domain.case.state import Case, open_incidents, open_tasks
from domain.case.tasks import HeldBySomebodyElse
from domain.mandate import Role
from domain.procedure import publication
from domain.values import Digest, FrameworkId, OrganisationId, PersonId, Source, SourceKind
from infrastructure.outside import SetClock
from interfaces.main import build
from tests.interfaces.conftest import World, settings_in, settle_a_framework

GRANT = """
procedure: grant
version: 1
title: {fr: Subvention, en: Grant}
subject: agreement
calendar: {zone: Europe/Paris, workdays: FR, roll: next_workday}
roles:
  association: {mandate: representative, of: agreement.beneficiaries}
  service: {mandate: coordinator}
  council: {body: true}
initial: draft
states:
  draft:
    may_wait: the association takes the time it needs
    tasks: [{id: write, by: [association], due: P30D, title: {fr: Rédiger la demande, en: Write the request}}]
    events: {submit: {to: review, by: [association], if: "size(agreement.parties) > 1"}}
  review:
    tasks: [{id: opinion, by: [service], due: 10 workdays}]
    events:
      favourable: {to: negotiation, by: [service]}
      reject: {to: refused, by: [service], reason: required}
    after:
      - {id: remind, delay: P20D, do: notify, roles: [service]}
      - {id: lapse, delay: P45D, to: abandoned}
  negotiation:
    entry: [{command: agreement.open-negotiation}]
    may_wait: the council meets when it meets
    when: {agreement.abandoned: {to: abandoned}}
    events: {vote: {to: refused, by: [council]}}
  refused: {final: true}
  abandoned: {final: true}
"""


MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Territory(World):
    """A world whose clock is put, with a procedure published in it."""

    clock: SetClock
    procedure: str

    def draft(self, *, alone: bool = False) -> str:
        sides = [NamedParty(organisation=OrganisationId(self.authority), role=PartyRole.PAYER)]
        if not alone:
            association = OrganisationId(self.association)
            sides.append(NamedParty(organisation=association, role=PartyRole.BENEFICIARY))
        fields = {"framework": self.framework, "kind": AgreementKind.GRANT, "title": "Atelier", "parties": tuple(sides)}
        return self.do("coordinator", "agreement", agreement.text.Draft, **fields)

    def open(self, subject: str) -> str:
        fields = {"framework": self.framework, "procedure": self.procedure, "subject": subject}
        return self.do("coordinator", "case", case.OpenCase, **fields)

    def case(self, stream: str) -> Case:
        state: Case = self.parts.execute.house.streams.folded(stream).state
        return state

    def later(self, **more: float) -> None:
        self.clock.set(self.parts.clock.now() + timedelta(**more))
        self.parts.ring()
        self.parts.react()


def publish(world: World, text: str = GRANT, actor: str = "coordinator") -> str:
    fields = {"framework": world.framework, "text": text}
    return world.do(actor, "procedure", publication.PublishProcedure, **fields)


@pytest.fixture
def territory(tmp_path: Path) -> Generator[Territory]:
    settings, clock = settings_in(tmp_path), SetClock(MONDAY)
    parts = build(settings, clock)
    made = settle_a_framework(parts, settings)
    territory = Territory(made.parts, made.settings, made.ids)
    territory.clock = clock
    territory.procedure = publish(territory)
    yield territory
    parts.close()


def test_a_case_goes_from_step_to_step_as_those_with_the_mandate_act(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    assert territory.case(stream).active == {"draft"}
    (task,) = open_tasks(territory.case(stream))
    assert task.due == datetime(2026, 4, 1, 8, tzinfo=UTC)  # 30 days later at the same time of a summer day

    with pytest.raises(NotEmpowered):
        territory.do("coordinator", "case", case.Act, stream, event="submit")
    territory.do("president", "case", case.Act, stream, event="submit")
    assert territory.case(stream).active == {"review"}
    with pytest.raises(NotEmpowered):
        territory.do("president", "case", case.Act, stream, event="favourable")
    territory.do("coordinator", "case", case.Act, stream, event="favourable")
    territory.parts.react()
    assert territory.case(stream).active == {"negotiation"}
    assert territory.case(stream).orders == ()
    assert str(territory.parts.execute.house.streams.folded(subject).state.stage) == "negotiation"


def test_an_order_is_given_in_the_name_of_the_case_and_its_fact_names_the_cause(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    territory.do("president", "case", case.Act, stream, event="submit")
    territory.do("coordinator", "case", case.Act, stream, event="favourable")
    territory.parts.react()
    opened = list(territory.parts.log.stream(subject))[-1]
    given = next(one for one in territory.parts.log.stream(stream) if isinstance(one.event, case.OrderGiven))
    assert (opened.actor, opened.causation) == (stream, given.event_id)
    position = territory.parts.log.position()
    territory.parts.react()
    assert territory.parts.log.position() == position


def test_a_case_may_only_do_what_it_has_ordered(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    noun = territory.parts.nouns["agreement"]
    ask = Ask(noun=noun, command=agreement.text.OpenNegotiation, stream=subject, fields={})
    with pytest.raises(NotEmpowered):
        territory.parts.execute(ask, Caller(actor=stream))


def test_the_condition_that_blocks_is_named_with_who_could_lift_it(territory: Territory) -> None:
    stream = territory.open(territory.draft(alone=True))
    (submit,) = territory.parts.options.of(stream)
    assert (submit.name, submit.blocked) == ("submit", True)
    assert submit.conditions[0].guard == "size(agreement.parties) > 1"


def test_time_moves_a_case_when_nobody_acts(territory: Territory) -> None:
    stream = territory.open(territory.draft())
    territory.do("president", "case", case.Act, stream, event="submit")
    territory.later(days=21)
    assert territory.case(stream).active == {"review"}
    territory.later(days=40)
    assert territory.case(stream).ended_in == ("abandoned",)


def test_what_fell_due_while_nothing_ran_fires_at_the_next_look_and_once(territory: Territory) -> None:
    stream = territory.open(territory.draft())
    territory.do("president", "case", case.Act, stream, event="submit")
    territory.later(days=400)
    fired = [one.event for one in territory.parts.log.stream(stream) if isinstance(one.event, case.TimerFired)]
    assert [one.timer.rpartition("#")[0] for one in fired] == ["review/after/remind", "review/after/lapse"]
    assert all(one.due < one.at for one in fired)
    assert territory.parts.ring().fired == []


def test_a_fact_about_the_subject_moves_the_case(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    territory.do("president", "case", case.Act, stream, event="submit")
    territory.do("coordinator", "case", case.Act, stream, event="favourable")
    territory.parts.react()
    territory.do("coordinator", "agreement", agreement.text.Abandon, subject, reasons="Plus de projet.")
    territory.parts.react()
    assert territory.case(stream).ended_in == ("abandoned",)


def test_the_tasks_of_somebody_follow_from_their_mandates(territory: Territory) -> None:
    stream = territory.open(territory.draft())
    territory.parts.settle()

    def tasks(person: str) -> list[Any]:
        today = territory.parts.clock.now().date()
        filters = {"person": territory.ids[person]}
        return [one["task"] for one in territory.parts.reading.page("tasks", filters, today=today).items]

    assert tasks("president") == ["draft/write#1"]
    assert tasks("coordinator") == tasks("mayor") == tasks("passerby") == []
    territory.mandate("treasurer", Role.REPRESENTATIVE, territory.association)
    territory.parts.settle()
    assert tasks("treasurer") == ["draft/write#1"]
    territory.do("president", "case", case.ClaimTask, stream, task="draft/write#1")
    territory.parts.settle()
    assert (tasks("president"), tasks("treasurer")) == (["draft/write#1"], [])
    explained = territory.parts.options.explained(stream)["draft/write#1"]
    assert (explained.title, explained.why) == ("Rédiger la demande", "Subvention — draft")


def test_a_faulty_procedure_is_not_published_and_each_fault_has_its_place(territory: Territory) -> None:
    wrong = GRANT.replace("procedure: grant", "procedure: other").replace("to: refused, by: [council]", "to: nowhere")
    with pytest.raises(publication.ProcedureFaulty) as refusal:
        publish(territory, wrong)
    assert any("nowhere" in one and one.startswith(":") for one in refusal.value.args)


def test_a_framework_has_one_procedure_of_a_name(territory: Territory) -> None:
    with pytest.raises(AlreadyClaimed):
        publish(territory)
    with pytest.raises(NotEmpowered):
        publish(territory, actor="president")


def test_a_published_version_never_changes_and_open_cases_stay_with_theirs(territory: Territory) -> None:
    stream = territory.open(territory.draft())
    newer = GRANT.replace("version: 1", "version: 2").replace("may_wait: the association takes", "may_wait: it takes")
    noun, version = territory.parts.nouns["procedure"], publication.PublishVersion

    def further(text: str) -> list[object]:
        ask = Ask(noun=noun, command=version, stream=territory.procedure, fields={"text": text})
        return list(territory.parts.execute(ask, Caller(actor=territory.coordinator)).events)

    assert further(GRANT) == []
    with pytest.raises(publication.VersionPublished):
        further(GRANT.replace("P45D", "P46D"))
    assert len(further(newer)) == 1
    assert territory.case(stream).version == 1
    territory.do("coordinator", "case", case.Migrate, stream)
    assert territory.case(stream).version == 2


def test_a_subject_that_cannot_be_read_or_a_role_nobody_can_hold_is_an_incident(territory: Territory) -> None:
    stream = territory.open(territory.draft(alone=True))
    assert [one.kind.value for one in open_incidents(territory.case(stream))] == ["role"]
    territory.do("coordinator", "case", case.EndCase, stream, reason="Ouvert par erreur.")
    assert not territory.case(stream).is_open


def unreadable(territory: Territory, count: int) -> list[str]:
    """Cases of a procedure that a later reader cannot read any more, each with a timer that is due."""
    house, at = territory.parts.execute.house, territory.parts.clock.now()
    procedure, digest = house.ids.stream("procedure"), Digest("sha256:" + "b" * 64)
    framework = FrameworkId(territory.framework)
    lost = publication.ProcedurePublished(
        framework=framework, name="lost", version=1, subject="agreement", digest=digest, text="states: [", on=at.date()
    )
    entries = [_entry(procedure, lost, framework)]
    streams = [house.ids.stream("case") for _ in range(count)]
    for stream in streams:
        opened = case.CaseOpened(
            framework=framework,
            subject="agreement-0",
            procedure=procedure,
            name="lost",
            version=1,
            digest=digest,
            assigned={},
            at=at,
        )
        armed = case.TimerArmed(
            timer="a/after/b#1",
            transition="a/after/b",
            state="a",
            due=at - timedelta(days=1),
            rule="P1D",
            counted_from=at,
            calendar="",
            at=at,
        )
        entries += [_entry(stream, opened, framework), _entry(stream, armed, framework)]
    house.log.append(Batch(entries=entries, expected={procedure: 0} | dict.fromkeys(streams, 0), read={}))
    return streams


def _entry(stream: str, event: Any, framework: FrameworkId) -> Entry:
    return Entry(
        stream=stream, event=event, framework=framework, effective=effective(event), actor="import", about=stream
    )


def test_a_case_that_cannot_go_on_is_an_incident_of_its_own_and_the_others_go_on(territory: Territory) -> None:
    broken = unreadable(territory, 205)  # more than one look takes in, and all of them due before the good one
    good = territory.open(territory.draft())
    territory.do("president", "case", case.Act, good, event="submit")
    territory.later(days=50)
    assert territory.case(good).ended_in == ("abandoned",)
    for stream in (broken[0], broken[-1]):
        (incident,) = open_incidents(territory.case(stream))
        assert (incident.kind.value, incident.about) == ("definition", "a/after/b#1")
    territory.parts.ring()
    assert len(territory.case(broken[0]).incidents) == 1


def test_what_was_passed_on_for_a_time_comes_back(territory: Territory) -> None:
    passed_on = GRANT.replace("procedure: grant", "procedure: other").replace(
        "service: {mandate: coordinator}", "service: {mandate: coordinator, delegable: P10D}"
    )
    territory.procedure = publish(territory, passed_on)
    stream = territory.open(territory.draft())
    territory.do("president", "case", case.Act, stream, event="submit")
    passerby = PersonId(territory.passerby)
    territory.mandate("passerby", Role.MEMBER, territory.authority)
    territory.do("coordinator", "case", case.DelegateTask, stream, task="review/opinion#1", to=passerby)
    with pytest.raises(HeldBySomebodyElse):
        territory.do("coordinator", "case", case.CompleteTask, stream, task="review/opinion#1")
    territory.later(days=12)
    with pytest.raises(NotEmpowered):
        territory.do("passerby", "case", case.CompleteTask, stream, task="review/opinion#1")
    territory.do("coordinator", "case", case.CompleteTask, stream, task="review/opinion#1")


def test_the_meetings_of_a_committee_are_found_by_day(territory: Territory) -> None:
    fields = {"framework": territory.framework, "name": "Comité de pilotage"}
    panel = territory.do("coordinator", "committee", committee.ConstituteCommittee, **fields)
    for day in (date(2026, 5, 20), date(2026, 5, 6)):
        held = {"framework": territory.framework, "committee": panel, "title": "Réunion", "held_on": day}
        source = Source(kind=SourceKind.PAPER)
        territory.do("coordinator", "meeting", meeting.RecordMeeting, **held, source=source)
    territory.parts.settle()
    found = territory.parts.execute.house.directory.meetings_of(panel)
    assert [day.isoformat() for _, day in found] == ["2026-05-06", "2026-05-20"]


def test_procedures_that_would_begin_each_other_for_ever_are_not_published(territory: Territory) -> None:
    text = """
procedure: NAME
version: 1
subject: agreement
initial: first
states:
  first: {choose: [{else: true, to: over, spawn: OTHER}]}
  over: {final: true}
"""
    publish(territory, text.replace("NAME", "one").replace("OTHER", "two"))
    territory.parts.settle()
    with pytest.raises(publication.ProcedureFaulty, match="begin one another"):
        publish(territory, text.replace("NAME", "two").replace("OTHER", "one"))
