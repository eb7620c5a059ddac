"""What an actor may do follows from mandates and roles; it is decided here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from application.facts import Facts
from application.names import names_in
from application.nouns import command_name
from domain.case import Act, Case, GiveApproval, MoveByHand, RefuseApproval
from domain.case.acting import offered
from domain.case.setting import Setting
from domain.case.state import holder_at
from domain.case.telling import SPAWN
from domain.contract.lots import seen
from domain.contract.reading import current_holders
from domain.contract.state import Contract
from domain.decider import Refusal
from domain.mandate import Empowerment, Mandate, Role, empowerment
from domain.meeting.state import Meeting
from domain.meeting.voting import Entry
from domain.procedure.roles import Wanted, fits, resolved
from domain.values import FrameworkId, MandateId, PersonId

CLOCK, IMPORT, INSTALLER, REACTIONS, PROCEDURES = "clock", "import", "installer", "reactions", "procedures"
CHECKS = "checks"


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


Reach = Callable[[Question, Empowerment], bool]
"""How far the power of an office goes."""


def anywhere(question: Question, power: Empowerment) -> bool:
    """As far as the mandate itself does."""
    del question, power
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: bearers of these roles where the framework is, and those concerned.

    `reach` says how far an office goes. `in_person`: the mandate that the command names is the actor's own, unless
    the fact was done elsewhere and is only recorded here.
    """

    roles: frozenset[Role]
    concerned: Concerned = nobody
    reach: Reach = anywhere
    in_person: bool = False


OFFICE = frozenset({Role.COORDINATOR, Role.SECRETARY})
ADMIN = frozenset({Role.ADMINISTRATOR})
READERS = frozenset({Role.AUDITOR, Role.INTEGRATOR, Role.ADMINISTRATOR})
"""Roles that never act on behalf of those concerned."""
CHAIRED = OFFICE | {Role.CHAIR}

INSTALLED = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.INTEGRATOR})
"""Roles that only an administrator gives."""


def within_reach(question: Question, power: Empowerment) -> bool:
    """Nobody gives or takes back more than they could: an office of a framework comes from that framework."""
    if power.role is Role.ADMINISTRATOR:
        return True
    role, framework = _mandate_in_question(question)
    if role in INSTALLED:
        return False
    return role not in OFFICE or (framework is not None and power.covers(framework))


def _mandate_in_question(question: Question) -> tuple[Role | None, FrameworkId | None]:
    """Role and framework of the mandate that is given, deputised for, taken over, ended or extended."""
    begun: Mandate = question.state
    if begun.role is not None:
        return begun.role, begun.framework
    stated: Any = question.command
    given: Empowerment | Any = stated if hasattr(stated, "role") else stated.powers
    return given.role, given.framework


def principal(question: Question) -> frozenset[str]:
    """Whose power it is: they name their own deputy."""
    asked: Any = question.command
    powers: Empowerment = asked.powers
    return frozenset({powers.person})


def buying(question: Question) -> frozenset[str]:
    """The authority that buys: who represents it runs its contracts and its plan for them."""
    told: Any = question.state if question.state.framework else question.command
    found = (getattr(told, name, None) for name in ("buyer", "authority"))
    return frozenset(str(one) for one in found if one)


def whose_calendar(question: Question) -> frozenset[str]:
    """A calendar is private: whoever it shows lets a program into it, and ends that."""
    stated: Any = question.command if hasattr(question.command, "calendar_of") else question.state
    return frozenset({str(stated.calendar_of)} if stated.calendar_of is not None else ())


def key_within_reach(question: Question, power: Empowerment) -> bool:
    """Nobody lets a program see more than their own office reaches; each ends their own keys, an administrator any."""
    command: Any = question.command
    if not hasattr(command, "calendar_of"):
        return power.role is Role.ADMINISTRATOR or question.state.holder == power.person
    bounds: frozenset[FrameworkId] = command.frameworks
    reaches = power.framework is None or (bool(bounds) and all(power.covers(one) for one in bounds))
    return reaches and command.calendar_of in (None, power.person)


