"""Who may do what: roles against commands, and mandates that give nothing."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

import pytest

from application.authority import (
    BY_COMMAND,
    BY_NOUN,
    BY_SYSTEM,
    CLOCK,
    IMPORT,
    INSTALLER,
    REACTIONS,
    NotEmpowered,
    NotTheirMandate,
)
from application.execute import Ask, Caller, Deed, FieldMissing
from application.facts import Unknown
from application.nouns import command_name
from application.registry import NOUNS
from domain import commitment, committee, evaluation, framework, installation, mandate, meeting, organisation, person
from domain.agreement import breach, contest, signing, term, text
from domain.agreement.parts import AgreementKind, NamedParty
from domain.bylaws import Choice
from domain.decider import Refusal
from domain.irregularity import AcceptIrregularity
from domain.mandate import Role
from domain.meeting.voting import Entry
from domain.values import (
    CommitteeId,
    Digest,
    Evidence,
    FrameworkId,
    MandateId,
    OrganisationId,
    Period,
    PersonId,
    Source,
    SourceKind,
)
from infrastructure.outside import SystemClock
from tests.interfaces.conftest import LONG_AGO, World, opened_world

TODAY = SystemClock().now().date()
TEXT = Evidence(digest=Digest("sha256:" + "a" * 64), media_type="text/plain", size=4)
PAPER = Source(kind=SourceKind.PAPER)
AT = SystemClock().now().replace(microsecond=0)

What = tuple[str, type, str | None, dict[str, Any]]
"""A noun, a command, the stream it is about, and its fields."""

EVERYBODY = (
    "administrator",
    "coordinator",
    "secretary",
    "chair",
    "councillor",
    "substitute",
    "mayor",
    "president",
    "auditor",
    "integrator",
    "neighbour",
    "evaluator",
    "passerby",
)
OFFICE = {"coordinator", "secretary"}
REGISTER = OFFICE | {"neighbour", "administrator"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A framework with somebody in every role and something of every kind."""
    with opened_world(tmp_path_factory.mktemp("authority")) as made:
        here: dict[str, Any] = {"framework": made.framework}
        made.mandate("secretary", Role.SECRETARY, made.operator, **here)
        made.mandate("chair", Role.CHAIR, made.operator, **here)
        made.mandate("councillor", Role.MEMBER, made.authority, **here)
        made.mandate("substitute", Role.MEMBER, made.authority, **here)
        made.mandate("integrator", Role.INTEGRATOR, made.association, **here)
        made.mandate("evaluator", Role.MEMBER, made.operator, **here)
        made.mandate("treasurer", Role.MEMBER, made.association, **here)
        _fill(made)
        yield made


