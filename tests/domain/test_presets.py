from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.bylaws import (
    CollegeCount,
    CollegePresence,
    MeetingMode,
    OutcomeKind,
    QuorumFacts,
    quorum_figures,
    unsound,
)
from domain.presets import PRESETS, NoTextThatDay, UnknownPreset, bylaws_of, names, versions

TODAY = date(2024, 3, 11)
OVER, UNDER = "municipal-council-over-3500", "municipal-council-under-3500"
STATUTORY = tuple(
    name
    for name in names()
    if name
    not in {
        "steering-committee",
        "dialogue-committee",
        "association-general-meeting",
        "regional-sse-conference",
    }
)
FIRST = {"regional-sse-conference": date(2014, 8, 2)}
"""Since when a body has rules; the others are older than the code."""


def quorum(name: str, day: date, **heads: int) -> tuple[int, int]:
    facts = QuorumFacts(colleges=(CollegePresence(**heads),))  # type: ignore[arg-type]  # whole numbers only
    figures = quorum_figures(bylaws_of(name, day).quorum, facts)
    assert figures is not None
    return figures.required, figures.met


def test_every_body_of_the_design_ships() -> None:
    assert set(names()) == {
        "municipal-council-under-3500",
        "municipal-council-over-3500",
        "inter-municipal-body",
        "department-council",
        "department-permanent-commission",
        "region-council",
        "region-permanent-commission",
        "steering-committee",
        "dialogue-committee",
        "association-general-meeting",
        "regional-sse-conference",
    }


@pytest.mark.parametrize("name", names())
def test_every_shipped_rule_makes_sense_names_its_text_and_held_on_its_day(name: str) -> None:
    for version in versions(name, FIRST.get(name, date(1996, 2, 24))):
        bylaws = version.bylaws
        assert unsound(bylaws) == ()
        rules = [bylaws.notice, bylaws.quorum, bylaws.majority, bylaws.proxies, bylaws.elections, bylaws.modes]
        for rule in (*rules, bylaws.agenda, bylaws.publication):
            if rule is not None:
                assert rule.article
                assert rule.held.start is not None
                assert rule.held.holds(version.since)


@pytest.mark.parametrize("name", names())
def test_between_two_versions_no_text_changes(name: str) -> None:
    found = versions(name, FIRST.get(name, date(1996, 2, 24)))
    for version, following in pairwise(found):
        assert bylaws_of(name, following.since - timedelta(days=1)) == version.bylaws
        assert following.bylaws != version.bylaws


@pytest.mark.parametrize(("name", "days", "article"), [(UNDER, 3, "CGCT L2121-11"), (OVER, 5, "CGCT L2121-12")])
def test_a_municipal_council_is_convened_3_or_5_clear_days_before_and_never_under_1(
    name: str, days: int, article: str
) -> None:
    notice = bylaws_of(name, TODAY).notice
    assert notice is not None
    assert (notice.days, notice.urgent_days, notice.clear, notice.article) == (days, 1, True, article)


def test_a_municipal_quorum_is_more_than_half_present_in_person() -> None:
    assert quorum(OVER, TODAY, in_office=33, on_site=16, by_video=10, represented=5) == (17, 16)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 3, 23), (17, 10)),
        (date(2020, 3, 24), (11, 18)),
        (date(2020, 7, 10), (11, 18)),
        (date(2020, 7, 11), (11, 15)),
        (date(2020, 8, 30), (11, 15)),
        (date(2020, 8, 31), (17, 10)),
        (date(2021, 9, 30), (11, 15)),
        (date(2021, 10, 1), (17, 10)),
        (date(2021, 11, 11), (11, 15)),
        (date(2022, 7, 31), (11, 15)),
        (date(2022, 8, 1), (17, 10)),
    ],
)
def test_a_meeting_is_judged_under_the_text_of_its_day(day: date, expected: tuple[int, int]) -> None:
    assert quorum(OVER, day, in_office=33, on_site=10, by_video=5, represented=3) == expected


