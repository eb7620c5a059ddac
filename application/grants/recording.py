"""Records one row: its parties, the agreement, what falls due, what was paid, and the agreement it amends."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from application.execute import Ask, Deed
from application.grants.outcomes import Base, Correction, New
from application.grants.parties import Register
from application.grants.rows import Amends, GrantRow, digest
from application.grants.schedules import planned, statement
from application.grants.stored import doubt, grant_of, published, unread_in
from application.ports import AlreadyClaimed
from domain.agreement import amendment, payment, publication, schedule
from domain.agreement.publication import (
    CorrectedFromPublication,
    RegisteredFromPublication,
    unknown,
    with_fields,
)
from domain.agreement.state import Agreement, Publication, Published
from domain.decider import Refusal
from domain.values import AgreementId, FrameworkId, OrganisationId, Source


@dataclass(slots=True)
class Recording:
    """The rows of one transaction.

    `made` names the agreement of each row recorded so far, by sheet and number; `places` counts, key by key, the
    places among equal rows that are taken.
    """

    deed: Deed
    framework: FrameworkId
    register: Register
    source: Callable[[GrantRow | None], Source]
    made: dict[tuple[str, int], AgreementId]
    places: Counter[str]

    def record(self, one: New | Correction) -> None:
        """Record the row. Raises Refusal."""
        if isinstance(one, New):
            self._begin(one)
        else:
            self._correct(one)

    def _begin(self, new: New) -> None:
        row = new.row
        on = row.grant.agreed_on or self._today()
        grantor, beneficiary = self._parties(row, None, on)
        said = published(row, beneficiary)
        agreement = self._ask(
            None,
            publication.RegisterFromPublication,
            framework=self.framework,
            grantor=grantor,
            published=said,
            key=row.key,
            occurrence=new.occurrence,
            content=row.digest,
            doubts=tuple(doubt(one) for one in (*row.doubts, *new.doubts)),
            source=self.source(row),
            on=on,
        )
        self.made[row.sheet, row.row] = AgreementId(agreement)
        self._money(agreement, row, grantor, None, said)
        if new.base is not None and row.amends is not None:
            self._amend(new.base, row, row.amends, agreement, on)

    def _correct(self, correction: Correction) -> None:
        row, agreement = correction.row, correction.recorded.agreement
        state: Agreement = self.deed.facts.look(agreement).state
        known = state.publication
        if known is None:
            raise publication.NotKnownFromPublication
        today = self._today()
        _, beneficiary = self._parties(row, known, row.grant.agreed_on or today)
        said = self._without_forgetting(published(row, beneficiary), agreement, known)
        self._ask(
            agreement,
            publication.CorrectFromPublication,
            published=said,
            key=row.key,
            occurrence=known.occurrence if row.key == known.key else self._place(row.key),
            content=row.digest,
            doubts=tuple(doubt(one) for one in row.doubts),
            source=self.source(row),
            on=today,
        )
        self._money(agreement, row, known.grantor, known.published, said)

    def _parties(self, row: GrantRow, was: Publication | None, on: date) -> tuple[OrganisationId, OrganisationId]:
        grant, source = row.grant, self.source(row)
        recorded = was.published.beneficiaries if was is not None else ()
        grantor = self.register.find_or_register(
            self.deed,
            grant.grantor,
            unread=unread_in(grant, "idAttribuant"),
            was=None if was is None else was.grantor,
            source=source,
            on=on,
        )
        beneficiary = self.register.find_or_register(
            self.deed,
            grant.beneficiary,
            unread=unread_in(grant, "idBeneficiaire"),
            grantor=grantor if was is None else was.grantor,
            was=recorded[0] if recorded else None,
            source=source,
            on=on,
        )
        return grantor, beneficiary

    def _place(self, key: str) -> int:
        self.places[key] += 1
        return self.places[key]

    def _without_forgetting(self, said: Published, agreement: str, known: Publication) -> Published:
        """What was found out here stays, where neither the earlier row nor this one says anything of it."""
        if known.content == digest(grant_of(known.published)):
            return said
        stated = Published()
        for _, event in self.deed.house.log.payloads(agreement):
            if isinstance(event, RegisteredFromPublication):
                stated = event.published
            elif isinstance(event, CorrectedFromPublication):
                stated = with_fields(stated, event.changed, event.now)
        return with_fields(said, unknown(said) & unknown(stated), known.published)

    def _money(
        self, agreement: str, row: GrantRow, payer: OrganisationId, before: Published | None, said: Published
    ) -> None:
        """What falls due and what was paid, as the row states it; what was entered otherwise since is left alone."""
        state: Agreement = self.deed.facts.look(agreement).state
        today, source = self._today(), self.source(row)
        held = tuple(one.instalment for one in state.money.schedule)
        due, paid = planned(said, payer), statement(said, today)
        was_due = () if before is None else planned(before, payer)
        was_paid = None if before is None else statement(before, today)
        if (due, paid) == (was_due, was_paid) or held != was_due:
            return
        if was_paid is not None:
            self._try(
                agreement,
                payment.CancelPayment,
                payer=payer,
                year=was_paid.on.year,
                amount=was_paid.amount,
                beneficiary=was_paid.beneficiary,
                instalment=1 if held else None,
                reasons="Corrigé par une publication.",
                source=source,
                on=today,
            )
        if due != held:
            self._try(agreement, schedule.SetSchedule, instalments=due, source=source, on=self._on(row))
        if paid is not None:
            self._try(
                agreement,
                payment.RecordPayment,
                payer=payer,
                year=paid.on.year,
                amount=paid.amount,
                beneficiary=paid.beneficiary,
                instalment=1 if due else None,
                source=source,
                on=paid.on,
            )

    def _amend(self, base: Base, row: GrantRow, amends: Amends, agreement: str, on: date) -> None:
        """The agreement amended says so too; the sum is the row's own, since nobody knows whether it adds up."""
        amended = base.agreement or (base.row and self.made.get((base.row.sheet, base.row.row)))
        if not amended:
            return
        amount = row.grant.amount
        self._try(
            amended,
            amendment.RecordAmendment,
            stated_number=amends.number,
            title=row.grant.object or "",
            wording=f"Montant publié : {amount.amount} {amount.currency}, enregistré sous {agreement}.",
            signed_on=row.grant.agreed_on,
            source=self.source(row),
            on=on,
        )

    def _on(self, row: GrantRow) -> date:
        return row.grant.agreed_on or self._today()

    def _today(self) -> date:
        return self.deed.facts.today(self.framework)

    def _ask(self, stream: str | None, command: type, **fields: object) -> str:
        done, _ = self.deed.ask(
            Ask(noun=self.deed.house.nouns["agreement"], command=command, stream=stream, fields=fields)
        )
        return done

    def _try(self, stream: str, command: type, **fields: object) -> None:
        """What else the row says is entered where the rules allow; the agreement stands without it."""
        try:
            self._ask(stream, command, **fields)
        except AlreadyClaimed:
            raise
        except Refusal:
            return
