"""Amendments published as rows of their own, and the agreement each amends where exactly one fits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from application.grants.outcomes import Base, KnownGrant, New, Outcome
from application.grants.rows import Doubt


def based(outcomes: Sequence[Outcome], recorded: Iterable[KnownGrant]) -> list[Outcome]:
    """Each new amendment with the agreement it amends where exactly one fits, else with a doubt."""
    if not any(isinstance(one, New) and one.row.amends for one in outcomes):
        return list(outcomes)
    bases = _bases(outcomes, recorded)
    return [_with_base(one, bases) if isinstance(one, New) and one.row.amends else one for one in outcomes]


def _bases(outcomes: Iterable[Outcome], recorded: Iterable[KnownGrant]) -> Mapping[tuple[str, str, date], list[Base]]:
    bases: dict[tuple[str, str, date], list[Base]] = defaultdict(list)
    for outcome in outcomes:
        if isinstance(outcome, New) and not outcome.row.amends and (day := outcome.row.grant.agreed_on):
            who = outcome.row.identity
            bases[who.grantor, who.beneficiary, day].append(Base(row=outcome.row))
    for one in recorded:
        if not one.is_amendment and one.identity.on[:4].isdigit():
            day = date.fromisoformat(one.identity.on)
            bases[one.identity.grantor, one.identity.beneficiary, day].append(Base(agreement=one.agreement))
    return bases


def _with_base(new: New, bases: Mapping[tuple[str, str, date], list[Base]]) -> New:
    amends = new.row.amends
    who = new.row.identity
    signed_on = amends.signed_on if amends else None
    fitting = bases.get((who.grantor, who.beneficiary, signed_on), []) if signed_on else []
    if len(fitting) == 1:
        return replace(new, base=fitting[0])
    detail = signed_on.isoformat() if signed_on else ""
    doubt = Doubt(rule="amended-agreement-unknown", column="objet", value=new.row.grant.object or "", detail=detail)
    return replace(new, doubts=(doubt,))