def test_representatives_leave_the_count_since_february_2022() -> None:
    heads = {"in_office": 33, "on_site": 15, "recused": 4, "representatives": 4}
    assert quorum(OVER, date(2021, 10, 5), **heads) == (17, 15)
    assert quorum(OVER, date(2022, 8, 1), **heads) == (15, 15)


@pytest.mark.parametrize("name", STATUTORY)
def test_one_proxy_a_holder_and_two_under_the_emergency_laws(name: str) -> None:
    proxies = [bylaws_of(name, day).proxies for day in (TODAY, date(2020, 6, 8))]
    assert [rule.per_holder for rule in proxies if rule is not None] == [1, 2]


@pytest.mark.parametrize("name", STATUTORY)
def test_statutory_bodies_reconvene_after_three_days_break_ties_and_elect_in_three_rounds(name: str) -> None:
    bylaws = bylaws_of(name, TODAY)
    assert bylaws.quorum is not None
    assert bylaws.quorum.reconvene_after == 3
    assert bylaws.majority.casting_vote
    assert bylaws.elections is not None
    assert (bylaws.elections.absolute_rounds, bylaws.elections.eldest) == (2, True)
    assert (bylaws.publication.list_days, bylaws.publication.minutes_days) == (7, 7)
    assert bylaws.agenda.closed
    assert not bylaws.ballots.electronic_secret


def test_an_inter_municipal_body_counts_its_rooms_together_votes_in_public_and_does_not_elect_by_video() -> None:
    bylaws = bylaws_of("inter-municipal-body", TODAY)
    assert quorum("inter-municipal-body", TODAY, in_office=10, on_site=2, by_video=4) == (6, 6)
    assert MeetingMode.VIDEO in bylaws.modes.modes
    assert not bylaws.ballots.secret_by_video
    assert bylaws.elections is not None
    assert not bylaws.elections.by_video


def test_a_municipal_council_has_no_video_outside_the_emergency_laws() -> None:
    assert bylaws_of(OVER, TODAY).modes.modes == {MeetingMode.ON_SITE}
    assert MeetingMode.VIDEO in bylaws_of(OVER, date(2020, 6, 8)).modes.modes


@pytest.mark.parametrize("kind", ["department", "region"])
def test_a_permanent_commission_counts_the_represented_where_the_council_does_not(kind: str) -> None:
    heads = {"in_office": 10, "on_site": 4, "represented": 2}
    assert quorum(f"{kind}-council", TODAY, **heads) == (6, 4)
    assert quorum(f"{kind}-permanent-commission", TODAY, **heads) == (6, 6)


@pytest.mark.parametrize("kind", ["department", "region"])
def test_departments_and_regions_send_reports_twelve_days_before(kind: str) -> None:
    notice = bylaws_of(f"{kind}-council", TODAY).notice
    assert notice is not None
    assert (notice.days, notice.urgent_days, notice.clear) == (12, 1, False)


def test_a_steering_committee_works_by_consensus_and_a_decision_list_suffices() -> None:
    bylaws = bylaws_of("steering-committee", TODAY)
    assert bylaws.majority.consensus
    assert bylaws.quorum is None
    assert OutcomeKind.CONSENSUS in bylaws.gives
    assert not bylaws.publication.minutes


def test_a_dialogue_committee_advises_by_colleges() -> None:
    bylaws = bylaws_of("dialogue-committee", TODAY)
    assert bylaws.majority.colleges is CollegeCount.EACH
    assert OutcomeKind.DECISION not in bylaws.gives


def test_before_its_text_a_set_of_rules_cannot_be_named() -> None:
    with pytest.raises(NoTextThatDay):
        bylaws_of(OVER, date(1995, 1, 1))


def test_a_set_of_rules_that_does_not_ship_cannot_be_named() -> None:
    with pytest.raises(UnknownPreset) as refusal:
        bylaws_of("parliament", TODAY)
    assert refusal.value.args == ("parliament", ", ".join(PRESETS))
