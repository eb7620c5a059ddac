"""The code of local authorities and the emergency laws, as far as several bodies share them."""

from collections.abc import Iterator
from datetime import date

from domain.bylaws import (
    InterestRule,
    ModeRule,
    ProxyRule,
    QuorumRule,
    Share,
)
from domain.decider import replace
from domain.presets.preset import IN_ROOM, JOINED
from domain.values import Period


def since(year: int, month: int, day: int) -> Period:
    return Period(start=date(year, month, day))


CODE = since(1996, 2, 24)
"""The code of local authorities (law 96-142 of 21 February 1996, published on the 24th)."""
BEFORE_3DS = Period(start=CODE.start, end=date(2022, 2, 22))
SINCE_3DS = since(2022, 2, 23)
"""Law 2022-217 of 21 February 2022, art. 217: representatives who stand aside leave the count of members in office."""
VIDEO_3DS = since(2022, 8, 1)
"""The same law, art. 170: rooms joined by video."""
PUBLICITY = since(2022, 7, 1)
"""Ordinance 2021-1310 of 7 October 2021: list of deliberations and minutes."""
BEFORE_PUBLICITY = Period(start=CODE.start, end=date(2022, 6, 30))
COVID_FIRST = Period(start=date(2020, 3, 24), end=date(2020, 7, 10))
COVID_SECOND = Period(start=date(2020, 7, 11), end=date(2020, 8, 30))
COVID_THIRD = Period(start=date(2020, 10, 17), end=date(2021, 9, 30))
COVID_FOURTH = Period(start=date(2021, 11, 11), end=date(2022, 7, 31))
COVID = (
    (COVID_FIRST, "loi n° 2020-290 du 23 mars 2020, art. 10"),
    (COVID_SECOND, "loi n° 2020-290 du 23 mars 2020, art. 10, modifié par la loi n° 2020-760"),
    (COVID_THIRD, "loi n° 2020-290 du 23 mars 2020, art. 10 ; loi n° 2020-1379 du 14 novembre 2020, art. 6"),
    (COVID_FOURTH, "loi n° 2021-1465 du 10 novembre 2021, art. 10"),
)


def quorum_rules(article: str, interests: str, *rooms: QuorumRule, proxies: bool = False) -> Iterator[QuorumRule]:
    """More than half of the members in office, under each text since the code; a third under the emergency laws."""
    plain = QuorumRule(reconvene_after=3, counts_proxies=proxies, article=article, held=BEFORE_3DS)
    yield plain
    yield replace(plain, representatives_leave=True, article=f"{article}, {interests}", held=SINCE_3DS)
    yield from rooms
    for period, law in COVID:
        third = QuorumRule(
            share=Share(numerator=1, denominator=3, exceeded=False),
            counts_video=True,
            counts_proxies=period is COVID_FIRST,
            representatives_leave=period is COVID_FOURTH,
            reconvene_after=3,
            article=law,
            held=period,
        )
        yield from _split(third, interests)


def _split(third: QuorumRule, interests: str) -> Iterator[QuorumRule]:
    """The last emergency law outlasted the change about representatives: its rule is two rules."""
    if third.held.end is None or SINCE_3DS.start is None or third.held.end < SINCE_3DS.start:
        yield third
        return
    before = Period(start=third.held.start, end=BEFORE_3DS.end)
    after = Period(start=SINCE_3DS.start, end=third.held.end)
    yield replace(third, representatives_leave=False, held=before)
    yield replace(third, article=f"{third.article}, {interests}", held=after)


def interest_rules(article: str) -> tuple[InterestRule, ...]:
    return (
        InterestRule(article=f"CGCT {article}", held=BEFORE_3DS),
        InterestRule(article=f"CGCT {article}, L1111-6", held=SINCE_3DS),
    )


def proxy_rules(article: str) -> tuple[ProxyRule, ...]:
    two = (ProxyRule(per_holder=2, article=law, held=period) for period, law in COVID)
    return (ProxyRule(per_holder=1, article=article, held=CODE), *two)


def mode_rules(article: str, rooms: tuple[tuple[Period, str], ...] = ()) -> tuple[ModeRule, ...]:
    emergency = (
        ModeRule(modes=JOINED, article="ordonnance n° 2020-391 du 1er avril 2020, art. 6", held=COVID_FIRST),
        ModeRule(modes=JOINED, article="ordonnance n° 2020-391 du 1er avril 2020, art. 6", held=COVID_SECOND),
        ModeRule(modes=JOINED, article="loi n° 2020-1379 du 14 novembre 2020, art. 6", held=COVID_THIRD),
        ModeRule(modes=JOINED, article="loi n° 2021-1465 du 10 novembre 2021, art. 10", held=COVID_FOURTH),
    )
    joined = (ModeRule(modes=JOINED, article=text, held=period) for period, text in rooms)
    return (ModeRule(modes=IN_ROOM, article=article, held=CODE), *joined, *emergency)
