from dataclasses import replace
from datetime import date

from domain.bylaws import BallotMethod, Choice, CollegeVotes, OutcomeKind, PublicationRule
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    ApprovedByItself,
    ApproveMinutes,
    CallItem,
    CastVote,
    CloseMeeting,
    DecisionListPublished,
    DesignateSecretary,
    DraftMinutes,
    EnterTotals,
    Event,
    FollowingMeeting,
    GiveProxy,
    ItemsOpen,
    ListedDecision,
    MeetingNotOver,
    MinutedItem,
    MinutesAlreadyApproved,
    MinutesApproved,
    MinutesContent,
    MinutesDrafted,
    MinutesNotApproved,
    MinutesNotDrafted,
    MinutesNotSigned,
    MinutesPublished,
    MinutesSigned,
    NamedVote,
    NoteGist,
    NotToSign,
    OpenVote,
    PublishDecisionList,
    PublishMinutes,
    RecordDeparture,
    RecordOutcome,
    SignMinutes,
    Stage,
    StandAside,
    decider,
)
from domain.values import MeetingId
from tests.domain.council import HELD, NEXT, PAPER, after, at, evening, meeting, with_bylaws
from tests.scenario import Scenario

APPROVAL = date(2024, 4, 8)
LATER = MeetingId("meeting-3")
FOLLOWING = FollowingMeeting(meeting=NEXT, held_on=APPROVAL)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def the_evening(history: tuple[Event, ...] | None = None) -> tuple[Event, ...]:
    """One vote by name, one note, one secret ballot, somebody represented, somebody aside, somebody leaving."""
    decision = RecordOutcome(item="1", kind=OutcomeKind.DECISION, reference="2024-07", on=HELD, interests=())
    return after(
        evening("abcdef") if history is None else history,
        DesignateSecretary(seats=frozenset("b"), at=at(18, 1)),
        GiveProxy(giver="g", holder="a", written=True, at=at(18, 1), today=HELD),
        StandAside(item="1", seat="c", at=at(18, 2), today=HELD),
        OpenVote(item="1", method=BallotMethod.ROLL_CALL, at=at(18, 10), interests=()),
        *(CastVote(item="1", seat=name, choice=Choice.IN_FAVOUR, at=at(18, 11), interests=()) for name in "abg"),
        CastVote(item="1", seat="d", choice=Choice.AGAINST, at=at(18, 11), interests=()),
        decision,
        NoteGist(item="1", gist="Débat sur le calendrier.", on=HELD),
        RecordDeparture(seat="f", at=at(18, 20), today=HELD),
        CallItem(item="2", at=at(18, 30), interests=()),
        replace(decision, item="2", kind=OutcomeKind.TAKEN_NOTE, reference=""),
        OpenVote(item="grant", method=BallotMethod.SECRET, at=at(18, 40), interests=()),
        EnterTotals(
            item="grant",
            totals=(CollegeVotes(in_favour=4, against=2),),
            tellers=frozenset("bc"),
            at=at(18, 45),
            today=HELD,
        ),
        replace(decision, item="grant", reference="2024-08"),
        CloseMeeting(at=at(20)),
    )


CLOSED = the_evening()
LISTED = (
    ListedDecision(item="1", title="Point 1", kind=OutcomeKind.DECISION, adopted=True, reference="2024-07"),
    ListedDecision(item="2", title="Point 2", kind=OutcomeKind.TAKEN_NOTE, adopted=None),
    ListedDecision(item="grant", title="Point grant", kind=OutcomeKind.DECISION, adopted=True, reference="2024-08"),
)


def test_the_list_of_decisions_says_of_every_item_how_it_ended() -> None:
    published = DecisionListPublished(decisions=LISTED, suffices=False, on=date(2024, 3, 18))
    given(*CLOSED).when(PublishDecisionList(on=date(2024, 3, 18))).then(published)
    given(*CLOSED, published).when(PublishDecisionList(on=date(2024, 3, 19))).then_nothing()
    assert decider.fold([*CLOSED, published]).stage is Stage.DECISIONS_LISTED


def test_a_list_published_after_a_week_is_published_with_an_irregularity() -> None:
    given(*CLOSED).when(PublishDecisionList(on=date(2024, 3, 19))).then(
        DecisionListPublished(decisions=LISTED, suffices=False, on=date(2024, 3, 19)),
        IrregularityNoticed(
            number=1,
            rule="list-published-late",
            article="publication",
            detail="2024-03-18; 2024-03-19",
            cure="None: the delay to contest runs from the publication.",
            on=date(2024, 3, 19),
        ),
    )


