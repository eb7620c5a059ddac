from dataclasses import replace
from datetime import datetime

import pytest

from domain.bylaws import MeetingMode, OutcomeKind, ProxyRule, QuorumRule
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    Attendance,
    BeforeItBegan,
    BylawsUnknown,
    CallItem,
    GiveProxy,
    MeetingAdjourned,
    MeetingCancelled,
    MeetingClosed,
    MeetingNotOpen,
    MemberArrived,
    MemberLeft,
    NoProxyToRevoke,
    NotPresent,
    NotSeatedHere,
    PresenceOverlaps,
    ProxiesNotProvided,
    ProxyGiven,
    ProxyNotBetweenMembers,
    ProxyNotWritten,
    ProxyRevoked,
    RecordArrival,
    RecordDeparture,
    RecordOutcome,
    RevokeProxy,
    Stage,
    TooManyProxies,
    VideoNotProvided,
    decider,
    quorum_at,
    quorum_of,
    voters_at,
)
from tests.domain.council import (
    HELD,
    PAPER,
    after,
    at,
    convened,
    evening,
    item,
    meeting,
    opened,
    scheduled,
    with_bylaws,
)
from tests.scenario import Scenario


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def arrival(seat: str, moment: datetime, how: Attendance = Attendance.ON_SITE) -> RecordArrival:
    return RecordArrival(seat=seat, how=how, at=moment, today=HELD)


def departure(seat: str, moment: datetime) -> RecordDeparture:
    return RecordDeparture(seat=seat, at=moment, today=HELD)


def proxy(giver: str, holder: str, moment: datetime, *, written: bool = True) -> GiveProxy:
    return GiveProxy(giver=giver, holder=holder, written=written, at=moment, today=HELD)


def given_proxy(giver: str, holder: str, moment: datetime) -> ProxyGiven:
    return ProxyGiven(giver=giver, holder=holder, written=True, at=moment)


def met(history: tuple[object, ...], moment: datetime) -> int:
    figures = quorum_of(decider.fold(history), "1", moment)  # type: ignore[arg-type]  # events of a meeting
    assert figures is not None
    return figures.met


def test_presence_is_an_interval_from_arriving_until_leaving() -> None:
    history = after(evening("abc"), arrival("d", at(18, 10)), departure("d", at(18, 20)), arrival("d", at(18, 30)))
    moments = [at(18, 9), at(18, 10), at(18, 19), at(18, 20), at(18, 29), at(18, 30)]
    assert [met(history, moment) for moment in moments] == [3, 4, 4, 3, 3, 4]


def test_arriving_and_leaving_are_recorded() -> None:
    given(*evening("abc")).when(arrival("d", at(19))).then(MemberArrived(seat="d", how=Attendance.ON_SITE, at=at(19)))
    given(*evening()).when(departure("d", at(19))).then(MemberLeft(seat="d", at=at(19)))


def test_arriving_or_leaving_twice_changes_nothing() -> None:
    given(*evening()).when(arrival("d", at(19))).then_nothing()
    given(*evening(), MemberLeft(seat="d", at=at(19))).when(departure("d", at(19))).then_nothing()


def test_only_a_member_arrives_or_leaves() -> None:
    given(*evening()).when(arrival("z", at(19))).then_refused(NotSeatedHere, "z")
    given(*evening()).when(departure("z", at(19))).then_refused(NotSeatedHere, "z")


def test_only_somebody_there_leaves() -> None:
    given(*evening("abc")).when(departure("d", at(19))).then_refused(NotPresent, "d", at(19))


def test_nobody_is_in_two_places() -> None:
    hybrid = evening("abcd", mode=MeetingMode.HYBRID)
    given(*hybrid).when(arrival("d", at(19), Attendance.VIDEO)).then_refused(PresenceOverlaps, "d", at(19))


def test_an_arrival_learned_late_lasts_until_the_next_one_known_or_the_close() -> None:
    later = after(evening("abc"), arrival("d", at(20)), arrival("d", at(19)), departure("d", at(19, 30)))
    moments = [at(18, 59), at(19), at(19, 29), at(19, 30), at(20)]
    assert [met(later, moment) for moment in moments] == [3, 4, 4, 3, 4]
    closed = after((*evening("abc"), MeetingClosed(at=at(21))), replace(arrival("d", at(19)), source=PAPER))
    assert [met(closed, moment) for moment in (at(20, 59), at(21))] == [4, 0]


