from dataclasses import replace
from datetime import date

import pytest

from domain import meeting
from domain.bylaws import Bylaws, MeetingMode, ModeRule, NoticeFacts, NoticeRule
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    BylawsUnknown,
    CancelMeeting,
    CommitteeElsewhere,
    CommitteeNotAtWork,
    ConveneMeeting,
    MeetingAlreadyScheduled,
    MeetingCancelled,
    MeetingConvened,
    MeetingMoved,
    MeetingNotScheduled,
    MeetingNotToConvene,
    MeetingReconvened,
    MeetingRecorded,
    ModeNotAllowed,
    MoveMeeting,
    NoQuorumFound,
    NoSecondConvocation,
    NoticeTooShort,
    NotToCancel,
    QuorumWasNotLacking,
    ReconvenedTooSoon,
    ReconveneMeeting,
    RecordMeeting,
    ScheduleMeeting,
    Stage,
    Urgency,
    UrgencyBelowMinimum,
    UrgencyNotProvided,
    decider,
)
from domain.values import FrameworkId
from interfaces.words import meeting as words
from tests.domain import french
from tests.domain.council import (
    AFTER,
    BYLAWS,
    COMMITTEE,
    FRAMEWORK,
    HELD,
    PAPER,
    PUBLISHED,
    SEATS,
    SENT,
    at,
    convened,
    evening,
    item,
    on_day,
    scheduled,
    with_bylaws,
)
from tests.scenario import Scenario

SCHEDULE = ScheduleMeeting(
    framework=FRAMEWORK,
    committee=COMMITTEE,
    title="Séance de mars",
    held_on=HELD,
    on=date(2024, 3, 1),
    committee_on_day=on_day(),
)
IN_ROOM = with_bylaws(modes=ModeRule(article="modes"))


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def convene(day: date = SENT, bylaws: Bylaws | None = BYLAWS, **others: object) -> ConveneMeeting:
    return ConveneMeeting(on=day, committee_on_day=on_day(bylaws), **others)  # type: ignore[arg-type]  # any field


def test_a_meeting_is_scheduled_for_a_day() -> None:
    given().when(SCHEDULE).then(scheduled())


def test_a_meeting_is_scheduled_once() -> None:
    given(scheduled()).when(SCHEDULE).then_refused(MeetingAlreadyScheduled)


def test_nothing_is_said_of_a_meeting_before_it_is_scheduled() -> None:
    given().when(convene()).then_refused(MeetingNotScheduled)


def test_only_a_committee_at_work_meets() -> None:
    dissolved = replace(on_day(), active=False)
    given().when(replace(SCHEDULE, committee_on_day=dissolved)).then_refused(CommitteeNotAtWork, COMMITTEE)


def test_a_committee_meets_in_its_own_framework() -> None:
    elsewhere = replace(on_day(), framework=FrameworkId("framework-2"))
    given().when(replace(SCHEDULE, committee_on_day=elsewhere)).then_refused(CommitteeElsewhere, COMMITTEE, FRAMEWORK)
    given().when(replace(RECORD, committee_on_day=elsewhere)).then_refused(CommitteeElsewhere, COMMITTEE, FRAMEWORK)


def test_a_meeting_is_held_in_a_way_the_bylaws_provide_for() -> None:
    given().when(replace(SCHEDULE, mode=MeetingMode.VIDEO, committee_on_day=on_day(IN_ROOM))).then_refused(
        ModeNotAllowed, MeetingMode.VIDEO
    )


def test_a_meeting_moves_until_it_is_convened() -> None:
    given(scheduled()).when(MoveMeeting(held_on=AFTER, on=SENT)).then(MeetingMoved(held_on=AFTER, on=SENT))
    given(scheduled()).when(MoveMeeting(held_on=HELD, on=SENT)).then_nothing()
    given(scheduled(), convened()).when(MoveMeeting(held_on=AFTER, on=SENT)).then_refused(MeetingAlreadyScheduled)


def test_members_are_convened_with_five_clear_days() -> None:
    given(scheduled()).when(convene(date(2024, 3, 5))).then(
        MeetingConvened(held_on=HELD, bylaws=BYLAWS, on=date(2024, 3, 5))
    )