def _fill(world: World) -> None:
    office = "coordinator"
    home: dict[str, Any] = {"framework": FrameworkId(world.framework)}
    parties = tuple(NamedParty(organisation=OrganisationId(each)) for each in (world.authority, world.association))
    drafted: dict[str, Any] = {
        "kind": AgreementKind.OBJECTIVES,
        "title": "Convention",
        "parties": parties,
        "text": TEXT,
    }
    world.ids["agreement"] = world.do(office, "agreement", text.Draft, **home, **drafted)
    world.do(office, "agreement", text.OpenNegotiation, world.agreement)
    world.ids["committee"] = world.do(office, "committee", committee.ConstituteCommittee, **home, name="Comité")
    world.do(office, "committee", committee.DefineCollege, world.committee, college="elus")
    for seat, holder in (("S1", "councillor"), ("S2", "substitute"), ("S3", "mayor")):
        world.do(office, "committee", committee.CreateSeat, world.committee, seat=seat, college="elus")
        filled: dict[str, Any] = {"seat": seat, "person": PersonId(world.ids[holder]), "source": PAPER, "on": LONG_AGO}
        world.do(office, "committee", committee.FillSeat, world.committee, **filled)
    world.do(office, "committee", committee.AdoptBylaws, world.committee, preset="steering-committee")
    world.do(office, "committee", committee.InstallCommittee, world.committee)
    sitting: dict[str, Any] = {
        "committee": CommitteeId(world.committee),
        "title": "Séance",
        "held_on": AT.date(),
        "starts_at": AT,
    }
    world.ids["meeting"] = world.do(office, "meeting", meeting.ScheduleMeeting, **home, **sitting)
    world.do(office, "meeting", meeting.AddItem, world.meeting, item="1", title="Convention")
    world.do(office, "meeting", meeting.ConveneMeeting, world.meeting, source=PAPER, on=TODAY - timedelta(days=25))
    present = frozenset({"S1", "S2"})
    world.do(office, "meeting", meeting.OpenMeeting, world.meeting, chair="S1", on_site=present, at=AT)
    written: dict[str, Any] = {"giver": "S3", "holder": "S2", "written": True, "at": AT}
    world.do("mayor", "meeting", meeting.GiveProxy, world.meeting, **written)
    promise: dict[str, Any] = {
        "title": "Atelier",
        "kind": commitment.Kind.PLEDGE,
        "field": framework.FieldOfWork.COORDINATION,
        "owners": (commitment.Owner(organisation=OrganisationId(world.association)),),
        "origin": commitment.Origin(kind=commitment.OriginKind.AGREEMENT, stream=world.agreement),
        "due": TODAY + timedelta(days=365),
    }
    world.ids["commitment"] = world.do(office, "commitment", commitment.Declare, **home, **promise)
    plan: dict[str, Any] = {
        "kind": evaluation.Kind.FINAL,
        "field": framework.FieldOfWork.COORDINATION,
        "title": "Bilan",
        "subject": "Tout",
        "evaluated": frozenset({OrganisationId(world.association)}),
    }
    world.ids["evaluation"] = world.do(office, "evaluation", evaluation.PlanEvaluation, **home, **plan)
    world.do(office, "evaluation", evaluation.AppointEvaluator, world.evaluation, person=PersonId(world.evaluator))


def may(world: World, actor: str, what: What, using: str | None = None) -> bool:
    """Whether the actor gets past the question of power; what other rules say is none of our business here."""
    noun, command, stream, fields = what
    ask = Ask(
        noun=NOUNS[noun],
        command=command,
        stream=stream and world.ids.get(stream, stream),
        fields={name: value(world) if callable(value) else value for name, value in fields.items()},
    )
    deed = Deed(
        world.parts.execute.house,
        Caller(actor=world.ids.get(actor, actor), mandate=None if using is None else MandateId(using)),
    )
    try:
        deed.ask(ask)
    except (NotEmpowered, NotTheirMandate):
        return False
    except (Unknown, FieldMissing):
        raise
    except Refusal:
        return True
    return True


def whose(name: str) -> Any:
    """The identifier of somebody or something in the world."""
    return lambda world: world.ids[name]


HERE = {"framework": whose("framework")}
DECLARED = {
    **HERE,
    "title": "Promesse",
    "kind": commitment.Kind.PLEDGE,
    "field": framework.FieldOfWork.COORDINATION,
    "owners": lambda world: (commitment.Owner(organisation=world.association),),
}
GRANTED = {"person": whose("passerby"), "organisation": whose("association")}

