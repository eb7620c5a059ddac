"""Who a line of accounts speaks of: found by number, else by name; never guessed."""

from collections import defaultdict
from collections.abc import Iterable

from application.grants.rows import Party, plain
from application.paying.known import Body
from domain.values import OrganisationId

Found = frozenset[OrganisationId]
NOBODY: Found = frozenset()


class Bodies:
    """The parties of a framework, by SIREN, RNA number and name."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._siren: dict[str, set[OrganisationId]] = defaultdict(set)
        self._rna: dict[str, set[OrganisationId]] = defaultdict(set)
        self._name: dict[str, set[OrganisationId]] = defaultdict(set)
        self._numbers: dict[OrganisationId, Body] = {}
        self._succeeded: dict[OrganisationId, OrganisationId] = {}
        for one in bodies:
            if one.successor is not None:
                self._succeeded[one.id] = one.successor
            self._numbers[one.id] = one
            if one.siren:
                self._siren[one.siren].add(one.id)
            if one.rna:
                self._rna[one.rna].add(one.id)
            if one.name:
                self._name[plain(one.name)].add(one.id)

    def found(self, party: Party) -> Found:
        """Everybody who could be meant: nobody, one, or several of one name."""
        siren = party.siren or (party.siret or "")[:9]
        numbered = self._siren.get(siren, set()) | self._rna.get(party.rna or "", set())
        if numbered:
            return frozenset(numbered)
        named = self._name.get(plain(party.name), set()) if party.name else set[OrganisationId]()
        return frozenset(one for one in named if self._agrees(one, siren, party.rna or ""))

    def with_predecessors(self, found: Found) -> Found:
        """These, and all whose place they have taken: what was ordered for one is paid to the other."""
        grown = found
        while more := frozenset(one for one in self._succeeded if self._succeeded[one] in grown) - grown:
            grown |= more
        return grown

    def _agrees(self, name: OrganisationId, siren: str, rna: str) -> bool:
        """A name with another number is somebody else."""
        known = self._numbers[name]
        return not (siren and known.siren and siren != known.siren) and not (rna and known.rna and rna != known.rna)
