"""An application goes from call to repaid loan: through the real doors, on a real log, on both databases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from application.authority import NotEmpowered
from application.deadlines import Deadlines
from application.execute import Ask, Caller
from domain import call, candidature, committee, loan, programme, project, session
from domain.candidature.decision import BeyondTheEnvelope, PromotedOutOfRank
from domain.candidature.scoring import InterestedScore, NotInTheJury
from domain.candidature.waiting import WaitingRankUnfit
from domain.mandate import Role
from domain.programme.state import ProgrammeOfAnotherFramework
from domain.said import PersonalTextUnprotected
from domain.values import (
    ActReference,
    CallId,
    CommitteeId,
    FrameworkId,
    Money,
    OrganisationId,
    PersonId,
    ProgrammeId,
    ProjectId,
    Protected,
    Source,
    SourceKind,
)
from tests.interfaces.conftest import LONG_AGO, World

PAPER = Source(kind=SourceKind.PAPER, reference="procès-verbal du jury")
ACT = ActReference(number="D-2025-7", adopted_on=date(2025, 3, 20))
BEFORE, OPEN, CLOSE = date(2025, 1, 6), date(2025, 2, 1), date(2025, 2, 28)


@dataclass
class Story:
    """A programme with a jury of two, in a world."""

    world: World
    made: dict[str, str] = field(default_factory=dict[str, str])

    def do(self, noun: str, command: type, stream: str | None = None, by: str = "coordinator", **fields: Any) -> str:
        done = self.world.do(by, noun, command, stream, **fields)
        self.world.parts.settle()
        return done

    def state(self, stream: str) -> Any:
        return self.world.parts.execute.house.streams.folded(stream).state

    def one(self, listing: str, stream: str, today: date) -> Mapping[str, Any]:
        self.world.parts.settle()
        found = self.world.parts.reading.one(listing, stream, today=today)
        assert found is not None
        return found

    @property
    def framework(self) -> FrameworkId:
        return FrameworkId(self.world.framework)

    def open(self) -> None:
        self.made["programme"] = self.do(
            "programme",
            programme.OpenProgramme,
            framework=self.framework,
            title="Couveuse des Essais",
            kind=programme.Kind.INCUBATOR,
            operator=OrganisationId(self.world.association),
            on=LONG_AGO,
        )
        jury = self.do("committee", committee.ConstituteCommittee, framework=self.framework, name="Jury", on=LONG_AGO)
        for seat in ("mayor", "president"):
            person = PersonId(self.world.ids[seat])
            self.do("committee", committee.CreateSeat, jury, seat=seat, on=LONG_AGO)
            self.do("committee", committee.FillSeat, jury, seat=seat, person=person, on=LONG_AGO)
        self.made["jury"] = jury

    def call(self, title: str = "Oser entreprendre", envelope: int = 5_000) -> str:
        return self.do(
            "call",
            call.PublishCall,
            framework=self.framework,
            programme=ProgrammeId(self.made["programme"]),
            title=title,
            opens_on=OPEN,
            closes_on=CLOSE,
            criteria=(call.Criterion(code="solidite", weight=Decimal(2)), call.Criterion(code="utilite")),
            envelope=Money.of(envelope),
            jury=CommitteeId(self.made["jury"]),
            on=BEFORE,
        )

    def applied(self, to: str, title: str, scores: tuple[int, int] | None = (4, 2), **fields: Any) -> str:
        who = {"holders": (PersonId(self.world.passerby),)} | fields
        made = self.do(
            "application",
            candidature.SubmitApplication,
            framework=self.framework,
            call=CallId(to),
            title=title,
            on=date(2025, 2, 10),
            **who,
        )
        self.do("application", candidature.FindAdmissible, made, on=date(2025, 3, 3))
        if scores:
            for criterion, points in zip(("solidite", "utilite"), scores, strict=True):
                self.score(made, "mayor", criterion, points)
        return made

    def score(self, application: str, member: str, criterion: str, points: int, **fields: Any) -> str:
        return self.do(
            "application",
            candidature.Score,
            application,
            by=member,
            member=PersonId(self.world.ids[member]),
            criterion=criterion,
            points=Decimal(points),
            on=date(2025, 3, 10),
            **fields,
        )


@pytest.fixture(scope="module")
def story(any_world: World) -> Story:
    any_world.mandate("outsider", Role.MEMBER, any_world.authority)
    told = Story(any_world)
    any_world.parts.settle()
    told.open()
    return told


def test_an_application_goes_from_call_to_repaid_loan(story: Story) -> None:
    world = story.world
    ana = PersonId(world.passerby)
    begun = {"framework": story.framework, "title": "Le four", "holders": (ana,), "on": BEFORE}
    started = story.do("project", project.BeginProject, **begun)
    accepted_before = story.one("programmes", story.made["programme"], date(2026, 1, 1))["accepted"]
    to = story.call()
    application = story.applied(to, "Le four à pain", project=ProjectId(started), summary="Ana cuit depuis dix ans.")
    story.do("application", candidature.Accept, application, amount=Money.of(3_000), act=ACT, on=date(2025, 3, 20))
    assert not world.parts.react()
    enrolment = story.state(started).enrolments[0]
    assert (enrolment.programme, enrolment.application) == (story.made["programme"], application)

    class_ = story.do(
        "session",
        session.ScheduleSession,
        framework=story.framework,
        programme=ProgrammeId(story.made["programme"]),
        title="Tenir ses comptes",
        kind=session.Kind.TRAINING,
        starts_on=date(2025, 4, 3),
        projects=frozenset({ProjectId(started)}),
    )
    story.do("session", session.RecordAttendance, class_, project=ProjectId(started), person=ana, on=date(2025, 4, 3))
    lent = story.do(
        "loan",
        loan.GrantLoan,
        framework=story.framework,
        title="Microcrédit du four",
        kind=loan.Kind.MICROCREDIT,
        lender=OrganisationId(world.association),
        borrowers=(ana,),
        project=ProjectId(started),
        amount=Money.of(1_000),
        terms=loan.LoanTerms(instalments=3, rate=Decimal(4)),
        act=ACT,
        on=date(2025, 4, 10),
    )
    story.do("loan", loan.Disburse, lent, by="president", amount=Money.of(1_000), on=date(2025, 4, 15))
    assert not world.parts.react()
    assert [one.loan for one in story.state(started).finance] == [lent]
    while (left := loan.owed(story.state(lent))).cents:
        story.do(
            "loan",
            loan.RecordRepayment,
            lent,
            by="president",
            amount=min(left, Money.of(400)),
            reference=f"virement {left.amount}",
            on=date(2025, 8, 1),
        )
    row = story.one("loans", lent, date(2026, 1, 1))
    assert (row["state"], row["outstanding"]) == ("repaid", {"amount": "0.00", "currency": "EUR"})
    assert row["arrears"] == {"amount": "0.00", "currency": "EUR"}
    assert story.one("projects", started, date(2026, 1, 1))["sessions_attended"] == 1
    assert story.one("programmes", story.made["programme"], date(2026, 1, 1))["accepted"] == accepted_before + 1


def test_what_is_said_of_a_person_is_sealed_and_goes_with_them(story: Story) -> None:
    application = story.applied(story.call("Appel discret"), "Un rêve", summary="Il dort mal.")
    story.do("application", candidature.Refuse, application, reasons="Trop fragile.", on=date(2025, 3, 20))
    state = story.state(application)
    assert state.summary == Protected(of=PersonId(story.world.passerby), text="Il dort mal.")
    assert state.decisions[0].reasons == Protected(of=PersonId(story.world.passerby), text="Trop fragile.")
    stranger = Protected(of=PersonId(story.world.ids["mayor"]), text="Autre")
    with pytest.raises(PersonalTextUnprotected):
        story.applied(story.call("Appel bavard"), "Un rêve", summary=stranger)


def test_a_member_of_the_jury_with_a_mandate_in_the_applicant_is_not_heard(story: Story) -> None:
    world = story.world
    application = story.applied(story.call("Appel juste"), "Les Ateliers", organisation=world.association, holders=())
    with pytest.raises(InterestedScore):
        story.score(application, "president", "solidite", 5)
    with pytest.raises(NotInTheJury):
        story.score(application, "outsider", "solidite", 5)
    before = candidature.score(story.state(application))
    story.score(application, "president", "solidite", 5, source=PAPER)
    state = story.state(application)
    assert candidature.score(state) == before
    assert [(one.rule, str(one.state)) for one in state.irregularities] == [("interested-score", "open")]
    assert story.one("rankings", application, CLOSE)["marks_set_aside"] == 1


def test_the_best_stand_first_and_the_waiting_list_is_served_in_its_order(story: Story) -> None:
    to = story.call("Appel disputé", envelope=4_000)
    first, second, third = (
        story.applied(to, title, scores) for title, scores in (("A", (5, 5)), ("B", (3, 3)), ("C", (1, 5)))
    )
    page = story.world.parts.reading.page("rankings", {"call": to}, today=CLOSE).items
    assert [(row["title"], row["score"], row["place"]) for row in page] == [
        ("A", "100.00", 1),
        ("B", "60.00", 2),
        ("C", "46.67", 3),
    ]
    story.do("application", candidature.Accept, first, amount=Money.of(3_000), on=date(2025, 3, 20))
    with pytest.raises(BeyondTheEnvelope):
        story.do("application", candidature.Accept, second, amount=Money.of(2_000), on=date(2025, 3, 20))
    story.do("application", candidature.PutOnWaitingList, second, rank=1, on=date(2025, 3, 20))
    with pytest.raises(WaitingRankUnfit):
        story.do("application", candidature.PutOnWaitingList, third, rank=1, on=date(2025, 3, 20))
    story.do("application", candidature.PutOnWaitingList, third, rank=2, on=date(2025, 3, 20))
    with pytest.raises(PromotedOutOfRank):
        story.do("application", candidature.Promote, third, amount=Money.of(1_000), on=date(2025, 4, 1))
    story.do("application", candidature.Withdraw, first, on=date(2025, 4, 2))
    story.do("application", candidature.Promote, second, amount=Money.of(2_000), on=date(2025, 4, 3))
    story.do("application", candidature.Promote, third, amount=Money.of(1_000), on=date(2025, 4, 3))
    assert story.one("calls", to, CLOSE)["granted"] == {"amount": "3000.00", "currency": "EUR"}


def test_an_accepted_application_without_a_project_becomes_one(story: Story) -> None:
    application = story.applied(story.call("Appel neuf"), "La laverie")
    story.do("application", candidature.Accept, application, on=date(2025, 3, 20))
    for _ in range(2):
        story.world.parts.react()
        story.world.parts.settle()
    page = story.world.parts.reading.page("projects", {"text": "laverie"}, today=CLOSE)
    assert [(row["title"], row["holders"]) for row in page.items] == [("La laverie", [story.world.passerby])]


def test_the_calendar_closes_calls_finds_arrears_and_asks_what_became_of_projects(story: Story) -> None:
    world = story.world
    to = story.call("Appel clos")
    begun = story.do(
        "project",
        project.BeginProject,
        framework=story.framework,
        title="Le moulin",
        holders=(PersonId(world.passerby),),
        stage=project.Stage.LAUNCH,
        on=date(2022, 5, 2),
    )
    lent = story.do(
        "loan",
        loan.GrantLoan,
        framework=story.framework,
        title="Prêt en retard",
        kind=loan.Kind.LOAN,
        lender=OrganisationId(world.association),
        organisation=OrganisationId(world.association),
        amount=Money.of(600),
        terms=loan.LoanTerms(instalments=6),
        on=date(2025, 1, 10),
    )
    story.do("loan", loan.Disburse, lent, amount=Money.of(600), on=date(2025, 1, 10))
    looking = Deadlines(world.parts.execute, world.parts.reading)
    ticked = looking.tick(datetime(2025, 5, 10, 9, tzinfo=UTC))
    assert not ticked.refused
    assert {to, begun, lent} <= set(ticked.recorded)
    world.parts.settle()
    assert not {to, begun, lent} & set(looking.tick(datetime(2025, 5, 10, 9, tzinfo=UTC)).recorded)
    missed = [one.due for one in story.state(lent).instalments if one.missed_on is not None]
    today = world.parts.execute.house.clock.now().date()
    assert missed == [one.due for one in story.state(lent).instalments if one.due < today]
    assert story.one("loans", lent, date(2025, 3, 10))["arrears"] == {"amount": "100.00", "currency": "EUR"}
    assert story.one("loans", lent, date(2025, 3, 11))["arrears"] == {"amount": "200.00", "currency": "EUR"}


def test_only_the_office_and_the_lender_touch_a_loan(story: Story) -> None:
    with pytest.raises(NotEmpowered):
        story.do(
            "loan",
            loan.GrantLoan,
            by="mayor",
            framework=story.framework,
            title="Prêt",
            kind=loan.Kind.LOAN,
            lender=OrganisationId(story.world.association),
            organisation=OrganisationId(story.world.association),
            amount=Money.of(600),
            terms=loan.LoanTerms(instalments=6),
        )


def test_a_programme_of_another_framework_takes_no_call(story: Story) -> None:
    fields = {
        "framework": FrameworkId(story.world.elsewhere),
        "programme": ProgrammeId(story.made["programme"]),
        "title": "Ailleurs",
        "opens_on": OPEN,
        "closes_on": CLOSE,
        "criteria": (call.Criterion(code="c"),),
    }
    ask = Ask(noun=story.world.parts.nouns["call"], command=call.PublishCall, fields=fields)
    with pytest.raises(ProgrammeOfAnotherFramework):
        story.world.parts.execute(ask, Caller(actor=story.world.neighbour))