TABLE: list[tuple[What, set[str]]] = [
    (("installation", installation.Rename, "installation", {"name": "X"}), {"administrator"}),
    (("organisation", organisation.Register, None, {"name": "X", "kind": organisation.Kind.COMPANY}), REGISTER),
    (("organisation", organisation.Rename, "association", {"name": "X"}), REGISTER | {"president", "treasurer"}),
    (("organisation", organisation.Dissolve, "association", {}), REGISTER),
    (("organisation", AcceptIrregularity, "association", {"number": 1, "reasons": "X"}), REGISTER - {"administrator"}),
    (("person", person.Register, None, {"name": "X"}), REGISTER),
    (("person", person.CorrectName, "president", {"name": "X"}), REGISTER | {"president"}),
    (("person", person.CorrectName, "passerby", {"name": "X"}), REGISTER),
    (("mandate", mandate.Grant, None, {**GRANTED, "role": Role.REPRESENTATIVE}), REGISTER),
    (("mandate", mandate.Grant, None, {**GRANTED, "role": Role.ADMINISTRATOR}), {"administrator"}),
    (("mandate", mandate.Grant, None, {**GRANTED, "role": Role.AUDITOR}), {"administrator"}),
    (("mandate", mandate.Grant, None, {**GRANTED, "role": Role.COORDINATOR}), {"administrator"}),
    (("mandate", mandate.Grant, None, {**GRANTED, **HERE, "role": Role.SECRETARY}), OFFICE | {"administrator"}),
    (("mandate", mandate.Revoke, "president_mandate", {}), REGISTER),
    (("mandate", mandate.Revoke, "administrator_mandate", {}), {"administrator"}),
    (("mandate", mandate.Revoke, "coordinator_mandate", {}), OFFICE | {"administrator"}),
    (
        ("mandate", mandate.Deputise, None, {"principal": whose("administrator_mandate"), "person": whose("passerby")}),
        {"administrator"},
    ),
    (
        ("mandate", mandate.Deputise, None, {"principal": whose("mayor_mandate"), "person": whose("passerby")}),
        REGISTER | {"mayor"},
    ),
    (
        ("mandate", mandate.TakeOver, None, {"predecessor": whose("auditor_mandate"), "person": whose("passerby")}),
        {"administrator"},
    ),
    (
        (
            "framework",
            framework.Establish,
            None,
            {
                "name": "X",
                "territory": framework.Territory(name="X"),
                "zone": "Europe/Paris",
                "operator": whose("operator"),
                "fields_of_work": frozenset(),
            },
        ),
        {"administrator"},
    ),
    (("framework", framework.Rename, "framework", {"name": "X"}), OFFICE | {"administrator"}),
    (("framework", framework.Close, "framework", {"reasons": "X"}), OFFICE),
    (("framework", framework.Enter, "framework", {"party": whose("association")}), OFFICE),
    (("framework", framework.AdoptPreset, "framework", {"purpose": "x", "preset": "steering-committee"}), OFFICE),
    (("committee", committee.ConstituteCommittee, None, {**HERE, "name": "X"}), OFFICE),
    (("committee", committee.AppointChair, "committee", {"seat": "S1"}), OFFICE),
    (("meeting", meeting.CancelMeeting, "meeting", {"reason": "X"}), OFFICE | {"chair"}),
    (("meeting", meeting.OpenMeeting, "meeting", {"chair": "S1"}), OFFICE | {"chair"}),
    (("meeting", meeting.RecordArrival, "meeting", {"seat": "S1"}), OFFICE | {"chair", "councillor"}),
    (
        ("meeting", meeting.CastVote, "meeting", {"item": "1", "seat": "S1", "choice": Choice.IN_FAVOUR}),
        OFFICE | {"councillor"},
    ),
    (
        (
            "meeting",
            meeting.CastVote,
            "meeting",
            {"item": "1", "seat": "S1", "choice": Choice.IN_FAVOUR, "entry": Entry.ELECTRONIC},
        ),
        {"councillor"},
    ),
    (
        (
            "meeting",
            meeting.CastVote,
            "meeting",
            {"item": "1", "seat": "S3", "choice": Choice.IN_FAVOUR, "entry": Entry.ELECTRONIC},
        ),
        {"mayor", "substitute"},
    ),
    (("meeting", meeting.SignRoll, "meeting", {"item": "1", "seat": "S1"}), {"councillor"}),
    (("meeting", meeting.SignRoll, "meeting", {"item": "1", "seat": "nowhere"}), set()),
    (
        ("meeting", meeting.GiveProxy, "meeting", {"giver": "S1", "holder": "S2", "written": True}),
        OFFICE | {"councillor"},
    ),
    (
        ("agreement", text.Draft, None, {**HERE, "kind": AgreementKind.GRANT, "title": "X", "parties": ()}),
        OFFICE,
    ),
    (
        (
            "agreement",
            signing.Sign,
            "agreement",
            {"party": whose("association"), "mandate": whose("president_mandate"), "text": TEXT.digest},
        ),
        {"president"},
    ),
    (
        (
            "agreement",
            signing.Sign,
            "agreement",
            {"party": whose("association"), "mandate": whose("treasurer_mandate"), "text": TEXT.digest},
        ),
        {"treasurer"},
    ),
    (
        (
            "agreement",
            signing.RecordSignature,
            "agreement",
            {
                "party": whose("association"),
                "mandate": whose("president_mandate"),
                "text": TEXT.digest,
                "source": PAPER,
            },
        ),
        OFFICE,
    ),
    (
        (
            "agreement",
            signing.CertifyCopies,
            "agreement",
            {"mandate": whose("secretary_mandate"), "copies": (TEXT,)},
        ),
        {"secretary"},
    ),
    (
        (
            "agreement",
            breach.AgreeToTerminate,
            "agreement",
            {"party": whose("association"), "mandate": whose("president_mandate"), "ends_on": TODAY},
        ),
        {"president"},
    ),
    (
        ("agreement", contest.ContestEntry, "agreement", {"entry": "x", "by": whose("association"), "words": "X"}),
        OFFICE | {"president", "treasurer"},
    ),
    (
        ("agreement", contest.ContestEntry, "agreement", {"entry": "x", "by": whose("operator"), "words": "X"}),
        OFFICE,
    ),
    (("agreement", term.Expire, "agreement", {}), OFFICE | {CLOCK}),
    (("agreement", AcceptIrregularity, "agreement", {"number": 1, "reasons": "X"}), OFFICE),
    (("commitment", commitment.Declare, None, DECLARED), OFFICE | {"president", "treasurer", REACTIONS}),
    (
        ("commitment", commitment.Accept, "commitment", {"by": whose("association")}),
        OFFICE | {"president", "treasurer"},
    ),
    (("commitment", commitment.Accept, "commitment", {"by": whose("authority")}), OFFICE),
    (("commitment", commitment.Deliver, "commitment", {}), OFFICE | {"president", "treasurer"}),
    (("commitment", commitment.Verify, "commitment", {}), OFFICE),
    (("commitment", commitment.RecordMissed, "commitment", {}), OFFICE | {CLOCK}),
    (("evaluation", evaluation.RecordFinding, "evaluation", {"text": "X"}), OFFICE | {"evaluator"}),
    (
        ("evaluation", evaluation.ReplyToDraft, "evaluation", {"by": whose("association"), "text": "X"}),
        OFFICE | {"president", "treasurer"},
    ),
    (("evaluation", evaluation.AdoptReport, "evaluation", {"report": TEXT, "adopted_by": "Comité"}), OFFICE),
]


