"""Two organisations never share a SIREN or an RNA number: each is claimed by one entry of the register at a time.

A number stays with an organisation that merged or was dissolved, since neither register gives one out twice; it is
given back by a correction, or by an entry that proves to be a duplicate.
"""

from domain import irregularity
from domain.claim import Claim
from domain.organisation import bank, contacts, ending, register, standing
from domain.organisation.identifiers import Identifiers
from domain.organisation.state import Ending, Organisation

Event = register.Event | standing.Event | ending.Event | bank.Event | contacts.Event | irregularity.Event


def claims(event: Event, organisation: Organisation) -> tuple[Claim, ...]:
    """The numbers that an event takes for the organisation, given how it stood before the event."""
    return _gained(_held(organisation), _held(_evolved(organisation, event)))


def releases(event: Event, organisation: Organisation) -> tuple[Claim, ...]:
    """The numbers that an event gives back, given how the organisation stood before the event."""
    return _gained(_held(_evolved(organisation, event)), _held(organisation))


def _evolved(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case (
            register.Registered()
            | register.RegisteredFromPublication()
            | register.IdentifiersCorrected()
            | register.Moved()
            | register.EstablishmentNoted()
        ):
            return register.evolve(organisation, event)
        case ending.MarkedDuplicate() | ending.Reinstated():
            return ending.evolve(organisation, event)
        case _:  # nothing else touches a number
            return organisation


def _held(organisation: Organisation) -> tuple[Claim, ...]:
    """The numbers that belong to an organisation as it stands."""
    if organisation.ending is Ending.DUPLICATE:
        return ()
    return claimed(organisation.identifiers)


def claimed(identifiers: Identifiers) -> tuple[Claim, ...]:
    """The claims that identifiers make: also how an organisation is found by them."""
    numbers = (("siren", identifiers.siren), ("rna", identifiers.rna))
    return tuple(Claim(kind=kind, value=value) for kind, value in numbers if value is not None)


def _gained(before: tuple[Claim, ...], after: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(claim for claim in after if claim not in before)
