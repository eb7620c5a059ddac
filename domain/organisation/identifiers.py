"""How an organisation is known in the national registers: SIREN, SIRET, RNA; each may be unknown or in doubt."""

import re
from collections.abc import Iterator

from domain.decider import Refusal, record

LA_POSTE = "356000000"
LA_POSTE_SEAT = "35600000000048"
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
"""`W` and nine digits; the second is a letter overseas and in Corsica (`W9R1011072` on La Réunion)."""
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, and of the double the sum of its digits."""
_SPACING = re.compile(r"[\s.\-'’]+")


@record
class Identifiers:
    """The identifiers of an organisation; `doubtful` keeps, as it was found, what cannot be relied on.

    SIREN: 9 digits, permanent. SIRET: 14 digits, of the seat, changed by a move. RNA: `W` and 9 digits, of which the
    second may be a letter.
    """

    siren: str | None = None
    siret: str | None = None
    rna: str | None = None
    doubtful: str = ""


class IdentifierInDoubt(Refusal):
    """An organisation's identifiers can be read and checked."""

    cure = "The organisation, or whoever published it, gives its SIREN, SIRET or RNA number."


class SirenInvalid(Refusal):
    """A SIREN has nine digits, the last of which checks the others."""

    cure = "The organisation gives the SIREN that INSEE attributed to it."


class SiretInvalid(Refusal):
    """A SIRET has fourteen digits, the last of which checks the others, La Poste's own rule apart."""

    cure = "The organisation gives the SIRET that INSEE attributed to its establishment."


class RnaInvalid(Refusal):
    """An association's RNA number is a W and nine digits, the second of which may be a letter."""

    cure = "The association gives the number on its declaration receipt."


class SiretOfAnotherSiren(Refusal):
    """An organisation's SIRETs begin with its SIREN."""

    cure = "The organisation gives the SIRET of an establishment of its own."


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (Luhn's sum is a multiple of ten)."""
    others, doubled = digits[::-2], digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, others)) + sum(map(int, doubled))) % 10 == 0


def siren_valid(text: str) -> bool:
    """Whether this is a SIREN, written without spaces."""
    return _digits(text, 9) and luhn(text)


def siret_valid(text: str) -> bool:
    """Whether this is a SIRET, written without spaces. La Poste's post offices check by the sum of their digits."""
    if not _digits(text, 14) or not siren_valid(text[:9]):
        return False
    if text.startswith(LA_POSTE) and text != LA_POSTE_SEAT:
        return sum(map(int, text)) % 5 == 0
    return luhn(text)


def rna_valid(text: str) -> bool:
    """Whether this is an RNA number: `W` and nine digits, of which the second may be a letter."""
    return _RNA.fullmatch(text) is not None


def read(text: str) -> Identifiers:
    """What a text found in a publication says: spaces, dots and apostrophes aside, a valid number or a doubt."""
    bare = _SPACING.sub("", text).upper()
    if siret_valid(bare):
        return Identifiers(siren=bare[:9], siret=bare)
    if siren_valid(bare):
        return Identifiers(siren=bare)
    if rna_valid(bare):
        return Identifiers(rna=bare)
    return Identifiers(doubtful=text.strip())


def sound(claimed: Identifiers) -> Identifiers:
    """The same with only what is valid kept as a number; the rest goes with what is in doubt, as it was found."""
    siret = claimed.siret if claimed.siret is not None and siret_valid(claimed.siret) else None
    siren = claimed.siren if claimed.siren is not None and siren_valid(claimed.siren) else None
    rna = claimed.rna if claimed.rna is not None and rna_valid(claimed.rna) else None
    if siren is None and claimed.siren is None and siret is not None:
        siren = siret[:9]
    if siret is not None and siret[:9] != siren:
        siret = None
    lost = [
        was for was, kept in ((claimed.siren, siren), (claimed.siret, siret), (claimed.rna, rna)) if was and not kept
    ]
    doubts = dict.fromkeys(each for each in (claimed.doubtful.strip(), *lost) if each)
    return Identifiers(siren=siren, siret=siret, rna=rna, doubtful="; ".join(doubts))


def doubts(claimed: Identifiers) -> Iterator[Refusal]:
    """What is wrong with identifiers as they were given."""
    if claimed.siren is not None and not siren_valid(claimed.siren):
        yield SirenInvalid(claimed.siren)
    if claimed.siret is not None:
        yield from siret_doubts(claimed.siret, claimed.siren)
    if claimed.rna is not None and not rna_valid(claimed.rna):
        yield RnaInvalid(claimed.rna)
    if claimed.doubtful.strip():
        yield IdentifierInDoubt(claimed.doubtful.strip())


def siret_doubts(siret: str, siren: str | None) -> Iterator[Refusal]:
    """What is wrong with a SIRET, for an organisation whose SIREN may be known."""
    if not siret_valid(siret):
        yield SiretInvalid(siret)
    elif siren is not None and siren != siret[:9]:
        yield SiretOfAnotherSiren(siret, siren)


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
