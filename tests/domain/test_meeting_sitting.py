from dataclasses import replace
from datetime import UTC, date, datetime

from domain.bylaws import MeetingMode, OutcomeKind
from domain.meeting import (
    AdjournMeeting,
    BeforeItBegan,
    BylawsUnknown,
    CallItem,
    ChairMissing,
    CloseMeeting,
    DesignateSecretary,
    FindNoQuorum,
    GiveProxy,
    MeetingAdjourned,
    MeetingClosed,
    MeetingNotOpen,
    MeetingReconvened,
    MeetingResumed,
    NoQuorumFound,
    NotAConsultation,
    NotConvened,
    NotSeatedHere,
    NoUrgencyToSettle,
    OpenMeeting,
    OpenVote,
    QuorumIsThere,
    RecordOutcome,
    ResumeMeeting,
    SecretaryDesignated,
    SettleUrgency,
    Stage,
    Urgency,
    UrgencyNotRatified,
    UrgencyRatified,
    UrgencyRefused,
    VideoNotProvided,
    decider,
    quorum_of,
)
from tests.domain.council import (
    AFTER,
    HELD,
    after,
    at,
    convened,
    evening,
    meeting,
    on_day,
    opened,
    scheduled,
    with_bylaws,
)
from tests.scenario import Scenario

ALL = frozenset("abcdefg")


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def opening(on_site: str = "abcdefg", by_video: str = "", **others: object) -> OpenMeeting:
    fields: dict[str, object] = {"at": at(18), "committee_on_day": on_day(), **others}
    return OpenMeeting(on_site=frozenset(on_site), by_video=frozenset(by_video), **fields)  # type: ignore[arg-type]


def test_a_convened_meeting_opens_with_the_members_and_rules_of_its_day() -> None:
    given(scheduled(), convened()).when(opening()).then(opened())


def test_only_a_convened_meeting_opens() -> None:
    given(scheduled()).when(opening()).then_refused(NotConvened, Stage.SCHEDULED)
    given(*evening()).when(opening()).then_refused(NotConvened, Stage.OPENED)


def test_a_meeting_opens_under_the_bylaws_of_its_day() -> None:
    given(scheduled(), convened()).when(opening(committee_on_day=on_day(None))).then_refused(BylawsUnknown, HELD)


def test_only_members_are_there() -> None:
    given(scheduled(), convened()).when(opening("abz")).then_refused(NotSeatedHere, "z")


def test_somebody_who_votes_and_is_there_chairs() -> None:
    given(scheduled(), convened()).when(opening("bcdef")).then_refused(ChairMissing, "a")
    given(scheduled(), convened()).when(opening("abx", chair="x")).then_refused(ChairMissing, "x")
    given(scheduled(), convened()).when(opening("bcdef", chair="b")).then(replace(opened("bcdef"), chair="b"))


def test_members_take_part_by_video_only_in_a_meeting_held_that_way() -> None:
    given(scheduled(), convened()).when(opening("abcd", "ef")).then_refused(VideoNotProvided, "e, f")
    given(scheduled(MeetingMode.HYBRID), convened()).when(opening("abcd", "ef")).then(opened("abcd", "ef"))


def test_a_written_consultation_is_not_opened_as_a_meeting() -> None:
    given(scheduled(MeetingMode.WRITTEN), convened()).when(opening()).then_refused(
        NotAConsultation, MeetingMode.WRITTEN
    )


def test_the_urgency_is_ratified_or_refused_at_the_opening() -> None:
    urgent = evening(urgent=True)
    given(*urgent).when(SettleUrgency(accepted=True, at=at(18, 1))).then(UrgencyRatified(at=at(18, 1)))
    given(*urgent).when(SettleUrgency(accepted=False, at=at(18, 1))).then(UrgencyRefused(at=at(18, 1)))
    assert meeting(urgent, SettleUrgency(accepted=False, at=at(18, 1))).urgency is Urgency.REFUSED


def test_the_urgency_is_settled_once_and_only_where_there_was_one() -> None:
    urgent = (*evening(urgent=True), UrgencyRatified(at=at(18, 1)))
    given(*urgent).when(SettleUrgency(accepted=True, at=at(18, 2))).then_nothing()
    given(*urgent).when(SettleUrgency(accepted=False, at=at(18, 2))).then_refused(NoUrgencyToSettle, Urgency.RATIFIED)
    given(*evening()).when(SettleUrgency(accepted=True, at=at(18, 2))).then_refused(NoUrgencyToSettle, Urgency.NONE)


def test_nothing_is_decided_until_the_urgency_is_ratified() -> None:
    note = RecordOutcome(item="1", kind=OutcomeKind.CONSENSUS, on=HELD, interests=())
    called = after(evening(urgent=True), CallItem(item="1", at=at(18, 5), interests=()))
    given(*called).when(note).then_refused(UrgencyNotRatified, "1")
    given(*called, UrgencyRefused(at=at(18, 6))).when(note).then_refused(UrgencyNotRatified, "1")
    ratified = meeting((*called, UrgencyRatified(at=at(18, 6))), replace(note, kind=OutcomeKind.TAKEN_NOTE))
    assert ratified.items["1"].outcome is not None


