"""How an organisation enters the register, and how its entry is put right."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.organisation.identifiers import (
    IdentifierInDoubt,
    Identifiers,
    RnaInvalid,
    SirenInvalid,
    SiretInvalid,
    SiretOfAnotherSiren,
    doubts,
    siret_doubts,
    sound,
)
from domain.organisation.state import Kind, Organisation, gone
from domain.values import ActReference, Since, Source, Timeline, latest, value_on

T = TypeVar("T")


@record
class Register:
    """Enter an organisation in the register."""

    name: str
    kind: Kind
    identifiers: Identifiers = Identifiers()
    municipality: str = ""
    source: Source | None = None
    on: date


@record
class RegisterFromPublication:
    """Enter an organisation as a publication names it, claiming no more than the publication says."""

    name: str
    identifiers: Identifiers = Identifiers()
    kind: Kind | None = None
    municipality: str = ""
    source: Source
    on: date


@record
class CorrectName:
    """Put right a name that was entered wrongly."""

    name: str
    on: date


@record
class Rename:
    """Record that the organisation took another name on a day."""

    name: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class CorrectIdentifiers:
    """Replace identifiers that were unknown, doubtful or wrong."""

    identifiers: Identifiers
    source: Source | None = None
    on: date


@record
class Classify:
    """Say what kind of organisation it is from a day on: found out later, or changed into."""

    kind: Kind
    act: ActReference | None = None
    on: date


@record
class Move:
    """Record that the seat moved on a day: the SIRET changes, the SIREN does not."""

    siret: str | None = None
    municipality: str = ""
    source: Source | None = None
    on: date


@record
class NoteEstablishment:
    """Note another establishment of the organisation, beside its seat."""

    siret: str
    source: Source | None = None
    on: date


@record
class Registered:
    name: str
    kind: Kind
    identifiers: Identifiers = Identifiers()
    municipality: str = ""
    source: Source | None = None
    on: date


@record
class RegisteredFromPublication:
    name: str
    identifiers: Identifiers = Identifiers()
    kind: Kind | None = None
    municipality: str = ""
    source: Source
    on: date


@record
class NameCorrected:
    name: str
    on: date


@record
class Renamed:
    name: str
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class IdentifiersCorrected:
    identifiers: Identifiers
    source: Source | None = None
    on: date


@record
class Classified:
    kind: Kind
    act: ActReference | None = None
    on: date


@record
class Moved:
    siret: str | None = None
    municipality: str = ""
    source: Source | None = None
    on: date


@record
class EstablishmentNoted:
    siret: str
    source: Source | None = None
    on: date


Command = (
    Register | RegisterFromPublication | CorrectName | Rename | CorrectIdentifiers | Classify | Move | NoteEstablishment
)
Entry = Registered | RegisteredFromPublication
Event = Entry | NameCorrected | Renamed | IdentifiersCorrected | Classified | Moved | EstablishmentNoted


class OrganisationAlreadyRegistered(Refusal):
    """An organisation is entered in the register once."""


class OrganisationNameMissing(Refusal):
    """An organisation has a name."""

    cure = "The organisation, or whoever published it, gives its name."


class NothingToRegister(Refusal):
    """A name or an identifier is needed to tell an organisation from the others."""


class SameSeat(Refusal):
    """A move gives a new SIRET or another municipality."""


def register(command: Register, organisation: Organisation) -> list[Entry | irregularity.Event]:
    news = Registered(
        name=command.name.strip(),
        kind=command.kind,
        identifiers=sound(command.identifiers),
        municipality=command.municipality.strip(),
        source=command.source,
        on=command.on,
    )
    return _enter(news, command.identifiers, organisation)


def register_from_publication(
    command: RegisterFromPublication, organisation: Organisation
) -> list[Entry | irregularity.Event]:
    news = RegisteredFromPublication(
        name=command.name.strip(),
        identifiers=sound(command.identifiers),
        kind=command.kind,
        municipality=command.municipality.strip(),
        source=command.source,
        on=command.on,
    )
    return _enter(news, command.identifiers, organisation)


def _enter(news: Entry, given: Identifiers, organisation: Organisation) -> list[Entry | irregularity.Event]:
    if organisation.registered_on is not None:
        if organisation == replace(begun(news), irregularities=organisation.irregularities):
            return []
        raise OrganisationAlreadyRegistered(organisation.name)
    if not news.name and news.identifiers == Identifiers():
        raise NothingToRegister
    return [*judged([news], [*_nameless(news.name), *doubts(given)], news.source, (), news.on)]


def _nameless(name: str) -> Iterator[Refusal]:
    if not name.strip():
        yield OrganisationNameMissing()


def correct_name(command: CorrectName, organisation: Organisation) -> list[NameCorrected | irregularity.Event]:
    for breach in _nameless(command.name):
        raise breach
    name = command.name.strip()
    if name == organisation.name:
        return []
    return [NameCorrected(name=name, on=command.on), *cured(organisation, (OrganisationNameMissing,), command.on)]


def rename(command: Rename, organisation: Organisation) -> list[Renamed | irregularity.Event]:
    for breach in _nameless(command.name):
        raise breach
    name = command.name.strip()
    if name == value_on(organisation.names, command.on):
        return []
    news = Renamed(name=name, act=command.act, source=command.source, on=command.on)
    return [*judged([news], gone(organisation, command.on), command.source, organisation.irregularities, command.on)]


def correct_identifiers(
    command: CorrectIdentifiers, organisation: Organisation
) -> list[IdentifiersCorrected | irregularity.Event]:
    kept = sound(command.identifiers)
    if kept == organisation.identifiers:
        return []
    news = IdentifiersCorrected(identifiers=kept, source=command.source, on=command.on)
    found = [*doubts(command.identifiers)]
    settled = cured(organisation, ABOUT_IDENTIFIERS, command.on, found)
    return [*judged([news], found, command.source, organisation.irregularities, command.on), *settled]


ABOUT_IDENTIFIERS = (IdentifierInDoubt, SirenInvalid, SiretInvalid, RnaInvalid, SiretOfAnotherSiren)


def cured(
    organisation: Organisation, rules: tuple[type[Refusal], ...], on: date, still: Sequence[Refusal] = ()
) -> list[irregularity.IrregularityRegularised]:
    """The open irregularities under these rules that what is now known puts right: all but those still found."""
    names = {irregularity.rule_name(rule) for rule in rules}
    left = {(irregularity.rule_name(type(breach)), irregularity.in_words(breach)) for breach in still}
    return [
        irregularity.IrregularityRegularised(number=one.number, how="Complété.", on=on)
        for one in organisation.irregularities
        if one.state is irregularity.IrregularityState.OPEN and one.rule in names and (one.rule, one.detail) not in left
    ]


def classify(command: Classify, organisation: Organisation) -> list[Classified]:
    if command.kind == value_on(organisation.kinds, command.on):
        return []
    return [Classified(kind=command.kind, act=command.act, on=command.on)]


def move(command: Move, organisation: Organisation) -> list[Moved | irregularity.Event]:
    siret, municipality = command.siret, command.municipality.strip()
    if siret is None and not municipality:
        raise SameSeat
    if siret in {None, organisation.siret_on(command.on)} and municipality in {"", _seat(organisation, command.on)}:
        return []
    wrong = [] if siret is None else [*siret_doubts(siret, organisation.siren)]
    news = Moved(siret=None if wrong else siret, municipality=municipality, source=command.source, on=command.on)
    breaches = [*wrong, *gone(organisation, command.on)]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def note_establishment(
    command: NoteEstablishment, organisation: Organisation
) -> list[EstablishmentNoted | irregularity.Event]:
    seats = {entry.value for entry in organisation.sirets}
    if command.siret in seats | {entry.value for entry in organisation.establishments}:
        return []
    for breach in siret_doubts(command.siret, organisation.siren):
        raise breach
    return [EstablishmentNoted(siret=command.siret, source=command.source, on=command.on)]


def _seat(organisation: Organisation, on: date) -> str | None:
    return value_on(organisation.municipalities, on)


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case Registered() | RegisteredFromPublication():
            return begun(event)
        case NameCorrected(name=name, on=on):
            return replace(organisation, names=_corrected(organisation.names, name, on))
        case Renamed(name=name, on=on):
            return replace(organisation, names=(*organisation.names, Since(since=on, value=name)))
        case IdentifiersCorrected(identifiers=identifiers, on=on):
            return _identified(organisation, identifiers, on)
        case Classified(kind=kind, on=on):
            return replace(organisation, kinds=(*organisation.kinds, Since(since=on, value=kind)))
        case Moved():
            return _moved(organisation, event)
        case EstablishmentNoted(siret=siret, on=on):
            noted = (*organisation.establishments, Since(since=on, value=siret))
            return replace(organisation, establishments=noted, siren=organisation.siren or siret[:9])


def begun(event: Entry) -> Organisation:
    identifiers = event.identifiers
    return Organisation(
        names=_first(event.name or None, event.on),
        kinds=_first(event.kind, event.on),
        siren=identifiers.siren,
        rna=identifiers.rna,
        doubtful=identifiers.doubtful,
        sirets=_first(identifiers.siret, event.on),
        municipalities=_first(event.municipality or None, event.on),
        registered_on=event.on,
        source=event.source,
    )


def _moved(organisation: Organisation, event: Moved) -> Organisation:
    seats = _first(event.municipality or None, event.on)
    return replace(
        organisation,
        siren=organisation.siren or (event.siret[:9] if event.siret else None),
        sirets=(*organisation.sirets, Since(since=event.on, value=event.siret)),
        municipalities=(*organisation.municipalities, *seats),
    )


def _identified(organisation: Organisation, identifiers: Identifiers, on: date) -> Organisation:
    sirets = organisation.sirets
    if identifiers.siret != latest(sirets):
        sirets = _corrected(sirets, identifiers.siret, on)
    return replace(
        organisation, siren=identifiers.siren, rna=identifiers.rna, doubtful=identifiers.doubtful, sirets=sirets
    )


def _first(value: T | None, on: date) -> Timeline[T]:
    return () if value is None else (Since(since=on, value=value),)


def _corrected(timeline: Timeline[T], value: T, on: date) -> Timeline[T]:
    """The latest entry put right where it stands, from the day it was said to hold."""
    since = max((entry.since for entry in timeline), default=on)
    return (*timeline, Since(since=since, value=value))