def test_video_counts_where_the_meeting_and_the_rule_provide_for_it() -> None:
    given(*evening("abc")).when(arrival("d", at(19), Attendance.VIDEO)).then_refused(VideoNotProvided, "d")
    without = after(evening("abc", mode=MeetingMode.HYBRID), arrival("d", at(19), Attendance.VIDEO))
    rooms = with_bylaws(quorum=QuorumRule(counts_video=True))
    counted = after(evening("abc", mode=MeetingMode.HYBRID, bylaws=rooms), arrival("d", at(19), Attendance.VIDEO))
    assert (met(without, at(19)), met(counted, at(19))) == (3, 4)


def test_presence_by_video_elsewhere_in_a_meeting_on_site_is_an_irregularity() -> None:
    command = replace(arrival("d", at(19), Attendance.VIDEO), source=PAPER)
    given(*evening("abc")).when(command).then(
        MemberArrived(seat="d", how=Attendance.VIDEO, source=PAPER, at=at(19)),
        IrregularityNoticed(number=1, rule="video-not-provided", article="modes", detail="d", on=HELD),
    )


@pytest.mark.parametrize(
    ("history", "stage"),
    [
        ((scheduled(), convened()), Stage.CONVENED),
        ((*evening(), MeetingAdjourned(at=at(19))), Stage.ADJOURNED),
        ((*evening(), MeetingClosed(at=at(21))), Stage.CLOSED),
    ],
)
def test_presence_is_noted_while_the_meeting_is_open(history: tuple[object, ...], stage: Stage) -> None:
    given(*history).when(departure("d", at(18, 30))).then_refused(MeetingNotOpen, stage)


def test_nobody_comes_before_the_opening_or_after_the_close() -> None:
    given(*evening("abc")).when(arrival("d", at(17))).then_refused(BeforeItBegan, at(17))
    late = replace(departure("d", at(22)), source=PAPER)
    given(*evening(), MeetingClosed(at=at(21))).when(late).then_refused(BeforeItBegan, at(22))


NOTED = after(
    evening("abcd"),
    CallItem(item="1", at=at(19), interests=()),
    RecordOutcome(item="1", kind=OutcomeKind.TAKEN_NOTE, on=HELD, interests=()),
)


def test_a_departure_learned_late_raises_an_irregularity_and_undoes_nothing() -> None:
    left = MemberLeft(seat="d", at=at(18, 50))
    given(*NOTED).when(departure("d", at(18, 50))).then(
        left,
        IrregularityNoticed(
            number=1,
            rule="quorum-not-met",
            article="quorum",
            detail="1; 4; 3",
            cure="The body: have the item adopted again with a quorum.",
            on=HELD,
        ),
    )
    assert decider.fold([*NOTED, left]).items["1"].outcome is not None


def test_a_departure_after_the_item_changes_nothing_about_it() -> None:
    given(*NOTED).when(departure("d", at(19, 1))).then(MemberLeft(seat="d", at=at(19, 1)))


def test_after_the_close_a_sheet_of_paper_can_still_correct_the_presence() -> None:
    closed = (*NOTED, MeetingClosed(at=at(21)))
    command = replace(departure("d", at(20)), source=PAPER)
    given(*closed).when(command).then(MemberLeft(seat="d", source=PAPER, at=at(20)))
    assert [stay.until for stay in meeting(closed, command).presence["d"]] == [at(20)]


def test_an_absent_member_votes_through_a_colleague_and_is_not_counted_for_the_quorum() -> None:
    given(*evening("abcd")).when(proxy("e", "a", at(18, 5))).then(given_proxy("e", "a", at(18, 5)))
    state = meeting(evening("abcd"), proxy("e", "a", at(18, 5)))
    (heads,) = quorum_at(state, state.items["1"], at(18, 5)).colleges
    assert (heads.on_site, heads.represented) == (4, 1)
    assert voters_at(state, state.items["1"], at(18, 5)) == {"a": "a", "b": "b", "c": "c", "d": "d", "e": "a"}


def test_giving_the_same_proxy_twice_changes_nothing() -> None:
    given(*evening("abcd"), given_proxy("e", "a", at(18))).when(proxy("e", "a", at(18, 5))).then_nothing()


def test_a_proxy_works_only_while_its_holder_is_there() -> None:
    state = meeting(evening("abcd"), proxy("e", "b", at(18, 5)), departure("b", at(18, 10)))
    moments = [at(18, 9), at(18, 10)]
    assert ["e" in voters_at(state, state.items["1"], moment) for moment in moments] == [True, False]


