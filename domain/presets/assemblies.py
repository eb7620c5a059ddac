"""Departments and regions, with their permanent commissions."""

from domain.bylaws import (
    AgendaRule,
    BallotRule,
    ElectionRule,
    MajorityRule,
    NoticeRule,
    PublicationRule,
    QuorumRule,
)
from domain.decider import record, replace
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


@record
class _Assembly:
    """Where the code says of departments and regions the same things in other articles."""

    name: str
    title: str
    notice: str
    quorum: str
    interests: str
    votes: str
    proxies: str
    rooms: str
    minutes: str
    proxies_count: bool = False


def _assembly(texts: _Assembly) -> Preset:
    rooms = QuorumRule(
        reconvene_after=3,
        counts_video=True,
        counts_proxies=texts.proxies_count,
        representatives_leave=True,
        article=f"{texts.rooms}, {texts.quorum}, {texts.interests}",
        held=VIDEO_3DS,
    )
    return Preset(
        name=texts.name,
        title=texts.title,
        gives=DECIDES,
        notice=(NoticeRule(days=12, urgent_days=1, clear=False, article=texts.notice, held=CODE),),
        quorum=tuple(quorum_rules(texts.quorum, texts.interests, rooms, proxies=texts.proxies_count)),
        majority=(MajorityRule(casting_vote=True, article=f"{texts.quorum}, {texts.votes}", held=CODE),),
        proxies=proxy_rules(texts.proxies),
        ballots=(BallotRule(secret_by_video=False, article=texts.votes, held=CODE),),
        elections=(ElectionRule(by_video=False, article=texts.votes, held=CODE),),
        interests=interest_rules(texts.interests),
        modes=mode_rules(texts.notice, ((VIDEO_3DS, texts.rooms),)),
        agenda=(AgendaRule(article=texts.notice, held=CODE),),
        publication=(
            PublicationRule(article=texts.minutes, held=BEFORE_PUBLICITY),
            PublicationRule(list_days=7, minutes_days=7, article=texts.minutes, held=PUBLICITY),
        ),
    )


_DEPARTMENT = _Assembly(
    name="department-council",
    title="Conseil départemental",
    notice="CGCT L3121-19",
    quorum="CGCT L3121-14",
    interests="L3132-5",
    votes="CGCT L3121-15",
    proxies="CGCT L3121-16",
    rooms="CGCT L3121-9-1",
    minutes="CGCT L3121-13, L3131-1",
)
_REGION = _Assembly(
    name="region-council",
    title="Conseil régional",
    notice="CGCT L4132-18",
    quorum="CGCT L4132-13",
    interests="L4142-5",
    votes="CGCT L4132-14",
    proxies="CGCT L4132-15",
    rooms="CGCT L4132-9-1",
    minutes="CGCT L4132-12, L4141-1",
)
DEPARTMENT = _assembly(_DEPARTMENT)
DEPARTMENT_COMMISSION = _assembly(
    replace(
        _DEPARTMENT,
        name="department-permanent-commission",
        title="Commission permanente du conseil départemental",
        quorum="CGCT L3121-14-1",
        proxies_count=True,
    )
)
REGION = _assembly(_REGION)
REGION_COMMISSION = _assembly(
    replace(
        _REGION,
        name="region-permanent-commission",
        title="Commission permanente du conseil régional",
        quorum="CGCT L4132-13-1",
        proxies_count=True,
    )
)