def test_secretaries_are_members() -> None:
    named = SecretaryDesignated(seats=frozenset("b"), at=at(18, 1))
    given(*evening()).when(DesignateSecretary(seats=frozenset("b"), at=at(18, 1))).then(named)
    given(*evening(), named).when(DesignateSecretary(seats=frozenset("b"), at=at(18, 2))).then_nothing()
    given(*evening()).when(DesignateSecretary(seats=frozenset("z"), at=at(18, 1))).then_refused(NotSeatedHere, "z")


def test_a_meeting_with_too_few_members_is_found_without_quorum() -> None:
    given(*evening("abc")).when(FindNoQuorum(at=at(18, 10))).then(NoQuorumFound(required=4, met=3, at=at(18, 10)))


def test_a_meeting_with_its_quorum_is_not_sent_home() -> None:
    given(*evening("abcd")).when(FindNoQuorum(at=at(18, 10))).then_refused(QuorumIsThere, 4, 4)
    none = evening("a", bylaws=with_bylaws(quorum=None))
    given(*none).when(FindNoQuorum(at=at(18, 10))).then_refused(QuorumIsThere)


def test_proxies_do_not_make_the_quorum() -> None:
    history = after(evening("abc"), GiveProxy(giver="d", holder="a", written=True, at=at(18, 1), today=HELD))
    given(*history).when(FindNoQuorum(at=at(18, 10))).then(NoQuorumFound(required=4, met=3, at=at(18, 10)))


def test_convened_again_the_meeting_needs_no_quorum_for_the_same_items() -> None:
    later = datetime(2024, 3, 14, 18, tzinfo=UTC)
    history = (
        *evening("abc"),
        NoQuorumFound(required=4, met=3, at=at(18, 10)),
        MeetingReconvened(held_on=date(2024, 3, 14), on=AFTER),
    )
    again = after(
        history,
        opening("ab", at=later),
        CallItem(item="1", at=later, interests=()),
        OpenVote(item="1", at=later, interests=()),
    )
    figures = quorum_of(decider.fold(again), "1", later)
    assert figures is not None
    assert (figures.required, figures.met, figures.holds) == (0, 2, True)


def test_those_sent_home_are_not_there_the_second_time() -> None:
    state = meeting(
        (
            *evening("abc"),
            NoQuorumFound(required=4, met=3, at=at(18, 10)),
            MeetingReconvened(held_on=date(2024, 3, 14), on=AFTER),
        ),
        opening("a", at=datetime(2024, 3, 14, 18, tzinfo=UTC)),
    )
    assert [stay.until for stay in state.presence["b"]] == [at(18, 10)]
    assert [stay.until for stay in state.presence["a"]] == [at(18, 10), None]


def test_an_adjourned_meeting_goes_on_with_those_who_come_back() -> None:
    adjourned = MeetingAdjourned(until=at(20), at=at(19))
    resumed = MeetingResumed(on_site=frozenset("abcde"), at=at(20))
    given(*evening()).when(AdjournMeeting(until=at(20), at=at(19))).then(adjourned)
    given(*evening(), adjourned).when(AdjournMeeting(until=at(20), at=at(19))).then_nothing()
    given(*evening(), adjourned).when(ResumeMeeting(on_site=frozenset("abcde"), at=at(20))).then(resumed)
    figures = [
        quorum_of(decider.fold([*evening(), adjourned, resumed]), "1", moment)
        for moment in (at(18, 30), at(19, 30), at(20))
    ]
    assert [one.met for one in figures if one is not None] == [7, 0, 5]


def test_only_an_adjourned_meeting_resumes_with_members_in_a_way_provided_for() -> None:
    given(*evening()).when(ResumeMeeting(at=at(20))).then_refused(MeetingNotOpen, Stage.OPENED)
    adjourned = (*evening(), MeetingAdjourned(at=at(19)))
    given(*adjourned).when(ResumeMeeting(on_site=frozenset("z"), at=at(20))).then_refused(NotSeatedHere, "z")
    given(*adjourned).when(ResumeMeeting(by_video=frozenset("a"), at=at(20))).then_refused(VideoNotProvided, "a")


def test_a_meeting_is_closed_once() -> None:
    closed = MeetingClosed(at=at(21))
    given(*evening()).when(CloseMeeting(at=at(21))).then(closed)
    given(*evening(), MeetingAdjourned(at=at(19))).when(CloseMeeting(at=at(21))).then(closed)
    given(*evening(), closed).when(CloseMeeting(at=at(22))).then_nothing()
    given(scheduled()).when(CloseMeeting(at=at(21))).then_refused(MeetingNotOpen, Stage.SCHEDULED)


def test_nothing_happens_before_the_opening() -> None:
    given(*evening()).when(CloseMeeting(at=at(17))).then_refused(BeforeItBegan, at(17))
