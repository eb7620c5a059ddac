"""What an actor may do follows from mandates and roles; it is decided here and nowhere else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from application.facts import Facts
from application.names import names_in
from application.nouns import command_name
from domain.decider import Refusal
from domain.mandate import Empowerment, Mandate, Role, empowerment
from domain.values import FrameworkId, MandateId, PersonId

CLOCK, IMPORT, INSTALLER, REACTIONS = "clock", "import", "installer", "reactions"


class NotEmpowered(Refusal):
    """This is for people whose mandate gives them the power to do it, on this day and in this framework."""


class NotTheirMandate(Refusal):
    """One acts under one's own mandate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May this actor carry out this command?"""

    actor: str
    mandate: MandateId | None
    noun: str
    command: object
    stream: str
    state: Any
    framework: str | None
    facts: Facts
    remembered: dict[str, Empowerment | None]


Concerned = Callable[[Question], frozenset[str]]
"""The organisations or people whom a command concerns: their own representatives may then do it."""


def nobody(question: Question) -> frozenset[str]:
    """The command is an office's alone."""
    del question
    return frozenset()


def named(*names: str) -> Concerned:
    """Those named in these fields of the command."""

    def concerned(question: Question) -> frozenset[str]:
        return frozenset(
            each for name in names for each in _several(getattr(question.command, name, None)) if isinstance(each, str)
        )

    return concerned


def parties(question: Question) -> frozenset[str]:
    """Those whose subject it is already: the parties, owners, beneficiaries, members or evaluators of the stream."""
    names = ("parties", "owners", "beneficiaries", "organisation", "evaluated", "evaluators", "person")
    found: set[str] = {question.stream}
    for name in names:
        value = getattr(question.state, name, None)
        if value is not None:
            found |= names_in(value)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: bearers of these roles where the framework is, those concerned, and these system actors."""

    roles: frozenset[Role]
    concerned: Concerned = nobody
    systems: frozenset[str] = frozenset()


OFFICE = frozenset({Role.COORDINATOR, Role.SECRETARY})
ADMIN = frozenset({Role.ADMINISTRATOR})
READERS = frozenset({Role.AUDITOR, Role.INTEGRATOR, Role.ADMINISTRATOR})
"""Roles that never act on behalf of those concerned."""
CHAIRED = OFFICE | {Role.CHAIR}

office = Rule(OFFICE)
theirs = Rule(OFFICE, parties)
register = Rule(OFFICE | ADMIN, nobody, frozenset({IMPORT, INSTALLER}))
by_clock = Rule(OFFICE, nobody, frozenset({CLOCK, REACTIONS}))

BY_NOUN: Mapping[str, Rule] = {
    "installation": Rule(ADMIN, nobody, frozenset({INSTALLER})),
    "organisation": register,
    "person": Rule(OFFICE | ADMIN, parties, frozenset({INSTALLER})),
    "mandate": Rule(OFFICE | ADMIN, nobody, frozenset({INSTALLER, REACTIONS})),
    "framework": Rule(OFFICE | ADMIN),
    "committee": office,
    "meeting": Rule(CHAIRED),
    "agreement": Rule(OFFICE, nobody, frozenset({IMPORT, REACTIONS})),
    "commitment": Rule(OFFICE, nobody, frozenset({REACTIONS})),
    "evaluation": office,
    "import": Rule(OFFICE | ADMIN, nobody, frozenset({IMPORT})),
}
"""The rule for every command of a noun that has no rule of its own below."""


def authorise(question: Question) -> MandateId | None:
    """The mandate under which the actor may do this; None for a system actor. Raises NotEmpowered, NotTheirMandate."""
    rule = rule_for(question.noun, type(question.command))
    if question.actor in rule.systems:
        return None
    concerned = rule.concerned(question)
    today = question.facts.today(question.framework)
    for power in _powers(question):
        if power.holds_on(today) and _suffices(rule, concerned, power, question):
            question.facts.read.setdefault(power.mandate, question.facts.look(power.mandate).version)
            return power.mandate
    raise NotEmpowered(question.noun, command_name(type(question.command)))


def rule_for(noun: str, command: type) -> Rule:
    """The rule of a command: its own, or its noun's."""
    return BY_COMMAND.get(f"{noun}.{command_name(command)}") or BY_NOUN[noun]


def _suffices(rule: Rule, concerned: frozenset[str], power: Empowerment, question: Question) -> bool:
    in_framework = question.framework is None or power.covers(FrameworkId(question.framework))
    in_office = power.role in rule.roles and in_framework
    on_their_own = (
        power.role not in READERS and in_framework and not concerned.isdisjoint({power.organisation, power.person})
    )
    return in_office or on_their_own


