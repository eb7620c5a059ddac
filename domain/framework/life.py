"""How a framework lives: parties enter and leave, presets are adopted, it is closed and opened again."""

from collections.abc import Mapping
from datetime import date

from domain import irregularity
from domain.belonging import belongs_on, entered, left
from domain.decider import Refusal, record, replace
from domain.framework.state import Framework, shut
from domain.irregularity import judged
from domain.values import ActReference, OrganisationId, Since, Source, Timeline, value_on


@record
class Enter:
    """Make an organisation party to the framework from a day on."""

    party: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Leave:
    """End an organisation's part in the framework: the day given is the first without it."""

    party: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class AdoptPreset:
    """Adopt a named preset for a purpose from a day on, in place of the one before."""

    purpose: str
    preset: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class DropPreset:
    """Give up, from a day on, the preset adopted for a purpose."""

    purpose: str
    act: ActReference | None = None
    on: date


@record
class Close:
    """Close the framework: the day given is the first on which it is closed."""

    reasons: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Reopen:
    """Open a closed framework again from a day on."""

    reasons: str
    act: ActReference | None = None
    on: date


@record
class PartyEntered:
    party: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class PartyLeft:
    party: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class PresetAdopted:
    purpose: str
    preset: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class PresetDropped:
    purpose: str
    act: ActReference | None = None
    on: date


@record
class Closed:
    reasons: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Reopened:
    reasons: str
    act: ActReference | None = None
    on: date


Command = Enter | Leave | AdoptPreset | DropPreset | Close | Reopen
Event = PartyEntered | PartyLeft | PresetAdopted | PresetDropped | Closed | Reopened


class NotAPartyOfFramework(Refusal):
    """Only a party of the framework leaves it."""

    cure = "The coordinator records when the organisation entered."


class PresetNameMissing(Refusal):
    """A preset is adopted by name, for a purpose."""


class ClosingReasonsMissing(Refusal):
    """A framework is closed and opened again with reasons."""

    cure = "The coordinator says why the framework was closed."


class ClosedBeforeItBegan(Refusal):
    """A framework is not closed before it was established."""


def enter(command: Enter, framework: Framework) -> list[PartyEntered | irregularity.Event]:
    if belongs_on(framework.parties, command.party, command.on):
        return []
    news = PartyEntered(party=command.party, act=command.act, source=command.source, on=command.on)
    breaches = shut(framework, command.on)
    return [*judged([news], breaches, command.source, framework.irregularities, command.on)]


def leave(command: Leave, framework: Framework) -> list[PartyLeft | irregularity.Event]:
    known = value_on(framework.parties.get(command.party, ()), command.on)
    if known is False:
        return []
    news = PartyLeft(party=command.party, act=command.act, source=command.source, on=command.on)
    breaches = [] if known else [NotAPartyOfFramework(command.party)]
    return [*judged([news], breaches, command.source, framework.irregularities, command.on)]


def adopt_preset(command: AdoptPreset, framework: Framework) -> list[PresetAdopted | irregularity.Event]:
    if not (command.purpose.strip() and command.preset.strip()):
        raise PresetNameMissing
    if framework.preset_on(command.purpose, command.on) == command.preset:
        return []
    news = PresetAdopted(
        purpose=command.purpose, preset=command.preset, act=command.act, source=command.source, on=command.on
    )
    breaches = shut(framework, command.on)
    return [*judged([news], breaches, command.source, framework.irregularities, command.on)]


def drop_preset(command: DropPreset, framework: Framework) -> list[PresetDropped]:
    if framework.preset_on(command.purpose, command.on) is None:
        return []
    return [PresetDropped(purpose=command.purpose, act=command.act, on=command.on)]


def close(command: Close, framework: Framework) -> list[Closed | irregularity.Event]:
    if framework.established_on is not None and command.on < framework.established_on:
        raise ClosedBeforeItBegan(framework.established_on)
    if not framework.open_on(command.on):
        return []
    news = Closed(reasons=command.reasons, act=command.act, source=command.source, on=command.on)
    breaches = [] if command.reasons.strip() else [ClosingReasonsMissing()]
    return [*judged([news], breaches, command.source, framework.irregularities, command.on)]


def reopen(command: Reopen, framework: Framework) -> list[Reopened]:
    if not command.reasons.strip():
        raise ClosingReasonsMissing
    if framework.open_on(command.on):
        return []
    return [Reopened(reasons=command.reasons, act=command.act, on=command.on)]


def evolve(framework: Framework, event: Event) -> Framework:
    match event:
        case PartyEntered(party=party, on=on):
            return replace(framework, parties=entered(framework.parties, party, on))
        case PartyLeft(party=party, on=on):
            return replace(framework, parties=left(framework.parties, party, on))
        case PresetAdopted(purpose=purpose, preset=preset, on=on):
            return replace(framework, presets=_since(framework.presets, purpose, preset, on))
        case PresetDropped(purpose=purpose, on=on):
            return replace(framework, presets=_since(framework.presets, purpose, None, on))
        case Closed(on=on):
            return replace(framework, openings=(*framework.openings, Since(since=on, value=False)))
        case Reopened(on=on):
            return replace(framework, openings=(*framework.openings, Since(since=on, value=True)))


def _since(
    presets: Mapping[str, Timeline[str | None]], purpose: str, preset: str | None, on: date
) -> Mapping[str, Timeline[str | None]]:
    return {**presets, purpose: (*presets.get(purpose, ()), Since(since=on, value=preset))}