office = Rule(OFFICE)
theirs = Rule(OFFICE, parties)
register = Rule(OFFICE | ADMIN)
bought_by = Rule(OFFICE, buying)

BY_NOUN: Mapping[str, Rule] = {
    "installation": Rule(ADMIN),
    "organisation": register,
    "person": Rule(OFFICE | ADMIN, parties),
    "mandate": Rule(OFFICE | ADMIN, nobody, within_reach),
    "framework": office,
    "committee": office,
    "meeting": Rule(CHAIRED),
    "agreement": office,
    "commitment": office,
    "evaluation": office,
    "strategy": office,
    "cluster": office,
    "import": register,
    "statement": Rule(OFFICE | ADMIN | {Role.INTEGRATOR}),
    "payment": office,
    "procedure": office,
    "case": office,
    "access": Rule(frozenset()),
    "attachment": register,
    "programme": office,
    "call": office,
    "application": office,
    "project": office,
    "session": office,
    "loan": office,
    "contract": bought_by,
    "procurement_plan": bought_by,
    "key": Rule(frozenset({Role.ADMINISTRATOR, Role.INTEGRATOR}), whose_calendar, key_within_reach),
}
"""The rule for every command of a noun that has no rule of its own below."""

BY_SYSTEM: Mapping[str, frozenset[str]] = {
    CLOCK: frozenset(
        {
            *("agreement.expire", "agreement.renew-tacitly", "commitment.record-missed", "case.fire-timer"),
            *("call.close-call", "loan.record-arrears", "project.ask-follow-up"),
            "contract.expire",
            "agreement.open-instalment",
            "agreement.notice-irregularity",
        }
    ),
    CHECKS: frozenset(
        {
            "agreement.notice-irregularity",
            "agreement.regularise-irregularity",
            "committee.notice-irregularity",
            "committee.regularise-irregularity",
        }
    ),
    PROCEDURES: frozenset({"case.hear", "case.note-order-done", "case.note-order-failed", "case.raise-incident"}),
    IMPORT: frozenset(
        {
            "framework.establish",
            "organisation.register",
            "organisation.register-from-publication",
            "organisation.correct-identifiers",
            "organisation.note-establishment",
            "agreement.register-from-publication",
            "agreement.correct-from-publication",
            "agreement.complete-publication",
            "agreement.record-amendment",
            "agreement.set-schedule",
            "agreement.record-payment",
            "agreement.cancel-payment",
            "contract.launch",
            "contract.describe",
            "contract.describe-lot",
            "contract.award",
            "contract.complete-award",
            "contract.notify",
            "contract.modify",
            "contract.accept-subcontract",
            "contract.change-subcontract",
            "contract.record-yearly-data",
            "contract.publish",
            "contract.notice-irregularity",
            "evaluation.set-indicator",
            "evaluation.record-observation",
            "evaluation.correct-observation",
            "agreement.record-recovery",
            "payment.report",
            "payment.attach",
            "statement.begin-statement",
            "statement.resume-statement",
            "statement.finish-statement",
            "import.begin",
            "import.resume",
            "import.finish",
        }
    ),
    INSTALLER: frozenset({"organisation.register", "person.register", "mandate.grant", "installation.initialise"}),
    REACTIONS: frozenset(
        {
            "commitment.declare",
            "evaluation.link-commitment",
            "agreement.succeed-party",
            "agreement.notice-irregularity",
            "agreement.open-instalment",
            "mandate.revoke",
            "project.begin-project",
            "project.enter-programme",
            "project.receive-finance",
        }
    ),
}
"""What each part of the system does by itself, command by command; it does nothing else."""

