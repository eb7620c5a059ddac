"""Who a publication speaks of: an entry of the register found by its number, else by its name, else registered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from application.execute import Ask, Deed
from application.grants.rows import Party
from application.grants.stored import known_as
from domain import organisation
from domain.claim import Claim
from domain.decider import Refusal
from domain.organisation import Identifiers, Organisation
from domain.organisation.identifiers import sound
from domain.values import OrganisationId, Source, latest

Found = dict[tuple[str, str], OrganisationId]


@dataclass(slots=True)
class Register:
    """The organisations met so far. A name alone tells them apart only among those that one grantor names.

    What a transaction finds or registers counts once it is recorded: `begin` it, then `accept` it.
    """

    _found: Found = field(default_factory=dict[tuple[str, str], OrganisationId])
    _fresh: Found = field(default_factory=dict[tuple[str, str], OrganisationId])
    _noted: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _noting: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def learn(self, told: Iterable[tuple[str, OrganisationId, str]]) -> None:
        """By what organisations were known in earlier imports: numbers are looked up in the log instead."""
        self._found |= {(name, grantor): one for name, one, grantor in told if name.startswith("name:")}

    def begin(self) -> None:
        """Forget what the last transaction did where it was not accepted."""
        self._fresh.clear()
        self._noting.clear()

    def accept(self) -> None:
        """The transaction is recorded."""
        self._found |= self._fresh
        self._noted |= self._noting
        self.begin()

    def forget(self) -> None:
        """Begin anew: what was found is looked up again."""
        self._found.clear()
        self._noted.clear()
        self.begin()

    def find_or_register(
        self,
        deed: Deed,
        party: Party,
        *,
        unread: str = "",
        grantor: str = "",
        was: OrganisationId | None = None,
        source: Source,
        on: date,
    ) -> OrganisationId:
        """The organisation. `was` is the one recorded before the publication gave its number."""
        name = known_as(party, unread)
        key = (name, grantor if name.startswith("name:") else "")
        known = self._fresh.get(key) or self._found.get(key)
        numbers = sound(Identifiers(siren=party.siren, siret=party.siret, rna=party.rna))
        if known is None:
            known = self._holder(deed, numbers)
            if known is None and was is not None and self._nameless(deed, was) and organisation.claimed(numbers):
                known = was
            if known is None:
                known = _registered(deed, party, unread, source, on)
            self._fresh[key] = known
        self._note(deed, known, numbers, source, on)
        return known

    def _holder(self, deed: Deed, numbers: Identifiers) -> OrganisationId | None:
        for claim in organisation.claimed(numbers):
            key = (f"{claim.kind}:{claim.value}", "")
            found = self._fresh.get(key) or self._found.get(key) or _held(deed, claim)
            if found:
                return OrganisationId(found)
        return None

    @staticmethod
    def _nameless(deed: Deed, was: OrganisationId) -> bool:
        state: Organisation = deed.facts.look(was).state
        return state.siren is None and state.rna is None

    def _note(self, deed: Deed, known: OrganisationId, numbers: Identifiers, source: Source, on: date) -> None:
        """What the publication adds: a number that was unknown, another establishment."""
        seen = (known, f"{numbers.siret or numbers.siren}/{numbers.rna}")
        if seen in self._noted or seen in self._noting:
            return
        self._noting.add(seen)
        state: Organisation = deed.facts.look(known).state
        _complete(deed, known, state, numbers, source, on)
        state = deed.facts.look(known).state
        if numbers.siret is not None and state.siren == numbers.siret[:9]:
            _asked(deed, known, organisation.NoteEstablishment, siret=numbers.siret, source=source, on=on)
        for claim in organisation.claimed(state.identifiers):
            self._fresh.setdefault((f"{claim.kind}:{claim.value}", ""), known)


def _held(deed: Deed, claim: Claim) -> str | None:
    return deed.house.directory.holder_of(claim)


def _registered(deed: Deed, party: Party, unread: str, source: Source, on: date) -> OrganisationId:
    ask = Ask(
        noun=deed.house.nouns["organisation"],
        command=organisation.RegisterFromPublication,
        fields={
            "name": party.name,
            "identifiers": Identifiers(siren=party.siren, siret=party.siret, rna=party.rna, doubtful=unread),
            "source": source,
            "on": on,
        },
    )
    stream, _ = deed.ask(ask)
    return OrganisationId(stream)


def _complete(
    deed: Deed, known: OrganisationId, state: Organisation, numbers: Identifiers, source: Source, on: date
) -> None:
    """Enter a SIREN or RNA number that the register did not know, unless another entry has it."""
    siren = numbers.siren if state.siren is None else None
    rna = numbers.rna if state.rna is None else None
    free = [one for one in organisation.claimed(Identifiers(siren=siren, rna=rna)) if _held(deed, one) in {None, known}]
    gained = {one.kind: one.value for one in free}
    if not gained:
        return
    identifiers = Identifiers(
        siren=gained.get("siren", state.siren),
        siret=numbers.siret if "siren" in gained else latest(state.sirets),
        rna=gained.get("rna", state.rna),
    )
    _asked(deed, known, organisation.CorrectIdentifiers, identifiers=identifiers, source=source, on=on)


def _asked(deed: Deed, known: OrganisationId, command: type, **fields: object) -> None:
    """Do it where the rules allow; that the register stays as it is keeps no row out."""
    try:
        deed.ask(Ask(noun=deed.house.nouns["organisation"], command=command, stream=known, fields=fields))
    except Refusal:
        return
