"""How one published contract is written down: who is meant, what is asked, and what is put on file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from application.decp.entries import (
    Doubt,
    Entry,
    Known,
)
from application.execute import Ask, Deed
from application.grants.parties import Register
from application.grants.rows import Party
from domain.contract.completing import PublishedDataFixed, said
from domain.contract.essential_data import number_of
from domain.contract.lots import seen
from domain.contract.publishing import PublishedValueUnreadable
from domain.contract.state import Contract, Lot
from domain.contract.terms import Holder, IdentifierKind
from domain.decider import Refusal
from domain.irregularity import NoticeIrregularity, rule_name
from domain.organisation.identifiers import siren_valid, siret_valid
from domain.values import FrameworkId, OrganisationId, Source


@dataclass(slots=True)
class Writing:
    """Writes down entries of one transaction, one after the other."""

    deed: Deed
    framework: FrameworkId
    register: Register
    source: Callable[[Entry], Source]
    stream: str = ""
    entry: Entry | None = None
    lot: int = 1
    events: int = 0

    def ask(self, command: type, **fields: object) -> None:
        entry = self.entry
        assert entry is not None, "something is recorded of an entry"
        if command is not NoticeIrregularity:
            fields["source"] = self.source(entry)
        noun = self.deed.house.nouns["contract"]
        done, events = self.deed.ask(Ask(noun=noun, command=command, stream=self.stream or None, fields=fields))
        self.stream = done
        self.events += len(events)

    def notice(self, breach: type[Refusal], detail: str) -> None:
        """Put on file once, whatever became of it since."""
        rule = rule_name(breach)
        if any((one.rule, one.detail) == (rule, detail) for one in self.state().irregularities):
            return
        self.ask(
            NoticeIrregularity,
            rule=rule,
            article=breach.article,
            detail=detail,
            cure=breach.cure,
            on=self.today(),
        )

    def put_in_doubt(self, one: Doubt) -> None:
        self.notice(PublishedValueUnreadable, f"{one.path} = {one.value} ({one.reason})")

    def contradicted(self, name: str, before: object, now: object) -> None:
        self.notice(PublishedDataFixed, f"{name}: {said(before)} → {said(now)}")

    def compare(self, place: str, pairs: Iterable[tuple[str, object, object]]) -> None:
        for name, before, now in pairs:
            if now not in (None, (), before):
                self.contradicted(f"{place}.{name}", before, now)

    def held(self, several: Sequence[Known]) -> tuple[Holder, ...]:
        return tuple(self.holder(one) for one in several)

    def holder(self, known: Known) -> Holder:
        """As the contract names it already, else as the register knows it."""
        lot = self.lot_now() if self.stream else Lot(number=1)
        for one in _named(lot):
            if one.kind is known.kind and known.number and number_of(one, lot) == known.number:
                return one
        return Holder(organisation=self.organisation(known), kind=known.kind, number=known.number)

    def organisation(self, known: Known) -> OrganisationId:
        number = known.number if known.kind is IdentifierKind.SIRET else ""
        siret = number if siret_valid(number) else None
        siren = number[:9] if siret else number if siren_valid(number) else None
        unread = "" if siret or siren or not known.number else f"{known.kind.upper()} {known.number}"
        entry = self.entry
        assert entry is not None, "organisations are looked for while an entry is recorded"
        return self.register.find_or_register(
            self.deed,
            Party(name=known.name, siret=siret, siren=siren),
            unread=unread,
            grantor="",
            source=self.source(entry),
            on=self.on(entry),
        )

    def state(self) -> Contract:
        state: Contract = self.deed.facts.look(self.stream).state
        return state

    def lot_now(self) -> Lot:
        return seen(self.state(), self.lot)

    def on(self, entry: Entry) -> date:
        return entry.notified_on or entry.published_on or self.today()

    def today(self) -> date:
        return self.deed.facts.today(self.framework)


def _named(lot: Lot) -> Iterable[Holder]:
    """Everybody whom a lot names."""
    if lot.outcome is not None:
        yield from lot.outcome.holders
    for change in lot.modifications:
        yield from change.holders
    for act in lot.subcontracts:
        yield act.subcontractor