NEVER_ORDERED = frozenset(
    {
        "agreement.record-act",
        "agreement.sign",
        "agreement.accede",
        "agreement.certify-copies",
        "agreement.agree-to-terminate",
        "agreement.refuse-renewal",
        "agreement.accept-irregularity",
        "agreement.decide-surplus",
        "commitment.accept",
        "commitment.verify",
        "commitment.accept-irregularity",
        "contract.accept-irregularity",
        "procurement_plan.adopt-plan",
        "procurement_plan.accept-irregularity",
        "evaluation.adopt-report",
        "strategy.adopt-strategy",
        "evaluation.respond",
        "meeting.cast-vote",
        "meeting.sign-roll",
        "meeting.record-outcome",
        "meeting.approve-minutes",
        "meeting.sign-minutes",
        "application.declare-interest",
        "application.score",
        "application.accept-irregularity",
        "loan.reschedule",
        "loan.write-off",
        "loan.accept-irregularity",
        "project.accept-irregularity",
    }
)
"""What needs a person's own mandate: approving, signing, voting. A procedure makes a task of it."""
NOUNS_NEVER_ORDERED = frozenset(
    {"attachment", "installation", "mandate", "person", "import", "statement", "payment", "procedure"}
)


def authorise(question: Question) -> MandateId | None:
    """The mandate under which the actor may do this; None for a system actor. Raises NotEmpowered, NotTheirMandate."""
    name = f"{question.noun}.{command_name(type(question.command))}"
    if name in BY_SYSTEM.get(question.actor, ()) or _ordered(question, name):
        return None
    rule = rule_for(question.noun, type(question.command))
    concerned = rule.concerned(question)
    today = question.facts.today(question.framework)
    for power in _powers(question, _acting_under(rule, question)):
        if power.holds_on(today) and _suffices(rule, concerned, power, question):
            _rest_on(power, question.facts)
            return power.mandate
    raise NotEmpowered(question.noun, command_name(type(question.command)))


def _ordered(question: Question, name: str) -> bool:
    """Whether a case asks for what its procedure has ordered, and which needs nobody's own mandate."""
    if not question.actor.startswith("case-") or name in NEVER_ORDERED:
        return False
    state: Case = question.facts.look(question.actor).state
    if state.framework is None or question.framework not in (None, state.framework):
        return False
    return any(one.command == (SPAWN if name == "case.open-case" else name) for one in state.orders)


def _acting_under(rule: Rule, question: Question) -> MandateId | None:
    """The mandate that must be used: the one the command itself names where one acts in person, or the caller's."""
    named: MandateId | None = getattr(question.command, "mandate", None)
    elsewhere = getattr(question.command, "source", None) is not None
    return named if rule.in_person and named is not None and not elsewhere else question.mandate


def _rest_on(power: Empowerment, facts: Facts) -> None:
    """What is decided under a power holds only while the mandates it comes from say so."""
    for mandate in (power.mandate, power.principal):
        if mandate is not None:
            facts.read.setdefault(mandate, facts.look(mandate).version)


def rule_for(noun: str, command: type) -> Rule:
    """The rule of a command: its own, or its noun's."""
    return BY_COMMAND.get(f"{noun}.{command_name(command)}") or BY_NOUN[noun]


def _suffices(rule: Rule, concerned: frozenset[str], power: Empowerment, question: Question) -> bool:
    in_framework = question.framework is None or power.covers(FrameworkId(question.framework))
    in_office = power.role in rule.roles and in_framework and rule.reach(question, power)
    on_their_own = (
        power.role not in READERS and in_framework and not concerned.isdisjoint({power.organisation, power.person})
    )
    return in_office or on_their_own


