"""A set of rules: for each subject, what held from when to when."""

from datetime import date
from typing import Protocol, TypeVar

from domain.bylaws import (
    AgendaRule,
    BallotRule,
    Bylaws,
    ElectionRule,
    InterestRule,
    MajorityRule,
    MeetingMode,
    ModeRule,
    NoticeRule,
    OutcomeKind,
    ProxyRule,
    PublicationRule,
    QuorumRule,
)
from domain.decider import Refusal, record
from domain.values import Period


class UnknownPreset(Refusal):
    """Only the sets of rules that ship with the product can be named; others are written out."""


class NoTextThatDay(Refusal):
    """The set of rules named did not exist yet on that day."""


class Dated(Protocol):
    @property
    def held(self) -> Period: ...


R = TypeVar("R", bound=Dated)


@record
class Preset:
    """Rules by subject, each for the days it held; of two that held on one day, the later listed prevails."""

    name: str
    title: str
    gives: frozenset[OutcomeKind]
    notice: tuple[NoticeRule, ...] = ()
    quorum: tuple[QuorumRule, ...] = ()
    majority: tuple[MajorityRule, ...] = ()
    proxies: tuple[ProxyRule, ...] = ()
    ballots: tuple[BallotRule, ...] = ()
    elections: tuple[ElectionRule, ...] = ()
    interests: tuple[InterestRule, ...] = ()
    modes: tuple[ModeRule, ...] = ()
    agenda: tuple[AgendaRule, ...] = ()
    publication: tuple[PublicationRule, ...] = ()


@record
class DatedBylaws:
    since: date
    bylaws: Bylaws


DECIDES = frozenset({OutcomeKind.DECISION, OutcomeKind.OPINION, OutcomeKind.TAKEN_NOTE, OutcomeKind.REFERRED_BACK})
ADVISES = frozenset({OutcomeKind.OPINION, OutcomeKind.CONSENSUS, OutcomeKind.TAKEN_NOTE, OutcomeKind.REFERRED_BACK})
IN_ROOM = frozenset({MeetingMode.ON_SITE})
JOINED = frozenset({MeetingMode.ON_SITE, MeetingMode.HYBRID, MeetingMode.VIDEO})
FLEXIBLE = frozenset(MeetingMode)
