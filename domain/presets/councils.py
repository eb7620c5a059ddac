"""Municipal councils and inter-municipal bodies."""

from datetime import date

from domain.bylaws import (
    AgendaRule,
    BallotRule,
    ElectionRule,
    MajorityRule,
    NoticeRule,
    PublicationRule,
    QuorumRule,
)
from domain.decider import replace
from domain.presets.preset import DECIDES, Preset
from domain.presets.texts import (
    BEFORE_PUBLICITY,
    CODE,
    PUBLICITY,
    VIDEO_3DS,
    interest_rules,
    mode_rules,
    proxy_rules,
    quorum_rules,
)
from domain.values import Period


def _municipal(name: str, title: str, days: int, article: str) -> Preset:
    return Preset(
        name=name,
        title=title,
        gives=DECIDES,
        notice=(NoticeRule(days=days, urgent_days=1, article=article, held=CODE),),
        quorum=tuple(quorum_rules("CGCT L2121-17", "L2131-11")),
        majority=(MajorityRule(casting_vote=True, article="CGCT L2121-20", held=CODE),),
        proxies=proxy_rules("CGCT L2121-20"),
        ballots=(BallotRule(secret_by_video=False, article="CGCT L2121-21", held=CODE),),
        elections=(ElectionRule(by_video=False, article="CGCT L2121-21", held=CODE),),
        interests=interest_rules("L2131-11"),
        modes=mode_rules("CGCT L2121-7"),
        agenda=(AgendaRule(article="CGCT L2121-10", held=CODE),),
        publication=(
            PublicationRule(list_days=7, article="CGCT L2121-25", held=BEFORE_PUBLICITY),
            PublicationRule(list_days=7, minutes_days=7, article="CGCT L2121-15, L2121-25", held=PUBLICITY),
        ),
    )


MUNICIPAL_OVER = _municipal(
    "municipal-council-over-3500", "Conseil municipal (3 500 habitants et plus)", 5, "CGCT L2121-12"
)
MUNICIPAL_UNDER = _municipal(
    "municipal-council-under-3500", "Conseil municipal (moins de 3 500 habitants)", 3, "CGCT L2121-11"
)
ROOMS_2020 = Period(start=date(2020, 10, 31), end=date(2022, 7, 31))
"""Decree 2020-904 of 24 July 2020 set when councils of communities could first meet in several rooms."""
INTER_MUNICIPAL = replace(
    MUNICIPAL_OVER,
    name="inter-municipal-body",
    title="Organe délibérant d'un établissement public de coopération intercommunale",
    notice=(NoticeRule(days=5, urgent_days=1, article="CGCT L5211-1, L2121-12", held=CODE),),
    quorum=tuple(
        quorum_rules(
            "CGCT L5211-1, L2121-17",
            "L5211-3, L2131-11",
            QuorumRule(
                reconvene_after=3, counts_video=True, article="CGCT L5211-11-1, L5211-1, L2121-17", held=ROOMS_2020
            ),
            QuorumRule(
                reconvene_after=3,
                counts_video=True,
                representatives_leave=True,
                article="CGCT L5211-11-1, L5211-1, L2121-17, L5211-3, L2131-11",
                held=VIDEO_3DS,
            ),
        )
    ),
    majority=(MajorityRule(casting_vote=True, article="CGCT L5211-1, L2121-20", held=CODE),),
    proxies=proxy_rules("CGCT L5211-1, L2121-20"),
    ballots=(
        BallotRule(secret_by_video=False, article="CGCT L5211-1, L2121-21", held=CODE),
        BallotRule(secret_by_video=False, article="CGCT L5211-11-1", held=VIDEO_3DS),
    ),
    elections=(
        ElectionRule(by_video=False, article="CGCT L5211-1, L2121-21", held=CODE),
        ElectionRule(by_video=False, article="CGCT L5211-11-1, L2121-21", held=VIDEO_3DS),
    ),
    interests=interest_rules("L5211-3, L2131-11"),
    modes=mode_rules(
        "CGCT L5211-11",
        ((ROOMS_2020, "CGCT L5211-11-1 (loi n° 2019-1461)"), (VIDEO_3DS, "CGCT L5211-11-1 (loi n° 2022-217)")),
    ),
    agenda=(AgendaRule(article="CGCT L5211-1, L2121-10", held=CODE),),
    publication=(
        PublicationRule(list_days=7, article="CGCT L5211-1, L2121-25", held=BEFORE_PUBLICITY),
        PublicationRule(list_days=7, minutes_days=7, article="CGCT L5211-1, L2121-15, L2121-25", held=PUBLICITY),
    ),
)
