"""The report of an evaluation: drafted, adopted, published; an adopted version is replaced, never edited."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.evaluation.evaluators import undeclared
from domain.evaluation.replies import awaited
from domain.evaluation.state import (
    AdoptedIsFinal,
    Evaluation,
    EvaluationIsCancelled,
    EvaluationStepSkipped,
    Reply,
    Stage,
    Version,
    in_order,
    not_adopted,
    passed,
    rank,
    staged,
    stepped,
)
from domain.irregularity import judged
from domain.values import Evidence, OrganisationId, Since, Source


@record
class SubmitDraft:
    """Submit the draft report."""

    report: Evidence | None = None
    summary: str = ""
    on: date
    source: Source | None = None


@record
class AdoptReport:
    """Adopt the report: a first version, or one that replaces the last."""

    report: Evidence | None = None
    adopted_by: str
    decision: str = ""
    on: date
    source: Source | None = None


@record
class ReopenReport:
    """Take up the work again towards a new version; the adopted one stays in force until then."""

    reasons: str
    on: date
    source: Source | None = None


@record
class PublishReport:
    """Publish the adopted version, with the replies."""

    published_at: str = ""
    on: date
    source: Source | None = None


@record
class CancelEvaluation:
    """Give up an evaluation before its report is adopted, with the reasons."""

    reasons: str
    on: date
    source: Source | None = None


@record
class DraftSubmitted:
    report: Evidence | None
    summary: str
    on: date
    source: Source | None = None


@record
class ReportAdopted:
    version: int
    report: Evidence | None
    adopted_by: str
    decision: str
    on: date
    source: Source | None = None


@record
class ReportReopened:
    version: int
    reasons: str
    on: date
    source: Source | None = None


@record
class ReportPublished:
    """Names the version and whose replies go with it; version 0 is a report that was never adopted."""

    version: int
    replies: tuple[OrganisationId, ...]
    published_at: str
    on: date
    source: Source | None = None


@record
class EvaluationCancelled:
    reasons: str
    on: date
    source: Source | None = None


Event = DraftSubmitted | ReportAdopted | ReportReopened | ReportPublished | EvaluationCancelled
Recorded = Sequence[Event | irregularity.Event]


class ReportMissing(Refusal):
    """A draft is submitted, and a report adopted, as a document."""

    cure = "Whoever holds the report adds it."


class RightOfReplyNotGiven(Refusal):
    """The evaluated parties may reply before the report is adopted."""

    cure = "The reply is opened, and a new version adopted with what it says."


class ReplyStillOpen(Refusal):
    """The report is adopted once the evaluated parties have replied or their time is over."""

    cure = "The reply is heard, and a new version adopted with what it says."


class NothingAdopted(Refusal):
    """What is published, or taken up again, is a report that was adopted."""

    cure = "Adopt the report."


class ReopenedWithoutReasons(Refusal):
    """Work on an adopted report is taken up again with reasons in words."""

    cure = "Whoever took up the work again gives the reasons."


class CancelledWithoutReasons(Refusal):
    """An evaluation is given up with reasons in words."""

    cure = "Whoever gave up the evaluation gives the reasons."


def submit_draft(command: SubmitDraft, evaluation: Evaluation) -> Recorded:
    not_adopted(evaluation)
    if evaluation.drafted_on and (command.report, command.summary) == (evaluation.draft, evaluation.summary):
        return []
    again = evaluation.stage is Stage.DRAFTED
    submitted = DraftSubmitted(report=command.report, summary=command.summary, on=command.on, source=command.source)
    breaches = () if again else tuple(in_order(evaluation, Stage.DRAFTED))
    missing = [] if command.report else [ReportMissing()]
    return judged(
        [submitted],
        [*breaches, *undeclared(evaluation), *missing],
        command.source,
        evaluation.irregularities,
        command.on,
    )


def adopt_report(command: AdoptReport, evaluation: Evaluation) -> Recorded:
    report = command.report or evaluation.draft
    if _adopted_as(evaluation, report):
        return []
    adopted = ReportAdopted(
        version=len(evaluation.versions) + 1,
        report=report,
        adopted_by=command.adopted_by,
        decision=command.decision,
        on=command.on,
        source=command.source,
    )
    missing = [] if report else [ReportMissing()]
    breaches = [*_unready(command, evaluation), *missing]
    return judged([adopted], breaches, command.source, evaluation.irregularities, command.on)


def _adopted_as(evaluation: Evaluation, report: Evidence | None) -> bool:
    stands = rank(evaluation.stage) >= rank(Stage.ADOPTED) and bool(evaluation.versions)
    return stands and evaluation.versions[-1].report == report


def _unready(command: AdoptReport, evaluation: Evaluation) -> Iterator[Refusal]:
    stage = evaluation.stage
    if stage is Stage.CANCELLED:
        yield EvaluationIsCancelled()
    elif evaluation.versions and rank(stage) >= rank(Stage.ADOPTED):
        yield AdoptedIsFinal(len(evaluation.versions))
    elif stage is Stage.DRAFTED and evaluation.evaluated:
        yield RightOfReplyNotGiven()
    elif rank(stage) < rank(Stage.DRAFTED):
        yield EvaluationStepSkipped(stage, Stage.ADOPTED)
    elif stage is Stage.RIGHT_OF_REPLY and _still_open(command.on, evaluation):
        yield ReplyStillOpen(evaluation.reply_until)


def _still_open(day: date, evaluation: Evaluation) -> bool:
    in_time = evaluation.reply_until is not None and day <= evaluation.reply_until
    return in_time and bool(awaited(evaluation))


def reopen_report(command: ReopenReport, evaluation: Evaluation) -> Recorded:
    under_way = evaluation.versions and rank(evaluation.stage) < rank(Stage.ADOPTED)
    if under_way:
        return []
    if not evaluation.versions:
        raise NothingAdopted
    reopened = ReportReopened(
        version=len(evaluation.versions) + 1, reasons=command.reasons, on=command.on, source=command.source
    )
    unfounded = [] if command.reasons.strip() else [ReopenedWithoutReasons()]
    return judged([reopened], unfounded, command.source, evaluation.irregularities, command.on)


def publish_report(command: PublishReport, evaluation: Evaluation) -> Recorded:
    if _is_public(evaluation):
        return []
    published = ReportPublished(
        version=len(evaluation.versions),
        replies=tuple(reply.by for reply in _to_publish(evaluation)),
        published_at=command.published_at,
        on=command.on,
        source=command.source,
    )
    unadopted = [] if evaluation.versions else [NothingAdopted(evaluation.stage)]
    return judged([published], unadopted, command.source, evaluation.irregularities, command.on)


def _is_public(evaluation: Evaluation) -> bool:
    if evaluation.versions:
        return evaluation.versions[-1].published_on is not None
    return passed(evaluation, Stage.PUBLISHED)


def _to_publish(evaluation: Evaluation) -> tuple[Reply, ...]:
    """The replies that go with the last version; while a next one is in hand, newer replies are about that one."""
    at_work = rank(evaluation.stage) < rank(Stage.ADOPTED)
    return evaluation.versions[-1].replies if evaluation.versions and at_work else evaluation.replies


def cancel_evaluation(command: CancelEvaluation, evaluation: Evaluation) -> Recorded:
    if evaluation.stage is Stage.CANCELLED:
        return []
    if evaluation.versions:
        raise AdoptedIsFinal(len(evaluation.versions))
    cancelled = EvaluationCancelled(reasons=command.reasons, on=command.on, source=command.source)
    unfounded = [] if command.reasons.strip() else [CancelledWithoutReasons()]
    return judged([cancelled], unfounded, command.source, evaluation.irregularities, command.on)


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case DraftSubmitted(report=report, summary=summary, on=on):
            return stepped(replace(evaluation, draft=report, summary=summary, drafted_on=on), Stage.DRAFTED, on)
        case ReportAdopted():
            return _adopted(evaluation, event)
        case ReportReopened(on=on):
            unheard = tuple(reply for reply in evaluation.replies if reply not in evaluation.versions[-1].replies)
            working = replace(evaluation, draft=None, drafted_on=None, reply_until=None, replies=unheard)
            return staged(working, Since(since=on, value=Stage.COLLECTING), Stage.COLLECTING)
        case ReportPublished():
            return _published(evaluation, event)
        case EvaluationCancelled(reasons=reasons, on=on):
            cancelled = replace(evaluation, cancelled_because=reasons)
            return staged(cancelled, Since(since=on, value=Stage.CANCELLED), Stage.CANCELLED)
        case _:
            assert_never(event)


def _adopted(evaluation: Evaluation, event: ReportAdopted) -> Evaluation:
    version = Version(
        number=event.version,
        report=event.report,
        adopted_by=event.adopted_by,
        decision=event.decision,
        on=event.on,
        findings=evaluation.findings,
        scores=evaluation.scores,
        recommendations=tuple(one.number for one in evaluation.recommendations if one.withdrawn_on is None),
        replies=evaluation.replies,
    )
    earlier = [replace(one, replaced_on=event.on) if one.replaced_on is None else one for one in evaluation.versions]
    # A later version adopted elsewhere takes the place of a published one: it is not published itself yet.
    adopted = replace(evaluation, versions=(*earlier, version), terms_frozen=True)
    return staged(adopted, Since(since=event.on, value=Stage.ADOPTED), Stage.ADOPTED)


def _published(evaluation: Evaluation, event: ReportPublished) -> Evaluation:
    marked = tuple(
        replace(one, published_on=event.on, published_at=event.published_at) if one.number == event.version else one
        for one in evaluation.versions
    )
    published = replace(evaluation, versions=marked)
    at_work = bool(marked) and rank(evaluation.stage) < rank(Stage.ADOPTED)
    return published if at_work else stepped(published, Stage.PUBLISHED, event.on)
