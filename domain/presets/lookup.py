"""The rules of a named body on a day, and every later change of their texts."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain.bylaws import (
    AgendaRule,
    BallotRule,
    Bylaws,
    InterestRule,
    ModeRule,
    PublicationRule,
)
from domain.presets.assemblies import DEPARTMENT, DEPARTMENT_COMMISSION, REGION, REGION_COMMISSION
from domain.presets.conference import CONFERENCE
from domain.presets.councils import INTER_MUNICIPAL, MUNICIPAL_OVER, MUNICIPAL_UNDER
from domain.presets.free import ASSEMBLY, DIALOGUE, STEERING
from domain.presets.preset import Dated, DatedBylaws, NoTextThatDay, Preset, R, UnknownPreset


def bylaws_of(name: str, day: date) -> Bylaws:
    """The named set of rules as it stood that day. Raises UnknownPreset, NoTextThatDay."""
    preset = _named(name)
    majority = _held(preset.majority, day)
    if majority is None:
        raise NoTextThatDay(name, day)
    return Bylaws(
        title=preset.title,
        preset=preset.name,
        gives=preset.gives,
        notice=_held(preset.notice, day),
        quorum=_held(preset.quorum, day),
        majority=majority,
        proxies=_held(preset.proxies, day),
        ballots=_held(preset.ballots, day) or BallotRule(),
        elections=_held(preset.elections, day),
        interests=_held(preset.interests, day) or InterestRule(),
        modes=_held(preset.modes, day) or ModeRule(),
        agenda=_held(preset.agenda, day) or AgendaRule(closed=False),
        publication=_held(preset.publication, day) or PublicationRule(),
    )


def versions(name: str, since: date) -> tuple[DatedBylaws, ...]:
    """The named set of rules from that day on: as it stood then, and again at each later change of a text."""
    days = sorted({since, *(day for day in _changes(_named(name)) if day > since)})
    found: list[DatedBylaws] = []
    for day in days:
        bylaws = bylaws_of(name, day)
        if not found or found[-1].bylaws != bylaws:
            found.append(DatedBylaws(since=day, bylaws=bylaws))
    return tuple(found)


def names() -> tuple[str, ...]:
    return tuple(PRESETS)


def _named(name: str) -> Preset:
    try:
        return PRESETS[name]
    except KeyError:
        raise UnknownPreset(name, ", ".join(PRESETS)) from None


def _held(rules: Iterable[R], day: date) -> R | None:
    return next((rule for rule in reversed(tuple(rules)) if rule.held.holds(day)), None)


def _changes(preset: Preset) -> Iterator[date]:
    rules: tuple[Dated, ...] = (
        *preset.notice,
        *preset.quorum,
        *preset.majority,
        *preset.proxies,
        *preset.ballots,
        *preset.elections,
        *preset.interests,
        *preset.modes,
        *preset.agenda,
        *preset.publication,
    )
    for rule in rules:
        if rule.held.start is not None:
            yield rule.held.start
        if rule.held.end is not None:
            yield rule.held.end + timedelta(days=1)


PRESETS = {
    preset.name: preset
    for preset in (
        MUNICIPAL_UNDER,
        MUNICIPAL_OVER,
        INTER_MUNICIPAL,
        DEPARTMENT,
        DEPARTMENT_COMMISSION,
        REGION,
        REGION_COMMISSION,
        STEERING,
        DIALOGUE,
        ASSEMBLY,
        CONFERENCE,
    )
}
