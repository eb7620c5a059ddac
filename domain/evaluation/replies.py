"""The evaluated party may reply before adoption, and its reply is published with the report."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.evaluation.state import (
    Evaluation,
    EvaluationIsCancelled,
    Reply,
    Stage,
    in_order,
    in_words,
    not_adopted,
    rank,
    stepped,
)
from domain.irregularity import judged
from domain.values import Evidence, OrganisationId, Source


@record
class OpenReply:
    """Send the draft to the evaluated parties, who may reply until a date."""

    until: date
    on: date
    source: Source | None = None


@record
class ReplyToDraft:
    """Reply to the draft for an evaluated party."""

    by: OrganisationId
    text: str
    evidence: tuple[Evidence, ...] = ()
    on: date
    source: Source | None = None


@record
class ReplyOpened:
    until: date
    on: date
    source: Source | None = None


@record
class DraftRepliedTo:
    by: OrganisationId
    text: str
    evidence: tuple[Evidence, ...]
    on: date
    source: Source | None = None


Event = ReplyOpened | DraftRepliedTo
Recorded = Sequence[Event | irregularity.Event]


class ReplyTimeTooShort(Refusal):
    """The evaluated parties get at least the days to reply that the terms promise."""

    cure = "The reply is opened again for the days promised."


class NotEvaluated(Refusal):
    """The right of reply belongs to those who are evaluated."""

    cure = "The coordination checks in whose name the reply was given."


class NothingToReplyTo(Refusal):
    """A reply is about a draft that was sent to the evaluated parties."""

    cure = "Record when the draft was sent, with its source."


class ReplyAfterAdoption(Refusal):
    """The evaluated party replies before the report is adopted; a later reply waits for the next version."""

    cure = "The reply is published beside the report, or a new version is adopted with it."


def open_reply(command: OpenReply, evaluation: Evaluation) -> Recorded:
    not_adopted(evaluation)
    if evaluation.reply_until == command.until:
        return []
    # More time to reply can be given while the reply is open.
    again = evaluation.reply_until is not None and evaluation.reply_until < command.until
    breaches = () if again else tuple(in_order(evaluation, Stage.RIGHT_OF_REPLY))
    opened = ReplyOpened(until=command.until, on=command.on, source=command.source)
    short = [] if again else list(_short(command, evaluation))
    return judged([opened], [*breaches, *short], command.source, evaluation.irregularities, command.on)


def _short(command: OpenReply, evaluation: Evaluation) -> Iterator[Refusal]:
    days = (command.until - command.on).days
    if days < (evaluation.reply_days or 0):
        yield ReplyTimeTooShort(days, evaluation.reply_days)


def reply_to_draft(command: ReplyToDraft, evaluation: Evaluation) -> Recorded:
    if any((one.by, one.text) == (command.by, command.text) for one in evaluation.replies):
        return []
    replied = DraftRepliedTo(
        by=command.by, text=command.text, evidence=command.evidence, on=command.on, source=command.source
    )
    breaches = [*_untimely(evaluation), *_outsider(command, evaluation), *in_words(command.text)]
    return judged([replied], breaches, command.source, evaluation.irregularities, command.on)


def _untimely(evaluation: Evaluation) -> Iterator[Refusal]:
    if evaluation.stage is Stage.CANCELLED:
        yield EvaluationIsCancelled()
    elif rank(evaluation.stage) >= rank(Stage.ADOPTED):
        yield ReplyAfterAdoption(len(evaluation.versions))
    elif evaluation.stage is not Stage.RIGHT_OF_REPLY:
        yield NothingToReplyTo(evaluation.stage)


def _outsider(command: ReplyToDraft, evaluation: Evaluation) -> Iterator[Refusal]:
    if command.by not in evaluation.evaluated:
        yield NotEvaluated(command.by)


def awaited(evaluation: Evaluation) -> frozenset[OrganisationId]:
    """The evaluated parties who have not replied to the draft."""
    return evaluation.evaluated - {reply.by for reply in evaluation.replies}


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case ReplyOpened(until=until, on=on):
            return stepped(replace(evaluation, reply_until=until), Stage.RIGHT_OF_REPLY, on)
        case DraftRepliedTo(by=by, text=text, evidence=evidence, on=on):
            reply = Reply(by=by, text=text, evidence=evidence, on=on)
            return replace(evaluation, replies=(*evaluation.replies, reply))
        case _:
            assert_never(event)