def test_convening_again_on_the_same_day_changes_nothing() -> None:
    given(scheduled(), convened()).when(convene()).then_nothing()


def test_four_clear_days_are_too_short() -> None:
    given(scheduled()).when(convene(date(2024, 3, 6))).then_refused(NoticeTooShort, 5, 4)


def test_a_short_notice_sent_elsewhere_is_an_irregularity_with_its_article() -> None:
    given(scheduled()).when(convene(date(2024, 3, 6), source=PAPER)).then(
        MeetingConvened(held_on=HELD, bylaws=BYLAWS, source=PAPER, on=date(2024, 3, 6)),
        IrregularityNoticed(
            number=1,
            rule="notice-too-short",
            article="notice",
            detail="5; 4",
            cure="The body: have the items adopted again by a meeting convened in time.",
            on=date(2024, 3, 6),
        ),
    )


def test_urgency_shortens_the_notice_to_one_clear_day_and_waits_for_ratification() -> None:
    urgent = MeetingConvened(held_on=HELD, urgent=True, reason="inondation", bylaws=BYLAWS, on=date(2024, 3, 9))
    given(scheduled()).when(convene(date(2024, 3, 9), urgent=True, reason="inondation")).then(urgent)
    assert decider.fold([scheduled(), urgent]).urgency is Urgency.TO_RATIFY


def test_even_in_urgency_notice_is_never_under_one_clear_day() -> None:
    given(scheduled()).when(convene(date(2024, 3, 10), urgent=True, reason="inondation")).then_refused(
        UrgencyBelowMinimum, 1, 0
    )


def test_urgency_needs_reasons_and_a_rule() -> None:
    given(scheduled()).when(convene(date(2024, 3, 9), urgent=True, reason=" ")).then_refused(UrgencyNotProvided, " ")
    without = with_bylaws(notice=NoticeRule(days=1))
    given(scheduled()).when(convene(date(2024, 3, 9), without, urgent=True, reason="x")).then_refused(
        UrgencyNotProvided, "x"
    )


def test_a_meeting_is_convened_under_the_bylaws_of_its_day() -> None:
    given(scheduled()).when(convene(bylaws=None)).then_refused(BylawsUnknown, HELD)


def test_a_meeting_scheduled_in_a_way_no_longer_provided_for_is_not_convened() -> None:
    given(scheduled(MeetingMode.HYBRID)).when(convene(bylaws=IN_ROOM)).then_refused(ModeNotAllowed, MeetingMode.HYBRID)


def test_a_meeting_is_not_convened_after_its_day_nor_once_opened() -> None:
    given(scheduled()).when(convene(AFTER)).then_refused(MeetingNotToConvene, Stage.SCHEDULED)
    given(*evening()).when(convene(date(2024, 3, 5))).then_refused(MeetingNotToConvene, Stage.OPENED)


def test_a_meeting_is_called_off_before_it_is_opened() -> None:
    called_off = MeetingCancelled(reason="neige", on=SENT)
    given(scheduled(), convened()).when(CancelMeeting(reason="neige", on=SENT)).then(called_off)
    given(scheduled(), called_off).when(CancelMeeting(reason="neige", on=SENT)).then_nothing()
    given(*evening()).when(CancelMeeting(reason="neige", on=HELD)).then_refused(NotToCancel, Stage.OPENED)


NO_QUORUM = (*evening("abc"), NoQuorumFound(required=4, met=3, at=at(18, 10)))


def test_a_meeting_without_quorum_is_convened_again_three_days_later() -> None:
    again = MeetingReconvened(held_on=date(2024, 3, 14), on=AFTER)
    given(*NO_QUORUM).when(ReconveneMeeting(held_on=date(2024, 3, 14), on=AFTER)).then(again)
    given(*NO_QUORUM, again).when(ReconveneMeeting(held_on=date(2024, 3, 14), on=AFTER)).then_nothing()


def test_two_days_later_is_too_soon() -> None:
    given(*NO_QUORUM).when(ReconveneMeeting(held_on=date(2024, 3, 13), on=AFTER)).then_refused(ReconvenedTooSoon, 3, 2)