def _powers(question: Question) -> Sequence[Empowerment]:
    if question.mandate is not None:
        power = _power(question.mandate, question)
        if power is None or power.person != question.actor:
            raise NotTheirMandate(question.mandate)
        return [power]
    return [
        power
        for mandate in question.facts.directory.mandates_of(PersonId(question.actor))
        if (power := _power(mandate, question)) is not None
    ]


def _power(mandate: MandateId, question: Question) -> Empowerment | None:
    if mandate not in question.remembered:
        question.remembered[mandate] = _looked_up(mandate, question.facts)
    return question.remembered[mandate]


def _looked_up(mandate: MandateId, facts: Facts) -> Empowerment | None:
    if not mandate.startswith("mandate-"):
        return None
    state: Mandate = facts.look(mandate).state
    if state.person is None:
        return None
    principal: Mandate | None = None if state.principal is None else facts.look(state.principal).state
    return empowerment(mandate, state, principal)


def _several(value: Any) -> tuple[object, ...]:
    match value:
        case None:
            return ()
        case tuple() | frozenset() | list():
            return tuple(cast("Sequence[object]", value))
        case _:
            return (value,)


def seated(question: Question) -> frozenset[str]:
    """Whoever holds the seat that the command names: members act for themselves."""
    names = (getattr(question.command, name, None) for name in ("seat", "giver"))
    seats = question.state.seats
    return frozenset(str(seats[name].person) for name in names if name in seats)


def evaluating(question: Question) -> frozenset[str]:
    """The evaluators of this evaluation."""
    return frozenset(str(one.person) for one in question.state.evaluators)


def owing(question: Question) -> frozenset[str]:
    """Those who owe the commitment."""
    return frozenset(names_in(question.state.owners))


def concerned_by_entry(question: Question) -> frozenset[str]:
    """Parties, owners and beneficiaries, but only in their own name."""
    return parties(question) & named("by", "party")(question)


for_party = Rule(OFFICE, named("party"))
in_own_name = Rule(OFFICE, concerned_by_entry)
by_member = Rule(CHAIRED, seated)
by_owner = Rule(OFFICE, owing)
by_evaluator = Rule(OFFICE, evaluating)

BY_COMMAND: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "organisation.rename",
            "organisation.move",
            "organisation.name-contact",
            "organisation.remove-contact",
            "organisation.change-bank-details",
            "organisation.join",
            "organisation.leave",
        ),
        Rule(OFFICE | ADMIN, lambda question: frozenset({question.stream}), frozenset({IMPORT})),
    ),
    "framework.establish": Rule(ADMIN, nobody, frozenset({IMPORT})),
    "agreement.sign": Rule(frozenset(), named("party")),
    **dict.fromkeys(("agreement.accede", "agreement.agree-to-terminate"), for_party),
    **dict.fromkeys(
        ("agreement.refuse-renewal", "agreement.contest-entry", "agreement.answer-contest", "agreement.record-act"),
        in_own_name,
    ),
    **dict.fromkeys(("agreement.receive-report", "agreement.file-document"), theirs),
    **dict.fromkeys(
        ("agreement.expire", "agreement.renew-tacitly", "commitment.record-missed", "agreement.notice-irregularity"),
        by_clock,
    ),
    "commitment.declare": Rule(OFFICE, lambda question: frozenset(names_in(getattr(question.command, "owners", ())))),
    **dict.fromkeys(("commitment.accept", "commitment.contest", "commitment.answer-contest"), in_own_name),
    **dict.fromkeys(
        (
            "commitment.plan",
            "commitment.start",
            "commitment.deliver",
            "commitment.add-evidence",
            "commitment.reach-milestone",
            "commitment.record-observation",
        ),
        by_owner,
    ),
    **dict.fromkeys(
        (
            "evaluation.record-finding",
            "evaluation.revise-finding",
            "evaluation.score-criterion",
            "evaluation.recommend",
            "evaluation.submit-draft",
        ),
        by_evaluator,
    ),
    **dict.fromkeys(("evaluation.declare-interests", "evaluation.stand-down"), Rule(OFFICE, named("person"))),
    **dict.fromkeys(("evaluation.reply-to-draft", "evaluation.respond"), Rule(OFFICE, named("by"))),
    "evaluation.link-commitment": Rule(OFFICE, nobody, frozenset({REACTIONS})),
    **dict.fromkeys(
        (
            "meeting.cast-vote",
            "meeting.stand-aside",
            "meeting.raise-objection",
            "meeting.withdraw-objection",
            "meeting.give-proxy",
            "meeting.revoke-proxy",
            "meeting.record-arrival",
            "meeting.record-departure",
        ),
        by_member,
    ),
    "meeting.sign-roll": Rule(frozenset(), seated),
}
"""Commands with a rule of their own, as `noun.command`."""
