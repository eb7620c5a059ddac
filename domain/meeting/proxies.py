"""An absent member is represented by another, in writing, until the proxy is taken back."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain import irregularity
from domain.bylaws import RuleBroken
from domain.committee import SeatKind
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.counting import in_force
from domain.meeting.guards import MeetingNotOpen, rules, scheduled, seat_of
from domain.meeting.state import Meeting, ProxyHeld, Stage
from domain.values import Evidence, Source


@record
class GiveProxy:
    """A member empowers another, in writing, to vote in his or her name while absent."""

    giver: str
    holder: str
    written: bool
    document: Evidence | None = None
    source: Source | None = None
    at: datetime
    today: Given[date]


@record
class RevokeProxy:
    """A member takes back the proxy given."""

    giver: str
    at: datetime


Command = GiveProxy | RevokeProxy


@record
class ProxyGiven:
    giver: str
    holder: str
    written: bool
    document: Evidence | None = None
    source: Source | None = None
    at: datetime


@record
class ProxyRevoked:
    giver: str
    at: datetime


Event = ProxyGiven | ProxyRevoked


class ProxiesNotProvided(RuleBroken):
    """Members are represented only where the rules provide for it."""

    cure = "The body: count the vote again without the vote cast by proxy."


class ProxyNotWritten(RuleBroken):
    """A proxy is given in writing."""

    cure = "The member represented: hand in a signed proxy; the body: count again without it."


class TooManyProxies(RuleBroken):
    """A member holds no more proxies than the rules allow, as a rule one."""

    cure = "The body: count the vote again without the proxy in excess."


class ProxyNotBetweenMembers(Refusal):
    """A proxy passes between two different members who vote."""


class NoProxyToRevoke(Refusal):
    """Only a proxy that was given can be taken back."""


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    match command:
        case GiveProxy():
            return [*give_proxy(command, meeting)]
        case RevokeProxy():
            return [*revoke_proxy(command, meeting)]
        case _:
            assert_never(command)


def give_proxy(command: GiveProxy, meeting: Meeting) -> list[Event | irregularity.Event]:
    if scheduled(meeting).stage in {Stage.CANCELLED, Stage.PUBLISHED}:
        raise MeetingNotOpen(meeting.stage)
    if command.source is None:
        rules(meeting)
    _between_members(command, meeting)
    standing = [proxy for proxy in meeting.proxies if in_force(proxy, command.at)]
    if any((proxy.giver, proxy.holder) == (command.giver, command.holder) for proxy in standing):
        return []
    given = ProxyGiven(
        giver=command.giver,
        holder=command.holder,
        written=command.written,
        document=command.document,
        source=command.source,
        at=command.at,
    )
    # A member has one holder at a time: naming another takes the first proxy back.
    replaced = any(proxy.giver == command.giver for proxy in standing)
    events: list[Event] = [*([ProxyRevoked(giver=command.giver, at=command.at)] if replaced else []), given]
    breaches = _proxy_breaches(command, meeting, standing)
    return [*judged(events, breaches, command.source, meeting.irregularities, command.today)]


def _between_members(command: GiveProxy, meeting: Meeting) -> None:
    """Before the opening, members in office are not yet listed: the count then takes only those who are."""
    if command.giver == command.holder:
        raise ProxyNotBetweenMembers(command.giver, command.holder)
    if meeting.seats:
        kinds = {seat_of(meeting, command.giver).kind, seat_of(meeting, command.holder).kind}
        if kinds != {SeatKind.VOTING}:
            raise ProxyNotBetweenMembers(command.giver, command.holder)


def _proxy_breaches(command: GiveProxy, meeting: Meeting, standing: list[ProxyHeld]) -> Iterator[Refusal]:
    if meeting.bylaws is None:
        return
    rule = meeting.bylaws.proxies
    if rule is None:
        yield ProxiesNotProvided(command.giver, command.holder)
        return
    if not command.written:
        yield ProxyNotWritten(command.giver, command.holder, article=rule.article)
    held = sum(proxy.holder == command.holder and proxy.giver != command.giver for proxy in standing)
    if held >= rule.per_holder:
        yield TooManyProxies(command.holder, rule.per_holder, article=rule.article)


def revoke_proxy(command: RevokeProxy, meeting: Meeting) -> list[Event]:
    given = [proxy for proxy in scheduled(meeting).proxies if proxy.giver == command.giver]
    if not given:
        raise NoProxyToRevoke(command.giver)
    if not any(in_force(proxy, command.at) for proxy in given):
        return []
    return [ProxyRevoked(giver=command.giver, at=command.at)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case ProxyGiven():
            proxy = ProxyHeld(giver=event.giver, holder=event.holder, since=event.at)
            return replace(meeting, proxies=(*meeting.proxies, proxy))
        case ProxyRevoked(giver=giver, at=at):
            return replace(meeting, proxies=ended(meeting, frozenset({giver}), at))
        case _:
            assert_never(event)


def ended(meeting: Meeting, givers: frozenset[str], at: datetime) -> tuple[ProxyHeld, ...]:
    """Proxies once their givers have come in person: from then on they vote themselves."""
    return tuple(
        replace(proxy, until=at) if proxy.giver in givers and proxy.until is None else proxy
        for proxy in meeting.proxies
    )