def test_the_list_waits_for_the_close_and_for_every_vote() -> None:
    given(*evening()).when(PublishDecisionList(on=HELD)).then_refused(MeetingNotOver, Stage.OPENED)
    waiting = after(evening(), OpenVote(item="1", at=at(18, 10), interests=()), CloseMeeting(at=at(20)))
    given(*waiting).when(PublishDecisionList(on=HELD)).then_refused(ItemsOpen, "1")
    given(*waiting).when(PublishDecisionList(source=PAPER, on=HELD)).then(
        DecisionListPublished(decisions=(), suffices=False, source=PAPER, on=HELD)
    )


def test_where_the_bylaws_ask_for_no_minutes_the_list_suffices() -> None:
    brief = with_bylaws(publication=PublicationRule(minutes=False))
    state = meeting(the_evening(evening("abcdef", bylaws=brief)), PublishDecisionList(on=date(2024, 3, 18)))
    assert state.stage is Stage.PUBLISHED


def blank(**others: object) -> MinutedItem:
    fields: dict[str, object] = {
        "item": "election",
        "title": "Point election",
        "on_agenda": True,
        "present": frozenset(),
        "represented": frozenset(),
        "recused": frozenset(),
        "quorum_required": None,
        "quorum_met": None,
        "outcome": None,
        "adopted": None,
        "reference": "",
        "method": None,
        "votes": (),
        "by_name": (),
        "rounds": (),
        "elected": None,
        "objections": (),
        "gist": "",
        **others,
    }
    return MinutedItem(**fields)  # type: ignore[arg-type]  # every field, some changed


CONTENT = MinutesContent(
    held_on=HELD,
    opened_at=at(18),
    closed_at=at(20),
    chair="a",
    secretaries=frozenset("b"),
    present=frozenset("abcdef"),
    represented={"g": "a"},
    items=(
        blank(
            item="1",
            title="Point 1",
            present=frozenset("abdef"),
            represented=frozenset("g"),
            recused=frozenset("c"),
            quorum_required=4,
            quorum_met=5,
            outcome=OutcomeKind.DECISION,
            adopted=True,
            reference="2024-07",
            method=BallotMethod.ROLL_CALL,
            votes=(CollegeVotes(in_favour=3, against=1),),
            by_name=(
                NamedVote(seat="a", choice=Choice.IN_FAVOUR, by="a"),
                NamedVote(seat="b", choice=Choice.IN_FAVOUR, by="b"),
                NamedVote(seat="d", choice=Choice.AGAINST, by="d"),
                NamedVote(seat="g", choice=Choice.IN_FAVOUR, by="a"),
            ),
            gist="Débat sur le calendrier.",
        ),
        blank(
            item="2",
            title="Point 2",
            present=frozenset("abcde"),
            represented=frozenset("g"),
            quorum_required=4,
            quorum_met=5,
            outcome=OutcomeKind.TAKEN_NOTE,
        ),
        blank(
            item="grant",
            title="Point grant",
            present=frozenset("abcde"),
            represented=frozenset("g"),
            quorum_required=4,
            quorum_met=5,
            outcome=OutcomeKind.DECISION,
            adopted=True,
            reference="2024-08",
            method=BallotMethod.SECRET,
            votes=(CollegeVotes(in_favour=4, against=2),),
        ),
        blank(),
    ),
)
DRAFTED = MinutesDrafted(content=CONTENT, on=date(2024, 3, 20))
APPROVED = MinutesApproved(by_meeting=NEXT, on=APPROVAL)
SIGNED = tuple(MinutesSigned(seat=name, on=APPROVAL) for name in "ab")


def test_the_minutes_are_gathered_from_what_was_recorded() -> None:
    given(*CLOSED).when(DraftMinutes(on=date(2024, 3, 20))).then(DRAFTED)
    given(*CLOSED, DRAFTED).when(DraftMinutes(on=date(2024, 3, 21))).then_nothing()


def test_minutes_are_drafted_again_when_something_was_corrected() -> None:
    history = after((*CLOSED, DRAFTED), NoteGist(item="2", gist="Rapport présenté.", on=date(2024, 3, 21)))
    again = meeting(history, DraftMinutes(on=date(2024, 3, 21))).minutes
    assert again is not None
    assert [one.gist for one in again.content.items] == ["Débat sur le calendrier.", "Rapport présenté.", "", ""]


