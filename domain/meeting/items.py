"""Items stand on the agenda, are called one by one, and what was said on them is noted in a few words."""

from datetime import date, datetime
from typing import assert_never

from domain.decider import Given, Refusal, record, replace
from domain.meeting.guards import ItemUnknown, item_of, opened_by, scheduled, undecided
from domain.meeting.interest import MemberStoodAside, stood_aside
from domain.meeting.state import HeldInterest, Item, ItemKind, Meeting, Stage, with_item
from domain.values import Evidence, OrganisationId, Source


@record
class AddItem:
    """Put an item on the agenda; once the meeting is convened, only for discussion."""

    item: str
    title: str
    kind: ItemKind = ItemKind.DELIBERATION
    about: str = ""
    beneficiary: OrganisationId | None = None
    documents: tuple[Evidence, ...] = ()
    source: Source | None = None
    on: date


@record
class WithdrawItem:
    """Take an item off before it is decided."""

    item: str
    reason: str = ""
    on: date


@record
class CallItem:
    """Take up an item; members who hold a mandate in its beneficiary stand aside."""

    item: str
    at: datetime
    interests: Given[tuple[HeldInterest, ...]]


@record
class NoteGist:
    """Note the gist of what was said on an item, for the minutes."""

    item: str
    gist: str
    on: date


Command = AddItem | WithdrawItem | CallItem | NoteGist


@record
class ItemAdded:
    item: str
    title: str
    kind: ItemKind
    on_agenda: bool
    about: str = ""
    beneficiary: OrganisationId | None = None
    documents: tuple[Evidence, ...] = ()
    source: Source | None = None
    on: date


@record
class ItemWithdrawn:
    item: str
    reason: str = ""
    on: date


@record
class ItemCalled:
    item: str
    at: datetime


@record
class GistNoted:
    item: str
    gist: str
    on: date


Event = ItemAdded | ItemWithdrawn | ItemCalled | GistNoted


class ItemAlreadyNamed(Refusal):
    """An item keeps its number and its title; another item takes another number."""


class AgendaClosed(Refusal):
    """No item is added to a meeting that is over, cancelled, or convened a second time for the same items."""


def decide(command: Command, meeting: Meeting) -> list[Event | MemberStoodAside]:
    match command:
        case AddItem():
            return [*add_item(command, meeting)]
        case WithdrawItem():
            return [*withdraw_item(command, meeting)]
        case CallItem():
            return call_item(command, meeting)
        case NoteGist():
            return [*note_gist(command, meeting)]
        case _:
            assert_never(command)


def add_item(command: AddItem, meeting: Meeting) -> list[Event]:
    known = scheduled(meeting).items.get(command.item)
    if known is not None:
        if (known.title, known.kind, known.withdrawn) == (command.title, command.kind, False):
            return []
        raise ItemAlreadyNamed(command.item)
    if not _takes_items(meeting, command.source):
        raise AgendaClosed(meeting.stage)
    return [
        ItemAdded(
            item=command.item,
            title=command.title,
            kind=command.kind,
            on_agenda=meeting.stage is Stage.SCHEDULED or meeting.source is not None,
            about=command.about,
            beneficiary=command.beneficiary,
            documents=command.documents,
            source=command.source,
            on=command.on,
        )
    ]


def _takes_items(meeting: Meeting, source: Source | None) -> bool:
    if meeting.source is not None:
        return source is not None
    return not meeting.second_convocation and meeting.stage in {
        Stage.SCHEDULED,
        Stage.CONVENED,
        Stage.OPENED,
        Stage.ADJOURNED,
    }


def withdraw_item(command: WithdrawItem, meeting: Meeting) -> list[Event]:
    item = scheduled(meeting).items.get(command.item)
    if item is None:
        raise ItemUnknown(command.item)
    if item.withdrawn:
        return []
    undecided(command.item, item)
    return [ItemWithdrawn(item=command.item, reason=command.reason, on=command.on)]


def call_item(command: CallItem, meeting: Meeting) -> list[Event | MemberStoodAside]:
    item = item_of(opened_by(meeting, command.at), command.item)
    undecided(command.item, item)
    called = [] if item.called_at is not None else [ItemCalled(item=command.item, at=command.at)]
    return [*called, *stood_aside(command.item, item, meeting, command.interests, command.at)]


def note_gist(command: NoteGist, meeting: Meeting) -> list[Event]:
    if item_of(scheduled(meeting), command.item).gist == command.gist:
        return []
    return [GistNoted(item=command.item, gist=command.gist, on=command.on)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case ItemAdded():
            return with_item(meeting, event.item, _added(event))
        case ItemWithdrawn(item=name):
            return with_item(meeting, name, replace(meeting.items[name], withdrawn=True))
        case ItemCalled(item=name, at=at):
            return with_item(meeting, name, replace(meeting.items[name], called_at=at))
        case GistNoted(item=name, gist=gist):
            return with_item(meeting, name, replace(meeting.items[name], gist=gist))
        case _:
            assert_never(event)


def _added(event: ItemAdded) -> Item:
    return Item(
        title=event.title,
        kind=event.kind,
        on_agenda=event.on_agenda,
        about=event.about,
        beneficiary=event.beneficiary,
        documents=event.documents,
    )