def _name(value: object) -> str:
    match value:
        case (str(noun), type() as command, *_):
            return f"{noun}.{command_name(command)}"
        case _:
            return ""


@pytest.mark.parametrize(("what", "allowed"), TABLE, ids=_name)
def test_who_may(world: World, what: What, allowed: set[str]) -> None:
    systems = (CLOCK, IMPORT, INSTALLER, REACTIONS)
    asked = (*EVERYBODY, "treasurer", *systems)
    by_themselves = {name for name in systems if f"{what[0]}.{command_name(what[1])}" in BY_SYSTEM[name]}
    assert {actor for actor in asked if may(world, actor, what)} == allowed | by_themselves


def every_command() -> list[str]:
    return [f"{noun.kind}.{command_name(command)}" for noun in NOUNS.values() for command in noun.commands]


def test_every_noun_has_a_rule_and_every_rule_is_of_something_that_there_is() -> None:
    names = set(every_command())
    assert set(BY_NOUN) == set(NOUNS)
    assert set(BY_COMMAND) - names == set()
    assert {name for commands in BY_SYSTEM.values() for name in commands} - names == set()


def test_who_reads_everything_writes_nothing() -> None:
    """An integrator lets their programs in, and these report what a finance system did; neither decides anything."""
    rules = [*(rule for noun, rule in BY_NOUN.items() if noun not in {"key", "statement"}), *BY_COMMAND.values()]
    assert all({Role.AUDITOR, Role.INTEGRATOR}.isdisjoint(rule.roles) for rule in rules)
    assert all(Role.AUDITOR not in BY_NOUN[noun].roles for noun in ("key", "statement"))


def test_who_administers_decides_nothing() -> None:
    open_to_administrators = {
        name
        for name in every_command()
        if Role.ADMINISTRATOR in (BY_COMMAND.get(name) or BY_NOUN[name.partition(".")[0]]).roles
    }
    decided = {"committee", "meeting", "agreement", "commitment", "evaluation"}
    assert {name.partition(".")[0] for name in open_to_administrators}.isdisjoint(decided)
    assert {name for name in open_to_administrators if name.endswith(".accept-irregularity")} == set()


