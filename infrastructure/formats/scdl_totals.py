"""Lines that add up others: told from grants by the word, and by having nobody who grants or nobody who receives."""

import re
from collections.abc import Sequence

from application.grants.rows import plain

_TOTAL = re.compile(
    r"(?:sous )?(?:total|totaux)(?: (?:general|generaux|global|des|de|l|subventions?|annee|exercice))*"
    r"(?: (?:19|20)\d\d)?"
)
_BEGINS = re.compile(r"(?:sous )?(?:total|totaux)\b")
_NUMBER = re.compile(r"[\s\d.,€ ]+")
_NAMES = frozenset({"nomAttribuant", "nomBeneficiaire"})
_SUMS = _NAMES | {"objet", "montant", "pourcentageSubvention"}


def names_a_total(name: str) -> bool:
    """Whether the name is no name but the word for a sum."""
    return _TOTAL.fullmatch(plain(name)) is not None


def is_total(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """A line that adds up others: the word, and besides it only numbers, none of which identifies anybody."""
    filled = {at: cell for at, cell in enumerate(cells) if cell.strip()}
    words = [at for at, cell in filled.items() if not _NUMBER.fullmatch(cell)]
    if len(words) != 1 or not _BEGINS.match(plain(cells[words[0]])):
        return False
    if len(filled) <= 4 and names_a_total(cells[words[0]]):
        return True
    return all(at < len(columns) and (columns[at] in _SUMS or at in words) for at in filled)