def test_one_proxy_a_holder() -> None:
    given(*evening("abcd"), given_proxy("e", "a", at(18))).when(proxy("f", "a", at(18, 5))).then_refused(
        TooManyProxies, "a", 1
    )
    two = with_bylaws(proxies=ProxyRule(per_holder=2))
    given(*evening("abcd", bylaws=two), given_proxy("e", "a", at(18))).when(proxy("f", "a", at(18, 5))).then(
        given_proxy("f", "a", at(18, 5))
    )


def test_a_second_proxy_held_elsewhere_is_an_irregularity() -> None:
    command = replace(proxy("f", "a", at(18, 5)), source=PAPER)
    given(*evening("abcd"), given_proxy("e", "a", at(18))).when(command).then(
        ProxyGiven(giver="f", holder="a", written=True, source=PAPER, at=at(18, 5)),
        IrregularityNoticed(
            number=1,
            rule="too-many-proxies",
            article="proxies",
            detail="a; 1",
            cure="The body: count the vote again without the proxy in excess.",
            on=HELD,
        ),
    )


def test_a_proxy_is_given_in_writing() -> None:
    given(*evening("abcd")).when(proxy("e", "a", at(18, 5), written=False)).then_refused(ProxyNotWritten, "e", "a")


def test_members_are_represented_only_where_the_rules_provide_for_it() -> None:
    given(*evening("abcd", bylaws=with_bylaws(proxies=None))).when(proxy("e", "a", at(18, 5))).then_refused(
        ProxiesNotProvided, "e", "a"
    )


@pytest.mark.parametrize(("giver", "holder"), [("a", "a"), ("e", "x"), ("x", "a")])
def test_a_proxy_passes_between_two_members_who_vote(giver: str, holder: str) -> None:
    given(*evening("abcdx")).when(proxy(giver, holder, at(18, 5))).then_refused(ProxyNotBetweenMembers, giver, holder)


def test_a_proxy_is_revocable() -> None:
    history = (*evening("abcd"), given_proxy("e", "a", at(18)))
    given(*history).when(RevokeProxy(giver="e", at=at(18, 10))).then(ProxyRevoked(giver="e", at=at(18, 10)))
    given(*history, ProxyRevoked(giver="e", at=at(18, 10))).when(RevokeProxy(giver="e", at=at(18, 20))).then_nothing()
    given(*evening("abcd")).when(RevokeProxy(giver="e", at=at(18, 10))).then_refused(NoProxyToRevoke, "e")
    state = meeting(history, RevokeProxy(giver="e", at=at(18, 10)))
    moments = [at(18, 9), at(18, 10)]
    assert ["e" in voters_at(state, state.items["1"], moment) for moment in moments] == [True, False]


def test_naming_another_holder_takes_the_first_proxy_back() -> None:
    given(*evening("abcd"), given_proxy("e", "a", at(18))).when(proxy("e", "b", at(18, 5))).then(
        ProxyRevoked(giver="e", at=at(18, 5)), given_proxy("e", "b", at(18, 5))
    )


def test_who_comes_in_person_takes_the_proxy_back() -> None:
    given(*evening("abcd"), given_proxy("e", "a", at(18))).when(arrival("e", at(19))).then(
        MemberArrived(seat="e", how=Attendance.ON_SITE, at=at(19)), ProxyRevoked(giver="e", at=at(19))
    )


def test_a_proxy_given_before_the_meeting_ends_where_the_giver_is_there_at_the_opening() -> None:
    before = (scheduled(), convened(), given_proxy("b", "a", at(12)), given_proxy("e", "c", at(12)))
    state = decider.fold([*before, opened("abcd")])
    assert [one.until for one in state.proxies] == [at(18), None]


def test_a_proxy_is_given_under_the_bylaws_of_the_meeting() -> None:
    given(scheduled()).when(proxy("e", "a", at(12))).then_refused(BylawsUnknown, HELD)
    given(scheduled(), convened()).when(proxy("e", "a", at(12))).then(given_proxy("e", "a", at(12)))


def test_a_proxy_given_before_the_meeting_to_somebody_who_does_not_vote_counts_for_nothing() -> None:
    state = decider.fold([scheduled(), item("1"), convened(), given_proxy("e", "x", at(12)), opened("abcdx")])
    assert "e" not in voters_at(state, state.items["1"], at(18))


def test_no_proxy_is_given_for_a_meeting_that_does_not_take_place() -> None:
    cancelled = (scheduled(), MeetingCancelled(reason="neige", on=HELD))
    given(*cancelled).when(proxy("e", "a", at(12))).then_refused(MeetingNotOpen, Stage.CANCELLED)
