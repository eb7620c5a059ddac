"""The list of decisions says of every item how it ended, and is published within a week."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain import irregularity
from domain.bylaws import PublicationRule, RuleBroken
from domain.decider import Refusal, record, replace
from domain.irregularity import noticed
from domain.meeting.guards import scheduled
from domain.meeting.state import Item, ListedDecision, Meeting, Stage
from domain.values import Evidence, Source


@record
class PublishDecisionList:
    """Publish the list of what was decided, gathered from the meeting."""

    document: Evidence | None = None
    source: Source | None = None
    on: date


Command = PublishDecisionList


@record
class DecisionListPublished:
    """`suffices`: the bylaws ask for no minutes besides."""

    decisions: tuple[ListedDecision, ...]
    suffices: bool
    document: Evidence | None = None
    source: Source | None = None
    on: date


Event = DecisionListPublished


class MeetingNotOver(Refusal):
    """What a meeting decided is listed and minuted once it is closed."""


class ItemsOpen(Refusal):
    """The list of decisions says of every item put to the vote how it ended."""


class ListPublishedLate(RuleBroken):
    """The list of decisions is published within the days that the rules set, as a rule a week."""

    cure = "None: the delay to contest runs from the publication."


OVER = frozenset({Stage.CLOSED, Stage.DECISIONS_LISTED, Stage.MINUTES_DRAFTED, Stage.MINUTES_APPROVED, Stage.PUBLISHED})


def over(meeting: Meeting) -> Meeting:
    if scheduled(meeting).stage not in OVER:
        raise MeetingNotOver(meeting.stage)
    return meeting


def publication_rule(meeting: Meeting) -> PublicationRule:
    return PublicationRule() if meeting.bylaws is None else meeting.bylaws.publication


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    return publish_list(command, meeting)


def publish_list(command: PublishDecisionList, meeting: Meeting) -> list[Event | irregularity.Event]:
    if over(meeting).listed_on is not None:
        return []
    waiting = sorted(name for name, item in meeting.items.items() if _undecided(item))
    if waiting and command.source is None:
        raise ItemsOpen(", ".join(waiting))
    published = DecisionListPublished(
        decisions=listed(meeting),
        suffices=not publication_rule(meeting).minutes,
        document=command.document,
        source=command.source,
        on=command.on,
    )
    # Publishing late is better than not publishing: the lateness is put on file, never a reason to refuse.
    return [published, *noticed(_list_late(command, meeting), meeting.irregularities, command.on)]


def _undecided(item: Item) -> bool:
    return item.outcome is None and item.ballot is not None and not item.withdrawn


def listed(meeting: Meeting) -> tuple[ListedDecision, ...]:
    """Every item that ended, in the order of the agenda."""
    return tuple(
        ListedDecision(
            item=name,
            title=item.title,
            kind=item.outcome.kind,
            adopted=item.outcome.adopted,
            reference=item.outcome.reference,
        )
        for name, item in meeting.items.items()
        if item.outcome is not None
    )


def _list_late(command: PublishDecisionList, meeting: Meeting) -> Iterator[Refusal]:
    rule = publication_rule(meeting)
    if rule.list_days is not None and meeting.held_on is not None:
        due = meeting.held_on + timedelta(days=rule.list_days)
        if command.on > due:
            yield ListPublishedLate(due, command.on, article=rule.article)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    listed_only = Stage.PUBLISHED if event.suffices else Stage.DECISIONS_LISTED
    stage = listed_only if meeting.stage is Stage.CLOSED else meeting.stage
    return replace(meeting, listed_on=event.on, decisions=event.decisions, stage=stage)
