"""Records one published contract: begins it, or adds what is new to it; what contradicts it is put on file."""

from dataclasses import dataclass, field

from application.contracts import reference_claim
from application.decp.entries import (
    Doubt,
    Entry,
    StatedChange,
    StatedModification,
    StatedSubcontract,
)
from application.decp.writing import Writing
from domain import contract
from domain.claim import Claim
from domain.contract.essential_data import identifiers, number_of
from domain.contract.publishing import EssentialDataIncomplete
from domain.contract.state import Contract, Modification, Subcontract
from domain.contract.terms import LotTerms, Outcome
from domain.decider import Refusal, replace
from domain.organisation.identifiers import siret_valid

ALIKE = 2
"""So many of title, day, amount and holders must agree before two entries of one number are the same contract."""


class NumberShared(Refusal):
    """One number of a buyer names one contract."""

    cure = "The buyer gives each contract a number of its own."


@dataclass(slots=True)
class Recording(Writing):
    """The entries of one transaction. `made` names the contract of each number recorded so far."""

    made: dict[Claim, str] = field(default_factory=dict[Claim, str])

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
            self.put_in_doubt(one)
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
        state, lot = self.state(), self.lot_now()
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
        buyer = self.organisation(entry.buyer)
        self.stream = ""
        self.ask(
            contract.Launch,
            framework=self.framework,
            title=entry.title,
            buyer=buyer,
            buyer_number=entry.buyer.number,
            reference=entry.reference,
            description=entry.description,
            lots=(replace(self._terms(entry), title=""),),
            on=self.on(entry),
        )
        for claim in self._claims(entry)[:1]:
            self.made[claim] = self.stream

    def _describe(self, entry: Entry) -> None:
        terms, title = self._terms(entry), self.state().title
        self.ask(contract.Describe, description=entry.description, on=self.today())
        if terms.title == title:
            terms = replace(terms, title="")
        self.ask(contract.DescribeLot, lot=self.lot, terms=terms, on=self.today())

    @staticmethod
    def _terms(entry: Entry) -> LotTerms:
        return LotTerms(
            title=entry.title,
            reference=entry.reference,
            social=entry.social,
            environmental=entry.environmental,
        )

    def _award(self, entry: Entry) -> None:
        outcome = replace(entry.outcome, holders=self.held(entry.holders))
        if self.lot_now().outcome is None:
            self.ask(contract.Award, lot=self.lot, outcome=outcome, on=self.on(entry))
        else:
            self.ask(contract.CompleteAward, lot=self.lot, outcome=outcome, on=self.today())

    def _notify(self, entry: Entry) -> None:
        before = self.lot_now().notified_on
        if entry.notified_on is not None and before is None:
            self.ask(contract.Notify, lot=self.lot, on=entry.notified_on)
        elif entry.notified_on not in {None, before}:
            self.contradicted("dateNotification", before, entry.notified_on)

    def _publish(self, entry: Entry) -> None:
        before = self.lot_now().published_on
        if entry.published_on is not None and before is None:
            self.ask(contract.Publish, lot=self.lot, on=entry.published_on)
        elif entry.published_on not in {None, before}:
            self.contradicted("datePublicationDonnees", before, entry.published_on)
        elif entry.published_on is None and before is None:
            self.notice(EssentialDataIncomplete, f"{self.lot}; datePublicationDonnees")

    def _further(self, entry: Entry) -> None:
        for at, modification in enumerate(entry.modifications):
            self._modify(at, modification)
        for at, subcontract in enumerate(entry.subcontracts):
            self._subcontract(at, subcontract)
        for at, change in enumerate(entry.changes):
            self._change(at, change)
        for one in entry.yearly:
            self.ask(contract.RecordYearlyData, lot=self.lot, investment=one.investment, tariffs=one.tariffs, on=one.on)

    def _modify(self, at: int, stated: StatedModification) -> None:
        holders = self.held(stated.holders)
        known = self._modification(at, stated)
        if known is None:
            self.ask(
                contract.Modify,
                lot=self.lot,
                amount=stated.amount,
                months=stated.months,
                holders=holders,
                reasons=stated.reasons,
                stated_number=stated.number,
                published_on=stated.published_on,
                on=stated.on or stated.published_on or self.today(),
            )
            return
        self.compare(
            f"modifications.{stated.number or at + 1}",
            [
                ("montant", known.amount, stated.amount),
                ("dureeMois", known.months, stated.months),
                ("titulaires", known.holders, holders),
                ("dateNotificationModification", known.on, stated.on),
            ],
        )

    def _modification(self, at: int, stated: StatedModification) -> Modification | None:
        known = self.lot_now().modifications
        numbers = identifiers(one.stated_number for one in known)
        if stated.number is None:
            return known[at] if at < len(known) else None
        return next((one for one, number in zip(known, numbers, strict=True) if number == stated.number), None)

    def _subcontract(self, at: int, stated: StatedSubcontract) -> None:
        who = self.holder(stated.subcontractor)
        known = self._subcontracted(stated.number if stated.number is not None else at + 1)
        if known is None:
            self.ask(
                contract.AcceptSubcontract,
                lot=self.lot,
                subcontractor=who,
                amount=stated.amount,
                months=stated.months,
                variation=stated.variation,
                stated_number=stated.number,
                published_on=stated.published_on,
                on=stated.on or stated.published_on or self.today(),
            )
            return
        self.compare(
            f"actesSousTraitance.{stated.number or at + 1}",
            [
                ("montant", known.amount, stated.amount),
                ("dureeMois", known.months, stated.months),
                ("sousTraitant", known.subcontractor, who),
                ("dateNotification", known.on, stated.on),
            ],
        )

    def _subcontracted(self, number: int) -> Subcontract | None:
        known = self.lot_now().subcontracts
        numbers = identifiers(one.stated_number for one in known)
        return next((one for one, each in zip(known, numbers, strict=True) if each == number), None)

    def _change(self, at: int, stated: StatedChange) -> None:
        place = f"modificationsActesSousTraitance[{at}]"
        act = self._subcontracted(stated.number or 1)
        if act is None:
            self.put_in_doubt(Doubt(path=f"{place}.id", value=str(stated.number), reason="no-such-subcontract"))
            return
        self.ask(
            contract.ChangeSubcontract,
            lot=self.lot,
            subcontract=act.number,
            amount=stated.amount,
            months=stated.months,
            published_on=stated.published_on,
            on=stated.on or stated.published_on or act.on,
        )
