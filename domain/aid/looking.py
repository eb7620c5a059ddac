"""A look over all grants on a day: which rules are not met, which are met again, and what nobody can tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from domain.agreement import due
from domain.agreement.parts import Natures, PartyNature
from domain.agreement.state import Agreement
from domain.aid import rules
from domain.aid.grants import UNKNOWN, Grant, Granted, granted
from domain.aid.rules import OWN, Breach
from domain.decider import record, replace
from domain.irregularity import IrregularityState, NoticeIrregularity, RegulariseIrregularity, rule_name
from domain.values import AgreementId, OrganisationId

Agreements = Mapping[AgreementId, Agreement]
MET = "Règle respectée au vu des pièces et des écritures du {day}."
_NAMES = frozenset(rule_name(one) for one in OWN)


@record
class Found:
    """What a look came to: `checked` grants, `unclear` ones that lack a year, a sum or a body, and every breach.

    `doubtful` are breaches if bodies of which nobody said what they are in law are associations: somebody has to say.
    """

    checked: int
    unclear: int
    breaches: tuple[Breach, ...]
    doubtful: tuple[Breach, ...] = ()


@record
class Step:
    """A command to the agreement that it concerns."""

    agreement: AgreementId
    command: NoticeIrregularity | RegulariseIrregularity


def look(agreements: Agreements, today: date, natures: Natures) -> Found:
    """Every rule over every grant known by that day; `natures` is what the register knows of each body."""
    known = {name: granted(name, one, natures) for name, one in agreements.items()}
    every = [grant for one in known.values() for grant in one.grants if grant.on <= today]
    audited = frozenset(pair for one in agreements.values() for pair in rules.audited_years(one))
    its_own = [one for name, each in agreements.items() for one in _of_its_own(name, each, known[name])]
    sure = dict.fromkeys((*_together(every, audited, today), *its_own))
    supposed = [replace(one, nature=PartyNature.ASSOCIATION) if one.nature is UNKNOWN else one for one in every]
    return Found(
        checked=len(every),
        unclear=sum(one.unclear for one in known.values()),
        breaches=tuple(sure),
        doubtful=tuple(dict.fromkeys(one for one in _together(supposed, audited, today) if one not in sure)),
    )


def _together(grants: Sequence[Grant], audited: frozenset[tuple[OrganisationId, int]], today: date) -> Iterator[Breach]:
    yield from rules.unwritten(grants)
    yield from rules.over_ceiling(grants)
    yield from rules.schemeless(grants)
    yield from rules.unentrusted(grants)
    yield from rules.unaudited(grants, audited, today)


def _of_its_own(name: AgreementId, agreement: Agreement, known: Granted) -> Iterator[Breach]:
    yield from rules.undecided(name, agreement, known.grants)
    yield from rules.incomplete(name, agreement)


def follows(agreements: Agreements, found: Found, today: date) -> Iterator[Step]:
    """The commands that put what was found on file; what is open or accepted there is not noticed again."""
    broken: dict[AgreementId, list[Breach]] = {}
    for one in found.breaches:
        broken.setdefault(one.agreement, []).append(one)
    for name, agreement in agreements.items():
        mine = broken.get(name, [])
        yield from _noticed(name, agreement, mine)
        yield from _late(name, agreement, today)
        if not granted(name, agreement, {}).unclear:
            yield from _met_again(name, agreement, mine, today)


def _noticed(name: AgreementId, agreement: Agreement, mine: list[Breach]) -> Iterator[Step]:
    standing = {
        (one.rule, one.detail) for one in agreement.irregularities if one.state is not IrregularityState.REGULARISED
    }
    for one in mine:
        if (rule_name(one.rule), one.detail) not in standing:
            standing.add((rule_name(one.rule), one.detail))
            notice = NoticeIrregularity(
                rule=rule_name(one.rule), article=one.article, detail=one.detail, cure=one.cure, on=one.on
            )
            yield Step(agreement=name, command=notice)


def _late(name: AgreementId, agreement: Agreement, today: date) -> Iterator[Step]:
    """Reports that the calendar alone makes late."""
    for one in due(agreement, today):
        if isinstance(one, NoticeIrregularity):
            yield Step(agreement=name, command=one)


def _met_again(name: AgreementId, agreement: Agreement, mine: list[Breach], today: date) -> Iterator[Step]:
    broken = {(rule_name(one.rule), one.detail) for one in mine}
    for one in agreement.irregularities:
        is_open = one.state is IrregularityState.OPEN and one.rule in _NAMES
        if is_open and (one.rule, one.detail) not in broken:
            how = MET.format(day=today.isoformat())
            yield Step(
                agreement=name,
                command=RegulariseIrregularity(number=one.number, how=how, on=max(today, one.noticed_on)),
            )
