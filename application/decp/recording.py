"""Records one published contract: begins it, or adds what is new to it; what contradicts it is put on file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from application.contracts import reference_claim
from application.decp.entries import (
    Doubt,
    Entry,
    Known,
    StatedChange,
    StatedModification,
    StatedSubcontract,
)
from application.execute import Ask, Deed
from application.grants.parties import Register
from application.grants.rows import Party
from domain import contract
from domain.claim import Claim
from domain.contract.completing import PublishedDataFixed, said
from domain.contract.essential_data import identifiers, number_of
from domain.contract.lots import seen
from domain.contract.publishing import EssentialDataIncomplete, PublishedValueUnreadable
from domain.contract.state import Contract, Lot, Modification, Subcontract
from domain.contract.terms import Holder, IdentifierKind, LotTerms, Outcome
from domain.decider import Refusal, replace
from domain.irregularity import NoticeIrregularity, rule_name
from domain.organisation.identifiers import siren_valid, siret_valid
from domain.values import FrameworkId, OrganisationId, Source

ALIKE = 2
"""So many of title, day, amount and holders must agree before two entries of one number are the same contract."""


class NumberShared(Refusal):
    """One number of a buyer names one contract."""

    cure = "The buyer gives each contract a number of its own."


@dataclass(slots=True)
class Recording:
    """The entries of one transaction. `made` names the contract of each number recorded so far."""

    deed: Deed
    framework: FrameworkId
    register: Register
    source: Callable[[Entry], Source]
    made: dict[Claim, str] = field(default_factory=dict[Claim, str])
    stream: str = ""
    entry: Entry | None = None
    lot: int = 1
    events: int = 0

    def record(self, entry: Entry) -> tuple[str, bool, int]:
        """Record an entry: the contract, whether it was known before, and how many facts were added. Raises Refusal."""
        self.entry, self.events, self.lot = entry, 0, 1
        known = self._find(entry)
        if known is None:
            self._begin(entry)
        else:
            self.stream = known
            self._same(entry)
            self._describe(entry)
        self._award(entry)
        self._notify(entry)
        self._publish(entry)
        self._further(entry)
        for one in entry.doubts:
            self._doubt(one)
        return self.stream, known is not None, self.events

    # Which contract it is.

    def _find(self, entry: Entry) -> str | None:
        for claim in self._claims(entry):
            found = self.made.get(claim) or self.deed.house.directory.holder_of(claim)
            if found:
                self.lot = self._lot_with(found, entry.reference)
                return found
        return None

    def _claims(self, entry: Entry) -> list[Claim]:
        """By its published number, or as a contract that was launched here by the same organisation."""
        names = [entry.buyer.number] if entry.buyer.number else []
        if siret_valid(entry.buyer.number):
            names.append(self.deed.house.directory.holder_of(Claim(kind="siren", value=entry.buyer.number[:9])) or "")
        return [reference_claim(self.framework, name, entry.reference) for name in names if name]

    def _lot_with(self, stream: str, reference: str) -> int:
        state: Contract = self.deed.facts.look(stream).state
        return next((lot.number for lot in state.lots if lot.terms.reference == reference), 1)

    def _same(self, entry: Entry) -> None:
        """Raises NumberShared where the entry is hardly about the contract that has its number."""
        state, lot = self._state(), self._lot()
        outcome = lot.outcome or Outcome()
        pairs: list[tuple[object, object]] = [
            (entry.title or None, lot.terms.title or state.title),
            (entry.notified_on, lot.notified_on),
            (entry.outcome.amount, outcome.amount),
            ({one.number for one in entry.holders} or None, {number_of(one, lot) for one in outcome.holders}),
        ]
        stated = [before == now for now, before in pairs if now is not None]
        if len(stated) > ALIKE and sum(stated) < ALIKE:
            raise NumberShared(entry.reference)

    # What is recorded of it.

    def _begin(self, entry: Entry) -> None:
        buyer = self._organisation(entry.buyer)
        self.stream = ""
        self._ask(
            contract.Launch,
            framework=self.framework,
            title=entry.title,
            buyer=buyer,
            buyer_number=entry.buyer.number,
            reference=entry.reference,
            description=entry.description,
            lots=(replace(self._terms(entry), title=""),),
            on=self._on(entry),
        )
        for claim in self._claims(entry)[:1]:
            self.made[claim] = self.stream

    def _describe(self, entry: Entry) -> None:
        terms, title = self._terms(entry), self._state().title
        self._ask(contract.Describe, description=entry.description, on=self._today())
        if terms.title == title:
            terms = replace(terms, title="")
        self._ask(contract.DescribeLot, lot=self.lot, terms=terms, on=self._today())

    @staticmethod
    def _terms(entry: Entry) -> LotTerms:
        return LotTerms(
            title=entry.title,
            reference=entry.reference,
            social=entry.social,
            environmental=entry.environmental,
        )

    def _award(self, entry: Entry) -> None:
        outcome = replace(entry.outcome, holders=self._held(entry.holders))
        if self._lot().outcome is None:
            self._ask(contract.Award, lot=self.lot, outcome=outcome, on=self._on(entry))
        else:
            self._ask(contract.CompleteAward, lot=self.lot, outcome=outcome, on=self._today())

    def _notify(self, entry: Entry) -> None:
        before = self._lot().notified_on
        if entry.notified_on is not None and before is None:
            self._ask(contract.Notify, lot=self.lot, on=entry.notified_on)
        elif entry.notified_on not in {None, before}:
            self._contradicted("dateNotification", before, entry.notified_on)

    def _publish(self, entry: Entry) -> None:
        before = self._lot().published_on
        if entry.published_on is not None and before is None:
            self._ask(contract.Publish, lot=self.lot, on=entry.published_on)
        elif entry.published_on not in {None, before}:
            self._contradicted("datePublicationDonnees", before, entry.published_on)
        elif entry.published_on is None and before is None:
            self._notice(EssentialDataIncomplete, f"{self.lot}; datePublicationDonnees")

    def _further(self, entry: Entry) -> None:
        for at, modification in enumerate(entry.modifications):
            self._modify(at, modification)
        for at, subcontract in enumerate(entry.subcontracts):
            self._subcontract(at, subcontract)
        for at, change in enumerate(entry.changes):
            self._change(at, change)
        for one in entry.yearly:
            self._ask(
                contract.RecordYearlyData, lot=self.lot, investment=one.investment, tariffs=one.tariffs, on=one.on
            )

    def _modify(self, at: int, stated: StatedModification) -> None:
        holders = self._held(stated.holders)
        known = self._modification(at, stated)
        if known is None:
            self._ask(
                contract.Modify,
                lot=self.lot,
                amount=stated.amount,
                months=stated.months,
                holders=holders,
                reasons=stated.reasons,
                stated_number=stated.number,
                published_on=stated.published_on,
                on=stated.on or stated.published_on or self._today(),
            )
            return
        self._compare(
            f"modifications.{stated.number or at + 1}",
            [
                ("montant", known.amount, stated.amount),
                ("dureeMois", known.months, stated.months),
                ("titulaires", known.holders, holders),
                ("dateNotificationModification", known.on, stated.on),
            ],
        )

    def _modification(self, at: int, stated: StatedModification) -> Modification | None:
        known = self._lot().modifications
        numbers = identifiers(one.stated_number for one in known)
        if stated.number is None:
            return known[at] if at < len(known) else None
        return next((one for one, number in zip(known, numbers, strict=True) if number == stated.number), None)

    def _subcontract(self, at: int, stated: StatedSubcontract) -> None:
        who = self._holder(stated.subcontractor)
        known = self._subcontracted(stated.number if stated.number is not None else at + 1)
        if known is None:
            self._ask(
                contract.AcceptSubcontract,
                lot=self.lot,
                subcontractor=who,
                amount=stated.amount,
                months=stated.months,
                variation=stated.variation,
                stated_number=stated.number,
                published_on=stated.published_on,
                on=stated.on or stated.published_on or self._today(),
            )
            return
        self._compare(
            f"actesSousTraitance.{stated.number or at + 1}",
            [
                ("montant", known.amount, stated.amount),
                ("dureeMois", known.months, stated.months),
                ("sousTraitant", known.subcontractor, who),
                ("dateNotification", known.on, stated.on),
            ],
        )

    def _subcontracted(self, number: int) -> Subcontract | None:
        known = self._lot().subcontracts
        numbers = identifiers(one.stated_number for one in known)
        return next((one for one, each in zip(known, numbers, strict=True) if each == number), None)

    def _change(self, at: int, stated: StatedChange) -> None:
        place = f"modificationsActesSousTraitance[{at}]"
        act = self._subcontracted(stated.number or 1)
        if act is None:
            self._doubt(Doubt(path=f"{place}.id", value=str(stated.number), reason="no-such-subcontract"))
            return
        self._ask(
            contract.ChangeSubcontract,
            lot=self.lot,
            subcontract=act.number,
            amount=stated.amount,
            months=stated.months,
            published_on=stated.published_on,
            on=stated.on or stated.published_on or act.on,
        )

    def _compare(self, place: str, pairs: Iterable[tuple[str, object, object]]) -> None:
        for name, before, now in pairs:
            if now not in (None, (), before):
                self._contradicted(f"{place}.{name}", before, now)

    def _contradicted(self, name: str, before: object, now: object) -> None:
        self._notice(PublishedDataFixed, f"{name}: {said(before)} → {said(now)}")

    def _doubt(self, one: Doubt) -> None:
        self._notice(PublishedValueUnreadable, f"{one.path} = {one.value} ({one.reason})")

    def _notice(self, breach: type[Refusal], detail: str) -> None:
        """Put on file once, whatever became of it since."""
        rule = rule_name(breach)
        if any((one.rule, one.detail) == (rule, detail) for one in self._state().irregularities):
            return
        self._ask(
            NoticeIrregularity,
            rule=rule,
            article=breach.article,
            detail=detail,
            cure=breach.cure,
            on=self._today(),
        )

    # Who is meant.

    def _held(self, several: Sequence[Known]) -> tuple[Holder, ...]:
        return tuple(self._holder(one) for one in several)

    def _holder(self, known: Known) -> Holder:
        """As the contract names it already, else as the register knows it."""
        lot = self._lot() if self.stream else Lot(number=1)
        for one in _named(lot):
            if one.kind is known.kind and known.number and number_of(one, lot) == known.number:
                return one
        return Holder(organisation=self._organisation(known), kind=known.kind, number=known.number)

    def _organisation(self, known: Known) -> OrganisationId:
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
            on=self._on(entry),
        )

    # How it is done.

    def _state(self) -> Contract:
        state: Contract = self.deed.facts.look(self.stream).state
        return state

    def _lot(self) -> Lot:
        return seen(self._state(), self.lot)

    def _ask(self, command: type, **fields: object) -> None:
        entry = self.entry
        assert entry is not None, "something is recorded of an entry"
        if command is not NoticeIrregularity:
            fields["source"] = self.source(entry)
        noun = self.deed.house.nouns["contract"]
        done, events = self.deed.ask(Ask(noun=noun, command=command, stream=self.stream or None, fields=fields))
        self.stream = done
        self.events += len(events)

    def _on(self, entry: Entry) -> date:
        return entry.notified_on or entry.published_on or self._today()

    def _today(self) -> date:
        return self.deed.facts.today(self.framework)


def _named(lot: Lot) -> Iterable[Holder]:
    """Everybody whom a lot names."""
    if lot.outcome is not None:
        yield from lot.outcome.holders
    for change in lot.modifications:
        yield from change.holders
    for act in lot.subcontracts:
        yield act.subcontractor