def approve(by: MeetingId = NEXT, following: FollowingMeeting | None = FOLLOWING) -> ApproveMinutes:
    return ApproveMinutes(by_meeting=by, on=APPROVAL, next_meeting=following)


def test_minutes_are_approved_at_the_next_meeting() -> None:
    given(*CLOSED, DRAFTED).when(approve()).then(APPROVED)
    given(*CLOSED, DRAFTED).when(approve(following=None)).then(APPROVED)
    given(*CLOSED, DRAFTED, APPROVED).when(approve()).then_nothing()


def test_minutes_approved_later_than_at_the_next_meeting_are_irregular() -> None:
    given(*CLOSED, DRAFTED).when(approve(LATER)).then(
        MinutesApproved(by_meeting=LATER, on=APPROVAL),
        IrregularityNoticed(
            number=1,
            rule="not-approved-at-next",
            article="publication",
            detail="meeting-2; 2024-04-08",
            cure="The body: approve the minutes at the earliest meeting.",
            on=APPROVAL,
        ),
    )


def test_minutes_are_drafted_then_approved_once_by_a_later_meeting() -> None:
    given(*CLOSED).when(approve()).then_refused(MinutesNotDrafted)
    given(*CLOSED, DRAFTED, APPROVED).when(approve(LATER)).then_refused(MinutesAlreadyApproved, NEXT)
    given(*CLOSED, DRAFTED, APPROVED).when(DraftMinutes(on=APPROVAL)).then_refused(MinutesAlreadyApproved)
    given(*CLOSED, DRAFTED).when(replace(approve(), on=HELD)).then_refused(ApprovedByItself, NEXT)


def test_the_chair_and_the_secretary_sign() -> None:
    given(*CLOSED, DRAFTED, APPROVED).when(SignMinutes(seat="a", on=APPROVAL)).then(SIGNED[0])
    given(*CLOSED, DRAFTED, APPROVED, SIGNED[0]).when(SignMinutes(seat="a", on=APPROVAL)).then_nothing()
    given(*CLOSED, DRAFTED, APPROVED).when(SignMinutes(seat="c", on=APPROVAL)).then_refused(NotToSign, "c")
    given(*CLOSED, DRAFTED).when(SignMinutes(seat="a", on=APPROVAL)).then_refused(MinutesNotApproved)


def test_minutes_are_published_within_a_week_of_their_approval() -> None:
    published = MinutesPublished(on=date(2024, 4, 15))
    ready = (*CLOSED, DRAFTED, APPROVED, *SIGNED)
    given(*ready).when(PublishMinutes(on=date(2024, 4, 15))).then(published)
    given(*ready, published).when(PublishMinutes(on=date(2024, 4, 16))).then_nothing()
    assert decider.fold([*ready, published]).stage is Stage.PUBLISHED
    given(*CLOSED, DRAFTED).when(PublishMinutes(on=APPROVAL)).then_refused(MinutesNotApproved)


LATE = IrregularityNoticed(
    number=1,
    rule="minutes-published-late",
    article="publication",
    detail="2024-04-15; 2024-04-16",
    cure="None: the delay shows.",
    on=date(2024, 4, 16),
)


def test_minutes_published_after_a_week_are_published_with_an_irregularity() -> None:
    given(*CLOSED, DRAFTED, APPROVED, *SIGNED).when(PublishMinutes(on=date(2024, 4, 16))).then(
        MinutesPublished(on=date(2024, 4, 16)), LATE
    )


def test_minutes_are_published_once_signed() -> None:
    half = (*CLOSED, DRAFTED, APPROVED, SIGNED[1])
    given(*half).when(PublishMinutes(on=APPROVAL)).then_refused(MinutesNotSigned, "b")
    given(*half).when(PublishMinutes(source=PAPER, on=date(2024, 4, 16))).then(
        MinutesPublished(source=PAPER, on=date(2024, 4, 16)),
        IrregularityNoticed(
            number=1,
            rule="minutes-not-signed",
            article="publication",
            detail="b",
            cure="The chair and the secretary: sign the minutes.",
            on=date(2024, 4, 16),
        ),
        replace(LATE, number=2),
    )


def test_a_list_published_after_the_minutes_were_drafted_does_not_take_them_back() -> None:
    state = meeting((*CLOSED, DRAFTED), PublishDecisionList(on=date(2024, 3, 18)))
    assert (state.stage, state.listed_on) == (Stage.MINUTES_DRAFTED, date(2024, 3, 18))
