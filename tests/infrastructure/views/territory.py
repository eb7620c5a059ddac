"""A small territory told as events, with something of every kind in it, for the views to show."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from domain import (
    call,
    candidature,
    case,
    cluster,
    commitment,
    committee,
    contract,
    evaluation,
    framework,
    loan,
    mandate,
    meeting,
    organisation,
    person,
    procurement_plan,
    programme,
    project,
    session,
    strategy,
)
from domain.agreement import parts
from domain.agreement.budget import CreditsCommitted, CreditsVoted
from domain.agreement.effect import Notified, SignedByAll, TookEffect
from domain.agreement.ordering import PaymentOrdered
from domain.agreement.payment import Paid
from domain.agreement.publication import RegisteredFromPublication
from domain.agreement.signing import Signed
from domain.agreement.state import Published, PublishedInstalment
from domain.agreement.text import Drafted, NegotiationOpened
from domain.bylaws import CollegeVotes, Figures, OutcomeFacts, OutcomeKind, RuleTaken, Verdict, VoteFacts
from domain.case.state import Cause, IncidentKind
from domain.contract.terms import Description, Holder, LotTerms, Outcome
from domain.irregularity import IrregularityAccepted, IrregularityNoticed
from domain.procedure import publication
from domain.procedure.roles import Wanted
from domain.values import (
    ActKind,
    ActReference,
    AgreementId,
    CommitmentId,
    CommitteeId,
    Digest,
    Evidence,
    FrameworkId,
    MandateId,
    Money,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
    SourceKind,
    StrategyId,
)
from tests.domain import council
from tests.domain.agreement_world import FINANCE, text
from tests.specimen import specimen

FRAMEWORK = FrameworkId("framework-tregor")
TOWN = OrganisationId("organisation-ville")
CLUB = OrganisationId("organisation-epicerie")
NETWORK = OrganisationId("organisation-reseau")
ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
ANA_CHAIRS = MandateId("mandate-ana")
COMMITTEE = CommitteeId("committee-dialogue")
MEETING = "meeting-mars"
GRANT = AgreementId("agreement-epicerie")
PUBLISHED = AgreementId("agreement-publie")
PROMISE = CommitmentId("commitment-locaux")
ORPHAN = CommitmentId("commitment-sans-source")
REVIEW = "evaluation-epicerie"
POOL = CommitmentId("commitment-camion")
STRATEGY, POLE = StrategyId("strategy-tregor"), "cluster-tregor"
PROCEDURE, CASE = "procedure-subvention", "case-epicerie"
CONTRACT, PLAN = "contract-ecoles", "procurement_plan-ville"

HELD = council.HELD
FILE = Source(kind=SourceKind.PUBLICATION, reference="subventions.csv", digest=Digest("sha256:" + "e" * 64))
PDF = Evidence(digest=Digest("sha256:" + "d" * 64), media_type="application/pdf", size=9, title="Bilan")
ACT = ActReference(kind=ActKind.DELIBERATION, number="2024-12", adopted_on=date(2024, 1, 10))

Told = tuple[str, object]


def register() -> Iterator[Told]:
    """Three organisations, two people, a mandate."""
    for name, kind, siren in (
        (TOWN, organisation.Kind.LOCAL_AUTHORITY, "212201131"),
        (CLUB, organisation.Kind.ASSOCIATION, None),
        (NETWORK, organisation.Kind.NETWORK, None),
    ):
        yield (
            name,
            organisation.Registered(
                name={TOWN: "Ville de Lannion", CLUB: "Épicerie solidaire", NETWORK: "Réseau ESS Trégor"}[name],
                kind=kind,
                identifiers=organisation.Identifiers(siren=siren),
                municipality="Lannion",
                on=date(2023, 1, 2),
            ),
        )
    yield CLUB, organisation.Joined(of=NETWORK, on=date(2023, 2, 1))
    yield CLUB, organisation.Accredited(label=organisation.Label.ESUS, until=date(2026, 6, 30), on=date(2024, 7, 1))
    for bearer, full_name in ((ANA, "Ana Le Goff"), (BEN, "Ben Tanguy")):
        yield bearer, person.Registered(name=Protected(of=bearer, text=full_name), on=date(2023, 1, 3))
    yield (
        ANA_CHAIRS,
        mandate.Granted(
            person=ANA,
            organisation=CLUB,
            role=mandate.Role.REPRESENTATIVE,
            capacity="présidente",
            may_sign=True,
            period=Period(start=date(2023, 1, 1), end=date(2025, 12, 31)),
            act=ACT,
            on=date(2023, 1, 4),
        ),
    )


def frame() -> Iterator[Told]:
    """The framework, a committee with a seat, a meeting with two outcomes."""
    yield (
        FRAMEWORK,
        framework.Established(
            name="Pays du Trégor",
            territory=framework.Territory(name="Trégor"),
            zone="Europe/Paris",
            operator=TOWN,
            fields_of_work=frozenset({framework.FieldOfWork.COORDINATION}),
            on=date(2023, 3, 1),
        ),
    )
    yield FRAMEWORK, framework.PartyEntered(party=TOWN, on=date(2023, 3, 1))
    yield FRAMEWORK, framework.PartyEntered(party=CLUB, on=date(2023, 4, 1))
    yield FRAMEWORK, framework.PartyLeft(party=CLUB, on=date(2025, 4, 1))
    yield COMMITTEE, committee.CommitteeConstituted(framework=FRAMEWORK, name="Comité de dialogue", on=date(2023, 3, 2))
    yield COMMITTEE, committee.SeatCreated(seat="ess-1", kind=committee.SeatKind.VOTING, on=date(2023, 3, 2))
    filled = committee.SeatFilled(seat="ess-1", person=ANA, organisation=CLUB, mandate=ANA_CHAIRS, on=date(2023, 3, 3))
    yield COMMITTEE, filled
    for event in council.evening():
        yield MEETING, event
    votes = VoteFacts(colleges=(CollegeVotes(in_favour=5, against=1, abstentions=1),))
    yield (
        MEETING,
        meeting.OutcomeRecorded(
            item="grant",
            kind=OutcomeKind.DECISION,
            adopted=True,
            facts=OutcomeFacts(vote=votes),
            rule=RuleTaken(title="Conseil"),
            verdict=Verdict(
                quorum=Figures(required=4, met=7, holds=True),
                majority=Figures(required=4, met=5, holds=True),
                adopted=True,
            ),
            counted_at=datetime(2024, 3, 11, 19, tzinfo=UTC),
            reference="2024-03-07",
            on=HELD,
        ),
    )


def agreements() -> Iterator[Told]:
    """A grant with money and a late payment, and an agreement known from a publication."""
    parties = (
        parts.Party(organisation=TOWN, role=parts.PartyRole.PAYER, nature=parts.PartyNature.AUTHORITY),
        parts.Party(organisation=CLUB, role=parts.PartyRole.BENEFICIARY, nature=parts.PartyNature.ASSOCIATION),
    )
    yield (
        GRANT,
        Drafted(
            framework=FRAMEWORK,
            kind=parts.AgreementKind.OBJECTIVES,
            title="Épicerie du port 2024-2026",
            purpose="Accueil des habitants",
            parties=parties,
            nature=parts.AidNature.IN_CASH,
            amount=Money.of(30_000),
            end=date(2026, 12, 31),
            clauses=parts.Clauses(),
            text=text(),
            on=date(2024, 1, 5),
        ),
    )
    yield GRANT, NegotiationOpened(on=date(2024, 1, 6))
    for party in (TOWN, CLUB):
        yield (
            GRANT,
            Signed(
                party=party,
                medium=parts.Medium.PAPER,
                person=ANA if party == CLUB else BEN,
                signatory=Protected(
                    of=ANA if party == CLUB else BEN, text="Ana Le Goff" if party == CLUB else "Ben Tanguy"
                ),
                capacity="présidente",
                on=date(2024, 2, 1),
            ),
        )
    yield GRANT, SignedByAll(on=date(2024, 2, 1))
    yield GRANT, Notified(on=date(2024, 2, 3))
    yield GRANT, TookEffect(on=date(2024, 2, 3))
    yield GRANT, CreditsVoted(payer=TOWN, year=2024, amount=Money.of(10_000), act=ACT, on=date(2024, 2, 4))
    yield GRANT, CreditsCommitted(payer=TOWN, year=2024, amount=Money.of("10000"), on=date(2024, 2, 5))
    yield GRANT, PaymentOrdered(payer=TOWN, year=2024, amount=Money.of(5_000), on=date(2024, 3, 1))
    paid = Paid(payer=TOWN, year=2024, amount=Money.of("4999.50"), source=FINANCE, on=date(2024, 3, 20))
    yield GRANT, paid
    yield GRANT, IrregularityNoticed(number=1, rule="paid-before-act", article="CGCT L2131-1", detail="2024", on=HELD)
    yield GRANT, IrregularityNoticed(number=2, rule="no-contract-on-file", on=HELD)
    yield GRANT, IrregularityAccepted(number=2, reasons="Signé depuis.", on=date(2024, 5, 1))
    yield (
        PUBLISHED,
        RegisteredFromPublication(
            framework=FRAMEWORK,
            grantor=TOWN,
            parties=parties,
            published=Published(
                title="Fête de l’été",
                beneficiaries=(CLUB,),
                amount=Money.of(1_200),
                decision="D-7",
                instalments=(PublishedInstalment(label="Unique", share=Decimal(1)),),
                columns={"quartier": "Kerhuel"},
            ),
            key="k",
            occurrence=1,
            source=FILE,
            on=date(2024, 4, 1),
        ),
    )


def promises() -> Iterator[Told]:
    """Two commitments: one kept to its date and from a source, one that came from nowhere."""
    yield (
        PROMISE,
        commitment.Declared(
            framework=FRAMEWORK,
            title="Mettre un local à disposition",
            text="Rue de Tréguier",
            kind=commitment.Kind.IN_KIND_AID,
            field=framework.FieldOfWork.COORDINATION,
            owners=(commitment.Owner(organisation=TOWN),),
            beneficiaries=frozenset({CLUB}),
            for_whom="",
            amount=Money.of(6_000),
            origin=commitment.Origin(kind=commitment.OriginKind.AGREEMENT, stream=GRANT),
            due=date(2024, 9, 30),
            on=date(2024, 2, 3),
        ),
    )
    yield PROMISE, commitment.OwnerAccepted(by=TOWN, on=date(2024, 2, 4))
    yield PROMISE, commitment.Accepted(on=date(2024, 2, 4))
    yield (
        PROMISE,
        commitment.MilestoneAdded(milestone=1, title="Bail signé", due=date(2024, 6, 30), on=date(2024, 2, 5)),
    )
    yield (
        PROMISE,
        commitment.DueDateMoved(
            before=date(2024, 9, 30),
            after=date(2024, 11, 30),
            agreed_by=frozenset({TOWN, CLUB}),
            reasons="Travaux",
            decision="",
            on=date(2024, 8, 1),
        ),
    )
    yield (
        ORPHAN,
        commitment.Declared(
            framework=FRAMEWORK,
            title="Former les élus",
            kind=commitment.Kind.TRAINING,
            field=framework.FieldOfWork.POLITICAL_COMMITMENT,
            owners=(commitment.Owner(organisation=NETWORK),),
            text="",
            beneficiaries=frozenset(),
            for_whom="",
            amount=None,
            origin=None,
            due=None,
            on=date(2024, 2, 6),
        ),
    )


def lasting() -> Iterator[Told]:
    """What lasts: something pooled, a joint strategy, a cluster, a seat elsewhere."""
    yield (
        POOL,
        commitment.Declared(
            framework=FRAMEWORK,
            title="Partager un camion",
            kind=commitment.Kind.POOLED_RESOURCE,
            field=framework.FieldOfWork.COORDINATION,
            owners=(
                commitment.Owner(organisation=TOWN, share=Decimal(60)),
                commitment.Owner(organisation=CLUB, share=Decimal(40)),
            ),
            text="",
            beneficiaries=frozenset({NETWORK}),
            for_whom="",
            amount=Money.of(1_000),
            origin=commitment.Origin(kind=commitment.OriginKind.AGREEMENT, stream=GRANT),
            due=date(2026, 6, 30),
            on=date(2024, 2, 7),
        ),
    )
    drafted = strategy.StrategyDrafted(
        framework=FRAMEWORK,
        title="Stratégie commune",
        owners=frozenset({TOWN, NETWORK}),
        territory="Trégor",
        period=Period(start=date(2024, 1, 1), end=date(2027, 12, 31)),
        on=date(2024, 1, 5),
    )
    yield STRATEGY, drafted
    yield STRATEGY, strategy.AxesSet(axes=(strategy.StrategyAxis(code="A", title="Mobilité"),), on=date(2024, 1, 6))
    objective = strategy.ObjectiveSet(
        code="A1", axis="A", title="Partager les véhicules", weight=Decimal(2), reasons="", on=date(2024, 1, 6)
    )
    yield STRATEGY, objective
    yield STRATEGY, strategy.CommitmentAttached(objective="A1", commitment=POOL, on=date(2024, 2, 8))
    yield STRATEGY, strategy.OwnerAdopted(by=TOWN, on=date(2024, 2, 9))
    founded = cluster.ClusterFounded(
        framework=FRAMEWORK, name="Pôle du Trégor", territory="Trégor", purpose="Mutualiser", on=date(2024, 3, 1)
    )
    yield POLE, founded
    roles = frozenset({cluster.MemberRole.CARRIER, cluster.MemberRole.SSE_ENTERPRISE})
    yield POLE, cluster.MemberAdmitted(organisation=CLUB, roles=roles, on=date(2024, 3, 1))
    yield POLE, cluster.ResourcePooled(commitment=POOL, on=date(2024, 3, 2))
    yield ANA_CHAIRS, mandate.SeatTaken(body=NETWORK, seat="Conseil", on=date(2024, 3, 3))


def review() -> Iterator[Told]:
    """An adopted evaluation with two recommendations, one of them answered."""
    yield (
        REVIEW,
        evaluation.EvaluationPlanned(
            framework=FRAMEWORK,
            kind=evaluation.Kind.MID_TERM,
            field=framework.FieldOfWork.COORDINATION,
            title="Bilan à mi-parcours",
            subject=GRANT,
            territory="",
            evaluated=frozenset({CLUB}),
            on=date(2025, 1, 10),
        ),
    )
    yield REVIEW, evaluation.CriteriaSet(criteria=evaluation.DAC[:2], scale=None, on=date(2025, 1, 11))
    yield REVIEW, evaluation.TermsAgreed(agreed_by=frozenset({TOWN, CLUB}), reply_days=15, on=date(2025, 1, 12))
    yield REVIEW, evaluation.CollectingStarted(on=date(2025, 1, 13))
    finding = evaluation.FindingRecorded(
        finding=1, criterion="relevance", text="Utile", evidence=(PDF,), on=date(2025, 2, 1)
    )
    yield REVIEW, finding
    for number, words in ((1, "Ouvrir le samedi"), (2, "Étendre au quartier")):
        yield (
            REVIEW,
            evaluation.Recommended(
                recommendation=number, text=words, addressed_to=frozenset({CLUB}), findings=(1,), on=date(2025, 2, 2)
            ),
        )
    yield REVIEW, evaluation.DraftSubmitted(report=PDF, summary="", on=date(2025, 2, 3))
    yield REVIEW, evaluation.ReplyOpened(until=date(2025, 2, 20), on=date(2025, 2, 4))
    yield (
        REVIEW,
        evaluation.ReportAdopted(version=1, report=PDF, adopted_by="Comité", decision=MEETING, on=date(2025, 3, 1)),
    )
    yield (
        REVIEW,
        evaluation.RecommendationAnswered(
            recommendation=1,
            by=CLUB,
            answer=evaluation.Answer.ACCEPTED,
            reasons="",
            due=date(2025, 9, 1),
            on=date(2025, 3, 10),
        ),
    )
    yield REVIEW, evaluation.CommitmentLinked(recommendation=1, by=CLUB, commitment=PROMISE, on=date(2025, 3, 11))


def proceedings() -> Iterator[Told]:
    """A procedure and one case of it: a task, a timer, an approval that is asked, an incident."""
    digest, at = Digest("sha256:" + "c" * 64), datetime(2025, 4, 1, 8, tzinfo=UTC)
    yield (
        PROCEDURE,
        publication.ProcedurePublished(
            framework=FRAMEWORK,
            name="grant",
            version=1,
            subject="agreement",
            digest=digest,
            text="procedure: grant",
            act=ACT,
            on=date(2025, 4, 1),
        ),
    )
    yield (
        CASE,
        case.CaseOpened(
            framework=FRAMEWORK,
            subject=GRANT,
            procedure=PROCEDURE,
            name="grant",
            version=1,
            digest=digest,
            assigned={},
            at=at,
        ),
    )
    step = {"left": (), "entered": ("draft",), "active": ("draft",), "history": {}, "taken": ()}
    yield CASE, case.Advanced(cause=Cause.BEGUN, **step, at=at)
    writer = Wanted(role="association", mandate="representative", organisations=(CLUB,))
    due = datetime(2025, 5, 1, 8, tzinfo=UTC)
    yield CASE, case.TaskOpened(task="draft/write#1", state="draft", id="write", wanted=(writer,), due=due, at=at)
    yield (
        CASE,
        case.ApprovalAsked(state="draft", need=1, of=(Wanted(role=TOWN, organisations=(TOWN,)),), due=None, at=at),
    )
    yield (
        CASE,
        case.TimerArmed(
            timer="draft/after/lapse#1",
            transition="draft/after/lapse",
            state="draft",
            due=due,
            rule="P30D",
            counted_from=at,
            calendar="holidays",
            at=at,
        ),
    )
    yield CASE, case.IncidentRaised(incident=1, kind=IncidentKind.GUARD, words="?", about="submit", at=at)


def purchases() -> Iterator[Told]:
    """A contract that was received, with a clause, a modification and a subcontract; and the plan that counts it."""
    on = date(2024, 3, 4)
    asked = {"lot": 1, "on": on}
    yield (
        CONTRACT,
        contract.Launched(
            framework=FRAMEWORK,
            title="Peinture des écoles",
            buyer=TOWN,
            buyer_number="",
            reference="24-1",
            description=Description(),
            lots=(LotTerms(reference="24-1"),),
            undivided_because="",
            on=on,
        ),
    )
    clause = {"text": "Heures", "unit": "h", "target": Decimal(90), "counting": contract.Counting.SUM, "due": None}
    linked = {"clause": 1, "kind": contract.ClauseKind.INCLUSION_HOURS, "modification": None, "commitment": None}
    yield CONTRACT, contract.ClauseAdded(**asked, **clause, **linked)
    won = Outcome(holders=(Holder(organisation=CLUB),), amount=Money.of(9_000), months=6)
    yield CONTRACT, contract.Awarded(**asked, outcome=won, decided_on=None, act=None)
    yield CONTRACT, contract.Notified(**asked)
    days = Period(start=on, end=date(2024, 3, 29))
    yield CONTRACT, contract.ClauseObserved(**asked, clause=1, value=Decimal(40), period=days, evidence=(), note="")
    unstated = {"stated_number": None, "published_on": None, "months": None}
    more = {"amount": Money.of(9_500), "change": Money.of(500), "holders": (), "ground": None, "reasons": ""}
    yield CONTRACT, contract.Modified(**asked, **unstated, **more, modification=1)
    part = {"subcontract": 1, "subcontractor": Holder(organisation=NETWORK), "amount": Money.of(800), "variation": None}
    yield CONTRACT, contract.SubcontractAccepted(**asked, **unstated, **part)
    yield CONTRACT, contract.Ended(lot=1, note="", on=date(2024, 8, 30))
    yield (
        PLAN,
        procurement_plan.Drafted(
            framework=FRAMEWORK,
            title="Acheter mieux",
            authority=TOWN,
            period=Period(start=date(2024, 1, 1), end=date(2026, 12, 31)),
            yearly_purchases=None,
            review_months=6,
            on=on,
        ),
    )
    yield (
        PLAN,
        procurement_plan.PlanIndicatorSet(
            indicator="Heures",
            measure=procurement_plan.Measure.INCLUSION_HOURS,
            unit="h",
            baseline=None,
            target=Decimal(100),
            by_year=2026,
            on=on,
        ),
    )
    figure = procurement_plan.Figure(indicator="Heures", value=Decimal(40), counted=1)
    yield PLAN, procurement_plan.YearObserved(year=2024, figures=(figure,), on=date(2025, 1, 6))
    yield PLAN, procurement_plan.YearReviewed(year=2024, conclusions="Peu", act=None, on=date(2025, 1, 7))


def enterprises() -> Iterator[Told]:
    """One of each noun of enterprise support, of which nothing is due."""
    for stream, kind in (
        ("programme-couveuse", programme.ProgrammeOpened),
        ("call-appel", call.CallPublished),
        ("call-appel", call.CallClosed),
        ("application-four", candidature.Submitted),
        ("project-four", project.ProjectBegun),
        ("session-comptes", session.SessionScheduled),
        ("loan-four", loan.LoanGranted),
    ):
        yield stream, replace(specimen(kind), on=date(2024, 6, 3))


def everything() -> Sequence[Told]:
    """The whole story, in the order of the log."""
    return [
        *register(),
        *frame(),
        *agreements(),
        *promises(),
        *review(),
        *proceedings(),
        *lasting(),
        *purchases(),
        *enterprises(),
    ]