def _powers(question: Question, mandate: MandateId | None) -> Sequence[Empowerment]:
    if mandate is not None:
        power = _power(mandate, question)
        if power is None or power.person != question.actor:
            raise NotTheirMandate(mandate)
        return [power]
    return [
        power
        for mandate in question.facts.mandates_of(PersonId(question.actor))
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


def voting(question: Question) -> frozenset[str]:
    """Whoever holds the seat, and the colleague who holds a proxy for it."""
    meeting: Meeting = question.state
    asked: Any = question.command
    seat: str = asked.seat
    represented_by = {proxy.holder for proxy in meeting.proxies if proxy.giver == seat and proxy.until is None}
    return frozenset(str(meeting.seats[name].person) for name in {seat, *represented_by} if name in meeting.seats)


def carrying_out(question: Question) -> frozenset[str]:
    """The authority that buys, and those who hold the lot."""
    contract: Contract = question.state
    lot = seen(contract, getattr(question.command, "lot", 0))
    return buying(question) | {one.organisation for one in current_holders(lot)}


def entered_by_hand(question: Question, power: Empowerment) -> bool:
    """An office enters what was said or handed in; what comes from the voter's own device comes from the voter."""
    del power
    return getattr(question.command, "entry", None) is not Entry.ELECTRONIC


def evaluating(question: Question) -> frozenset[str]:
    """The evaluators of this evaluation."""
    return frozenset(str(one.person) for one in question.state.evaluators)


def owing(question: Question) -> frozenset[str]:
    """Those who owe the commitment."""
    return frozenset(names_in(question.state.owners))


def concerned_by_entry(question: Question) -> frozenset[str]:
    """Parties, owners and beneficiaries, but only in their own name."""
    return parties(question) & named("by", "party")(question)


def playing(question: Question, power: Empowerment) -> bool:
    """Whoever plays a role that the procedure asks for here; the office where it asks for nobody, or for a body."""
    several = wanted(question.command, question.state)
    if power.role in OFFICE and (not several or any(one.body for one in several)):
        return True
    return any(fits(one, power) for one in several)


def wanted(asked: Any, state: Case) -> Sequence[Wanted]:
    """Who may give this command to the case."""
    match asked:
        case Act(setting=setting):
            names = [name for one in offered(state, setting, asked.event, asked.state) for name in one.by]
            return _resolved(names, state, setting)
        case MoveByHand(setting=setting):
            return _resolved(setting.definition.moved_by, state, setting)
        case GiveApproval() | RefuseApproval():
            asking = (one for approval in state.approvals if approval.state == asked.state for one in approval.asked)
            return [one.wanted for one in asking if one.of == asked.of]
        case _:
            return next((one.wanted for one in state.tasks if one.key == asked.task), ())


def _resolved(names: Iterable[str], state: Case, setting: Setting) -> Sequence[Wanted]:
    roles = (setting.definition.role(name) for name in names)
    return [resolved(role, setting.listed, state.assigned) for role in roles if role is not None]


def holding(question: Question) -> frozenset[str]:
    """Who has taken the task on: it may have been passed to somebody who plays no role here."""
    asked: Any = question.command
    task = next((one for one in question.state.tasks if one.key == asked.task), None)
    holder = None if task is None else holder_at(task, asked.at)
    return frozenset() if holder is None else frozenset({str(holder)})


def held_by(*names: str) -> Concerned:
    """Those whom these fields of the state name: applicants, advisers, whoever runs a session, the lender."""

    def concerned(question: Question) -> frozenset[str]:
        return frozenset(
            each for name in names for each in names_in(getattr(question.state, name, None) or "") if each != ""
        )

    return concerned


by_applicant = Rule(OFFICE, held_by("holders", "organisation"))
by_adviser = Rule(OFFICE, held_by("advisers"))
by_holder = Rule(OFFICE, held_by("advisers", "holders"))
by_trainer = Rule(OFFICE, held_by("trainer", "organisation"))
by_lender = Rule(OFFICE, held_by("lender"))
ANYONE = frozenset(Role) - READERS
for_role = Rule(ANYONE, nobody, playing)
for_task = Rule(ANYONE, holding, playing)
for_party = Rule(OFFICE, named("party"), in_person=True)
in_own_name = Rule(OFFICE, concerned_by_entry)
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
        Rule(OFFICE | ADMIN, lambda question: frozenset({question.stream})),
    ),
    **dict.fromkeys(
        (
            "organisation.accept-irregularity",
            "mandate.accept-irregularity",
            "contract.accept-irregularity",
            "procurement_plan.accept-irregularity",
        ),
        office,
    ),
    "mandate.deputise": Rule(OFFICE | ADMIN, principal, within_reach),
    "framework.establish": Rule(ADMIN),
    **dict.fromkeys(
        (
            "framework.rename",
            "framework.change-territory",
            "framework.change-operator",
            "framework.change-fields",
            "framework.correct-zone",
        ),
        register,
    ),
    "agreement.record-act": Rule(OFFICE, named("by")),
    "agreement.sign": Rule(frozenset(), named("party"), in_person=True),
    "agreement.certify-copies": Rule(OFFICE, in_person=True),
    **dict.fromkeys(("agreement.accede", "agreement.agree-to-terminate"), for_party),
    **dict.fromkeys(
        ("agreement.refuse-renewal", "agreement.contest-entry", "agreement.answer-contest"),
        in_own_name,
    ),
    **dict.fromkeys(("agreement.receive-report", "agreement.file-document", "agreement.file-audited-accounts"), theirs),
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
    "contract.observe-clause": Rule(OFFICE, carrying_out),
    "strategy.adopt-strategy": Rule(OFFICE, named("by")),
    "meeting.cast-vote": Rule(OFFICE, voting, entered_by_hand),
    **dict.fromkeys(
        (
            "meeting.stand-aside",
            "meeting.raise-objection",
            "meeting.withdraw-objection",
            "meeting.give-proxy",
            "meeting.revoke-proxy",
        ),
        Rule(OFFICE, seated),
    ),
    **dict.fromkeys(("meeting.record-arrival", "meeting.record-departure"), Rule(CHAIRED, seated)),
    "meeting.sign-roll": Rule(frozenset(), voting),
    **dict.fromkeys(("case.act", "case.move-by-hand", "case.give-approval", "case.refuse-approval"), for_role),
    **dict.fromkeys(
        ("case.claim-task", "case.delegate-task", "case.complete-task", "case.send-task-back"),
        for_task,
    ),
    "application.submit-application": Rule(OFFICE, named("holders", "organisation")),
    **dict.fromkeys(("application.file-document", "application.withdraw"), by_applicant),
    **dict.fromkeys(("application.declare-interest", "application.score"), Rule(OFFICE, named("member"))),
    "project.move-to-stage": by_adviser,
    "project.answer-follow-up": by_holder,
    "session.schedule-session": Rule(OFFICE, named("trainer", "organisation")),
    **dict.fromkeys(("session.enrol-project", "session.record-attendance", "session.move-session"), by_trainer),
    "loan.grant-loan": Rule(OFFICE, named("lender")),
    **dict.fromkeys(
        (
            *("loan.disburse", "loan.give-up-loan", "loan.record-repayment", "loan.repay-early"),
            *("loan.cancel-repayment", "loan.give-back", "loan.reschedule", "loan.write-off"),
            *("loan.grant-guarantee", "loan.call-guarantee", "loan.pay-guarantee", "loan.release-guarantee"),
        ),
        by_lender,
    ),
}
"""Commands with a rule of their own, as `noun.command`."""


def open_to(
    powers: Iterable[Empowerment], noun: str, command: type, stream: str, state: Any, framework: str | None
) -> bool:
    """Whether one of these powers may carry the command about this subject, filled in in its bearer's own name.

    It says what to offer; whether it is done, `authorise` decides when it is asked with every field.
    """
    rule = rule_for(noun, command)
    concerned = {stream} if rule.concerned is nobody else {stream, *names_in(state)}
    return any(_offers(rule, one, concerned, framework) for one in powers)


def _offers(rule: Rule, power: Empowerment, concerned: set[str], framework: str | None) -> bool:
    if framework is not None and not power.covers(FrameworkId(framework)):
        return False
    own = rule.concerned is not nobody and power.role not in READERS
    return power.role in rule.roles or (own and not concerned.isdisjoint({power.organisation, power.person}))