def test_a_part_of_the_system_does_only_what_is_named(world: World) -> None:
    what: What = ("organisation", organisation.Dissolve, "association", {})
    assert not any(may(world, system, what) for system in (CLOCK, IMPORT, INSTALLER, REACTIONS))


def test_a_coordinator_elsewhere_has_no_power_here(world: World) -> None:
    here = ("framework", framework.Rename, "framework", {"name": "X"})
    there = ("framework", framework.Rename, "elsewhere", {"name": "X"})
    assert (may(world, "neighbour", here), may(world, "neighbour", there)) == (False, True)
    assert (may(world, "coordinator", here), may(world, "coordinator", there)) == (True, False)


@pytest.mark.parametrize(
    ("period", "held"),
    [
        (Period(start=TODAY + timedelta(days=1)), False),
        (Period(start=LONG_AGO, end=TODAY - timedelta(days=1)), False),
        (Period(start=TODAY, end=TODAY + timedelta(days=1)), True),
        (Period(start=LONG_AGO, end=TODAY + timedelta(days=1)), True),
    ],
)
def test_a_mandate_gives_power_from_its_first_day_to_its_last(world: World, period: Period, held: bool) -> None:
    name = f"bearer{period.start}{period.end}"
    world.mandate(name, Role.COORDINATOR, world.operator, framework=world.framework, period=period)
    assert may(world, name, ("framework", framework.Rename, "framework", {"name": "X"})) is held


def test_a_revoked_mandate_gives_nothing(world: World) -> None:
    what = ("framework", framework.Rename, "framework", {"name": "X"})
    world.mandate("removed", Role.COORDINATOR, world.operator, framework=world.framework)
    assert may(world, "removed", what)
    world.do("administrator", "mandate", mandate.Revoke, world.removed_mandate, on=TODAY - timedelta(days=1))
    assert not may(world, "removed", what)


def test_a_mandate_that_will_be_revoked_still_gives_power_today(world: World) -> None:
    world.mandate("leaving", Role.COORDINATOR, world.operator, framework=world.framework)
    world.do("administrator", "mandate", mandate.Revoke, world.leaving_mandate, on=TODAY + timedelta(days=5))
    assert may(world, "leaving", ("framework", framework.Rename, "framework", {"name": "X"}))


def test_a_deputy_loses_power_with_the_principal(world: World) -> None:
    world.mandate("principal", Role.COORDINATOR, world.operator, framework=world.framework)
    world.person("deputy")
    fields: dict[str, Any] = {"principal": MandateId(world.principal_mandate), "person": PersonId(world.deputy)}
    world.do("administrator", "mandate", mandate.Deputise, **fields, period=Period(start=TODAY))
    what = ("framework", framework.Rename, "framework", {"name": "X"})
    assert may(world, "deputy", what)
    world.do("administrator", "mandate", mandate.Revoke, world.principal_mandate, on=TODAY)
    assert not may(world, "deputy", what)


@pytest.mark.parametrize(
    "using", ["coordinator_mandate", "mandate-00000000-0000-7000-8000-000000000000", "framework", "x"]
)
def test_nobody_acts_under_a_mandate_that_is_not_theirs(world: World, using: str) -> None:
    what = ("framework", framework.Rename, "framework", {"name": "X"})
    assert not may(world, "passerby", what, world.ids.get(using, using))
    assert not may(world, "secretary", what, world.ids.get(using, using))


def test_the_mandate_named_is_the_only_one_that_counts(world: World) -> None:
    world.mandate("both", Role.AUDITOR, world.operator)
    weak = world.both_mandate
    strong = world.mandate("both", Role.COORDINATOR, world.operator, framework=world.framework)
    what = ("framework", framework.Rename, "framework", {"name": "X"})
    assert may(world, "both", what)
    assert may(world, "both", what, strong)
    assert not may(world, "both", what, weak)


def test_nobody_signs_in_the_place_of_a_colleague(world: World) -> None:
    fields: dict[str, Any] = {"party": world.association, "mandate": world.president_mandate, "text": TEXT.digest}
    ask = Ask(noun=NOUNS["agreement"], command=signing.Sign, stream=world.agreement, fields=fields)
    with pytest.raises(NotTheirMandate):
        Deed(world.parts.execute.house, Caller(actor=world.treasurer)).ask(ask)