def test_a_meeting_held_again_too_soon_elsewhere_is_an_irregularity() -> None:
    given(*NO_QUORUM).when(ReconveneMeeting(held_on=date(2024, 3, 13), source=PAPER, on=AFTER)).then(
        MeetingReconvened(held_on=date(2024, 3, 13), source=PAPER, on=AFTER),
        IrregularityNoticed(
            number=1,
            rule="reconvened-too-soon",
            article="quorum",
            detail="3; 2",
            cure="The body: have the items adopted again after the interval.",
            on=AFTER,
        ),
    )


def test_only_a_lack_of_quorum_leads_to_a_second_convocation() -> None:
    given(*evening()).when(ReconveneMeeting(held_on=date(2024, 3, 14), on=AFTER)).then_refused(
        QuorumWasNotLacking, Stage.OPENED
    )


def test_a_second_convocation_exists_only_where_the_rules_provide_for_it() -> None:
    assert BYLAWS.quorum is not None
    without = with_bylaws(quorum=replace(BYLAWS.quorum, reconvene_after=None))
    history = (*evening("abc", bylaws=without), NoQuorumFound(required=4, met=3, at=at(18, 10)))
    given(*history).when(ReconveneMeeting(held_on=date(2024, 3, 14), on=AFTER)).then_refused(NoSecondConvocation)


RECORD = RecordMeeting(
    framework=FRAMEWORK,
    committee=COMMITTEE,
    title="Séance de mars",
    held_on=HELD,
    convened_on=SENT,
    source=PUBLISHED,
    on=AFTER,
    committee_on_day=on_day(),
)
RECORDED = MeetingRecorded(
    framework=FRAMEWORK,
    committee=COMMITTEE,
    title="Séance de mars",
    convened_on=SENT,
    bylaws=BYLAWS,
    seats=SEATS,
    source=PUBLISHED,
    on=HELD,
)


def test_a_meeting_held_elsewhere_is_recorded_on_its_day_as_its_source_says() -> None:
    given().when(RECORD).then(RECORDED)
    state = decider.fold([RECORDED])
    assert (state.stage, state.held_on) == (Stage.CLOSED, HELD)
    assert state.notice == NoticeFacts(sent=SENT, held=HELD)


def test_a_meeting_recorded_without_its_convocation_claims_none() -> None:
    given().when(replace(RECORD, convened_on=None)).then(replace(RECORDED, convened_on=None))
    assert decider.fold([replace(RECORDED, convened_on=None)]).notice is None


def test_a_meeting_held_elsewhere_on_short_notice_by_an_idle_committee_is_recorded_with_irregularities() -> None:
    idle = replace(on_day(), active=False)
    given().when(replace(RECORD, convened_on=date(2024, 3, 8), committee_on_day=idle)).then(
        replace(RECORDED, convened_on=date(2024, 3, 8)),
        IrregularityNoticed(number=1, rule="committee-not-at-work", detail="committee-1", on=AFTER),
        IrregularityNoticed(
            number=2,
            rule="notice-too-short",
            article="notice",
            detail="5; 2",
            cure="The body: have the items adopted again by a meeting convened in time.",
            on=AFTER,
        ),
    )


def test_a_meeting_that_is_scheduled_here_is_not_recorded_from_elsewhere() -> None:
    given(scheduled()).when(RECORD).then_refused(MeetingAlreadyScheduled)


def test_a_recorded_meeting_under_unknown_bylaws_is_not_judged() -> None:
    unknown = on_day(None)
    given().when(replace(RECORD, convened_on=date(2024, 3, 10), committee_on_day=unknown)).then(
        replace(RECORDED, convened_on=date(2024, 3, 10), bylaws=None)
    )


@pytest.mark.parametrize("mode", MeetingMode)
def test_meetings_are_held_on_site_hybrid_by_video_in_writing_or_by_the_chair(mode: MeetingMode) -> None:
    given().when(replace(SCHEDULE, mode=mode)).then(scheduled(mode))


def test_the_agenda_is_what_stood_on_it_when_the_meeting_was_convened() -> None:
    state = decider.fold([scheduled(), item("1"), convened(), item("2", on_agenda=False)])
    assert {name: one.on_agenda for name, one in state.items.items()} == {"1": True, "2": False}


def test_everything_a_meeting_says_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(meeting)
    assert set(words.EVENTS_FR) == french.events_of(meeting)
