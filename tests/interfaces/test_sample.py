"""The sample territory: told without a refusal, whole, at any day, and the same in the views as in the log."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from application.authority import NotEmpowered
from application.deadlines import Deadlines
from application.execute import Ask, Caller
from application.init import Installer, initialise
from application.ports import Recorded
from domain import candidature, case, commitment, mandate, meeting, organisation
from domain.agreement.parts import AgreementKind, Stage
from domain.agreement.signing import CopiesCertified
from domain.case.state import Case, open_incidents, open_tasks
from domain.evaluation.scoreboard import scoreboard
from domain.evaluation.state import Kind as EvaluationKind
from domain.framework import FieldOfWork
from domain.person import Registered as PersonRegistered
from infrastructure.event_log import PalabreLog, rules_digest
from infrastructure.outside import SetClock
from infrastructure.settings import Settings
from infrastructure.views.opened import open_views
from interfaces.api.examples import EXAMPLES
from interfaces.api.schemas import request_model
from interfaces.main import build
from interfaces.parts import Parts
from interfaces.sample.following import SampleRefused
from interfaces.sample.load import OtherLog, command_of, is_begun, is_loaded, load, people
from interfaces.sample.story import REFERENCE, Shift, read
from tests.infrastructure.views.differences import differences
from tests.postgres import fresh_database

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
IRREGULARITIES = {
    ("taken-over-signature-unknown", "regularised"): 1,
    ("taken-over-act-unknown", "accepted"): 1,
    ("notice-too-short", "accepted"): 1,
    ("interested-vote", "regularised"): 1,
    ("signatory-not-empowered", "accepted"): 1,
    ("act-not-executory", "regularised"): 1,
    ("application-missing", "regularised"): 1,
    ("report-late", "open"): 1,
    ("paid-more-than-ordered", "regularised"): 1,
    ("list-published-late", "open"): 1,
    ("origin-missing", "open"): 1,
    ("due-date-missing", "regularised"): 1,
    ("clause-target-missed", "open"): 1,
    ("essential-data-late", "open"): 1,
    ("cluster-one-sided", "regularised"): 1,
}


@dataclass(frozen=True)
class Told:
    """A log the sample was told into."""

    database: str
    parts: Parts
    clock: SetClock
    facts: list[Recorded]

    def states(self, kind: str) -> list[Any]:
        streams = dict.fromkeys(fact.stream for fact in self.facts if fact.stream.startswith(f"{kind}-"))
        return [self.parts.execute.house.streams.folded(name).state for name in streams]

    def agreement(self, title: str) -> Any:
        return next(one for one in self.states("agreement") if title in one.title)

    def irregularities(self) -> Counter[tuple[str, str]]:
        kinds = (
            "organisation",
            "mandate",
            "framework",
            "committee",
            "meeting",
            "agreement",
            "commitment",
            "evaluation",
            "contract",
            "procurement_plan",
            "cluster",
        )
        every = (one for kind in kinds for state in self.states(kind) for one in state.irregularities)
        return Counter((one.rule, str(one.state)) for one in every)


def opened(database: str, folder: Path, clock: SetClock) -> Parts:
    return build(
        Settings(
            database=database,
            keys=f"sqlite:///{folder / 'keys.db'}",
            master_key_file=folder / "master.key",
            files=folder / "files",
        ),
        clock,
    )


def sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'log.db'}"


def silently(done: int, total: int) -> None:
    del done, total


def told(database: str, folder: Path, now: datetime = NOW) -> Told:
    clock = SetClock(now)
    parts = opened(database, folder, clock)
    load(parts, silently, clock.set)
    clock.set(now)
    return Told(database, parts, clock, list(parts.facts(0)))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("sample")
    with fresh_database() if request.param == "postgresql" else nullcontext(sqlite(folder)) as url:
        one = told(url, folder)
        yield one
        one.parts.close()


def person(sample: Told, name: str) -> str:
    """The identifier of somebody, by name."""
    return next(
        fact.stream
        for fact in sample.facts
        if isinstance(fact.event, PersonRegistered) and fact.event.name.text == name
    )


def test_every_step_is_taken_and_the_log_says_that_the_sample_is_whole(sample: Told) -> None:
    assert is_loaded(sample.parts)
    assert is_begun(sample.parts)
    assert len(sample.facts) == sample.parts.log.position() > 700


def test_loading_twice_records_nothing_new(sample: Told) -> None:
    load(sample.parts, silently, sample.clock.set)
    sample.clock.set(NOW)
    assert sample.parts.log.position() == len(sample.facts)


def test_what_follows_from_events_and_from_the_calendar_was_told_already(sample: Told) -> None:
    sample.parts.settle()
    refused = sample.parts.react()
    ticked = Deadlines(sample.parts.execute, sample.parts.reading).tick(NOW)
    assert not refused
    assert ticked.recorded == []
    assert sample.parts.log.position() == len(sample.facts)


def test_organisations_of_every_kind_and_mandates_in_every_role_are_there(sample: Told) -> None:
    kinds = {kind.value for one in sample.states("organisation") for kind in one.kinds}
    roles = {one.role for one in sample.states("mandate")}
    assert kinds == set(organisation.Kind)
    assert roles == set(mandate.Role)
    assert len(sample.states("organisation")) >= 12
    assert sum(one.principal is not None for one in sample.states("mandate")) == 2, "deputies"
    assert sum(one.predecessor is not None for one in sample.states("mandate")) == 3, "chairs who took over"


def test_three_networks_have_members(sample: Told) -> None:
    joined = [fact.event.of for fact in sample.facts if isinstance(fact.event, organisation.Joined)]
    assert len(set(joined)) == 3
    assert min(Counter(joined).values()) >= 3


def test_agreements_of_every_kind_and_in_every_state_are_there(sample: Told) -> None:
    agreements = sample.states("agreement")
    assert {one.kind for one in agreements} == set(AgreementKind)
    assert {one.stage for one in agreements} == set(Stage) - {Stage.REGISTERED}
    assert {str(one.origin) for one in agreements} == {"drafted", "taken_over"}


def test_the_money_of_the_agreement_to_follow_adds_up(sample: Told) -> None:
    lines = {
        key: line for key, line in sample.agreement("2025-2027 avec Graines").money.lines.items() if line.paid.cents
    }
    assert sorted(int(line.paid.amount) for line in lines.values()) == [20000, 20000, 40000, 40000]
    assert all(
        line.forecast.cents and line.voted == line.committed >= line.ordered == line.paid for line in lines.values()
    )
    assert sum(line.advance_paid.amount for line in lines.values()) == 10_000


def test_an_overpayment_was_found_and_came_back(sample: Told) -> None:
    (line,) = sample.agreement("seconde recyclerie").money.lines.values()
    assert (int(line.paid.amount), int(line.recovered.amount), line.to_recover.cents) == (36_500, 1_500, 0)
    assert int(line.in_kind.amount) == 6_000


def test_a_payment_ordered_before_a_merger_is_made_to_the_successor(sample: Told) -> None:
    money = sample.agreement("jardin du moulin").money
    names = {fact.stream: fact.event.name for fact in sample.facts if isinstance(fact.event, organisation.Registered)}
    assert {names[name]: int(paid.amount) for name, paid in money.received.items()} == {"Graines de Vallonne": 4_000}


def test_commitments_of_every_kind_and_in_every_state_are_there(sample: Told) -> None:
    commitments = sample.states("commitment")
    assert {one.kind for one in commitments} == set(commitment.Kind)
    assert {one.stage for one in commitments} == set(commitment.Stage)
    assert any(one.contests for one in commitments)
    assert any(one.due_moves for one in commitments)
    assert any(one.missed and one.delivered_on for one in commitments), "one was delivered late"


def test_contracts_are_under_way_over_and_without_holder_and_the_plan_counts_them(sample: Told) -> None:
    lots = [lot for one in sample.states("contract") for lot in one.lots]
    assert {str(lot.stage) for lot in lots} == {"notified", "ended", "unawarded"}
    assert all(lot.published_on for lot in lots if str(lot.stage) != "unawarded")
    (plan,) = sample.states("procurement_plan")
    ((year, figures),) = plan.figures.items()
    assert [one.year for one in plan.reviews] == [year]
    assert {one.indicator: str(one.value) for one in figures}["Marchés avec clause sociale"] == "0.6667"


def test_evaluations_were_planned_drafted_replied_to_published_and_given_up(sample: Told) -> None:
    evaluations = sample.states("evaluation")
    assert {one.kind for one in evaluations} == set(EvaluationKind)
    stages = {str(one.stage) for one in evaluations}
    assert stages == {"planned", "terms_agreed", "collecting", "right_of_reply", "published", "cancelled"}
    mid_term = next(one for one in evaluations if one.kind is EvaluationKind.MID_TERM)
    answers = [answer for advice in mid_term.recommendations for answer in advice.responses]
    assert sorted(str(one.answer) for one in answers) == ["accepted", "partly", "rejected"]
    assert all(one.commitment for one in answers if str(one.answer) != "rejected")
    assert mid_term.replies


def test_the_local_environment_is_measured_every_year(sample: Told) -> None:
    standing = next(one for one in sample.states("evaluation") if one.kind is EvaluationKind.STANDING)
    years = {seen.period.start.year for one in standing.indicators.values() for seen in one.observations}
    assert years == {2022, 2023, 2024, 2025}
    assert len(standing.versions) == 2


def test_a_small_number_of_the_territory_is_withheld_and_a_revised_one_keeps_what_it_replaced(sample: Told) -> None:
    measure = next(one for one in sample.states("evaluation") if one.title.endswith("par famille"))
    board = scoreboard(measure, 2025)
    withheld = {line.indicator for line in board.lines if line.figure.hidden is not None}
    assert withheld == {"Salariés des fondations", "Salariés des mutuelles"}
    revised = {
        line.indicator: line.figure.replaced[0].value
        for line in scoreboard(measure, 2024).lines
        if line.figure.revisions
    }
    assert revised == {"Salariés": 1466, "Salariés des associations": 1037}


def test_the_three_fields_of_work_are_all_at_work(sample: Told) -> None:
    assert {one.field for one in sample.states("commitment")} == set(FieldOfWork)
    assert {one.field for one in sample.states("evaluation")} == set(FieldOfWork)


def test_a_year_of_meetings_shows_every_way_to_meet_and_to_decide(sample: Told) -> None:
    meetings = sample.states("meeting")
    outcomes = [item.outcome for one in meetings for item in one.items.values() if item.outcome is not None]
    assert {str(one.mode) for one in meetings} == {"on_site", "hybrid", "video", "written", "chair"}
    assert {str(one.kind) for one in outcomes} == {"decision", "opinion", "consensus", "taken_note", "referred_back"}
    assert {one.adopted for one in outcomes} == {True, False, None}
    assert sum(one.second_convocation for one in meetings) == 2
    assert sum(bool(item.recusals) for one in meetings for item in one.items.values()) >= 5
    assert any(outcome.verdict.majority is not None and outcome.verdict.majority.casting_vote for outcome in outcomes)
    elected = [item.election for one in meetings for item in one.items.values() if item.election is not None]
    assert [(len(one.rounds), one.elected) for one in elected] == [(2, "vallonne-ensemble")]
    kinds = {type(fact.event) for fact in sample.facts}
    assert {meeting.ObjectionRaised, meeting.ObjectionWithdrawn, meeting.ProxyGiven, meeting.NoQuorumFound} <= kinds


def test_the_next_meeting_is_convened_and_still_ahead(sample: Told) -> None:
    ahead = [one for one in sample.states("meeting") if str(one.stage) == "convened"]
    assert [one.title for one in ahead] == ["Comité de dialogue du 10 décembre 2026"]
    assert ahead[0].held_on > NOW.date()


def test_the_irregularities_are_those_that_were_told(sample: Told) -> None:
    assert sample.irregularities() == IRREGULARITIES
    page = sample.parts.reading.page("irregularities", {}, limit=200, today=NOW.date())
    assert Counter((str(row["rule"]), str(row["state"])) for row in page.items) == IRREGULARITIES


def test_every_event_was_recorded_on_its_day_and_none_in_the_future(sample: Told) -> None:
    instants = [fact.recorded_at for fact in sample.facts]
    shift = Shift.to(NOW.date())
    assert instants == sorted(instants)
    told_at = {shift.instant(step.at) for step in read().steps}
    assert told_at <= set(instants)
    assert set(instants) - told_at <= {
        fact.event.due for fact in sample.facts if isinstance(fact.event, case.TimerFired)
    }
    assert instants[-1] < NOW


def cases(sample: Told) -> dict[str, list[Case]]:
    """The cases of the sample by the procedure they run."""
    found: dict[str, list[Case]] = {}
    for one in sample.states("case"):
        found.setdefault(one.name, []).append(one)
    return found


def case_about(sample: Told, title: str) -> Case:
    streams = sample.parts.execute.house.streams
    every: list[Case] = sample.states("case")
    return next(one for one in every if title in getattr(streams.folded(one.subject).state, "title", ""))


def way(sample: Told, title: str) -> list[str]:
    """The innermost steps that a case came through, in order."""
    subject = case_about(sample, title).subject
    streams = {name for name, one in _cases(sample) if one.subject == subject}
    entered = [
        fact.event.entered
        for fact in sample.facts
        if fact.stream in streams and isinstance(fact.event, case.Advanced) and fact.event.entered
    ]
    return [one[-1].rpartition(".")[2] for one in entered]


def _cases(sample: Told) -> Iterator[tuple[str, Case]]:
    for name in dict.fromkeys(fact.stream for fact in sample.facts if fact.stream.startswith("case-")):
        yield name, sample.parts.execute.house.streams.folded(name).state


def test_every_procedure_of_the_library_is_published_by_an_act_and_has_a_case(sample: Told) -> None:
    published = sample.states("procedure")
    names = set(sample.parts.execute.house.tools.library.names())  # type: ignore[union-attr]  # wired in main
    assert {one.name for one in published} == names
    assert all(version.act is not None for one in published for version in one.versions.values())
    assert set(cases(sample)) == names


def test_the_agreement_to_follow_was_drafted_voted_signed_and_reviewed_through_its_case(sample: Told) -> None:
    assert way(sample, "2025-2027 avec Graines") == [
        "draft",
        "instruction",
        "agreeing",
        "deliberation",
        "signing",
        "notification",
        "first_half",
        "mid_term_review",
        "second_half",
    ]


def test_the_former_agreement_was_renewed_and_the_shuttle_refused_through_their_cases(sample: Told) -> None:
    assert way(sample, "2022-2024 avec Graines") == ["second_half", "renewal", "renewed"]
    shuttle = case_about(sample, "navette solidaire")
    assert shuttle.ended_in == ("refused",)
    assert sample.agreement("navette solidaire").stage is Stage.ABANDONED, "its case ordered it"


def test_a_suspended_agreement_waits_outside_the_step_that_it_will_return_to(sample: Told) -> None:
    incubator = case_about(sample, "avec la Couveuse")
    assert incubator.active == {"in_force", "in_force.suspended"}
    assert incubator.history["in_force.running.back"] == ("in_force.running.mid_term_review",)
    assert "completing" in way(sample, "avec la Couveuse"), "it was sent back once"


def test_cases_ended_with_their_subject(sample: Told) -> None:
    ended = {one.why_ended for one in sample.states("case") if not one.is_open}
    assert ended == {"", "withdrawn", "waived"}


def test_tasks_were_claimed_delegated_sent_back_and_completed(sample: Told) -> None:
    kinds = Counter(type(fact.event) for fact in sample.facts)
    assert kinds[case.TaskDelegated] >= 2
    assert kinds[case.TaskSentBack] >= 2
    assert kinds[case.TaskClaimed] >= 5
    assert kinds[case.TaskCompleted] >= 30
    assert kinds[case.TaskEscalated] >= 3
    assert kinds[case.ApprovalGiven] >= 10


def test_timers_went_off_each_at_its_own_time(sample: Told) -> None:
    fired = [(fact.recorded_at, fact.event) for fact in sample.facts if isinstance(fact.event, case.TimerFired)]
    assert len(fired) > 20
    late = [event.timer for at, event in fired if event.due < at]
    assert [one.partition("#")[0].rpartition("/")[2] for one in late] == ["renewal_window"], "due before its case began"


def test_one_incident_waits_for_somebody_and_one_case_runs_a_second_version(sample: Told) -> None:
    open_ones = [incident for one in sample.states("case") for incident in open_incidents(one)]
    assert [str(one.kind) for one in open_ones] == ["role"]
    assert {one.name: one.version for one in sample.states("case") if one.version > 1} == {"committee-term": 2}


def test_somebody_has_something_to_do_today_by_a_working_day(sample: Told) -> None:
    sample.parts.settle()
    tasks = sample.parts.reading.page("tasks", {}, limit=200, today=NOW.date()).items
    assert len(tasks) == sum(len(open_tasks(one)) for one in sample.states("case"))
    mine = sample.parts.reading.page("tasks", {"person": person(sample, "Maud Ferrandier")}, today=NOW.date()).items
    assert 0 < len(mine) < len(tasks)


def test_why_the_second_site_opens_on_saturdays_leads_back_to_the_framework(sample: Told) -> None:
    by_id = {fact.event_id: fact for fact in sample.facts}
    started = next(
        fact
        for fact in reversed(sample.facts)
        if fact.name.startswith("commitment.started") and _title(sample, fact).startswith("Ouvrir le second site")
    )
    chain = [started]
    while chain[-1].causation is not None:
        chain.append(by_id[chain[-1].causation])
    names = [fact.name.partition(".v")[0] for fact in chain]
    assert names == [
        "commitment.started",
        "agreement.paid",
        "agreement.signed-by-all",
        "agreement.act-recorded",
        "meeting.outcome-recorded",
        "evaluation.recommendation-answered",
        "evaluation.report-adopted",
        "meeting.outcome-recorded",
        "meeting.outcome-recorded",
        "evaluation.draft-submitted",
        "meeting.outcome-recorded",
        "meeting.outcome-recorded",
        "meeting.outcome-recorded",
        "agreement.drafted",
        "agreement.took-effect",
        "meeting.outcome-recorded",
        "agreement.drafted",
        "framework.established",
    ]


def _title(sample: Told, fact: Recorded) -> str:
    return str(sample.parts.execute.house.streams.folded(fact.stream).state.title)


def test_the_views_differ_in_nothing_from_a_fresh_fold_of_the_whole_log(sample: Told) -> None:
    log = cast("PalabreLog", sample.parts.log)
    side = open_views(sample.database, log, sample.parts.nouns, rules_digest())
    try:
        assert differences(side, log, sample.parts.nouns) == []
    finally:
        side.close()


def test_lists_show_the_state_that_is_folded_from_the_log(sample: Told) -> None:
    sample.parts.settle()
    for listing in ("agreements", "meetings", "commitments", "evaluations"):
        page = sample.parts.reading.page(listing, {}, limit=200, today=NOW.date())
        shown = {str(row["id"]): row["state"] for row in page.items}
        folded = {name: str(sample.parts.execute.house.streams.folded(name).state.stage) for name in shown}
        assert shown == folded
        assert len(shown) == len(sample.states(listing.removesuffix("s")))


def test_views_built_anew_differ_in_nothing(sample: Told) -> None:
    sample.parts.settle()
    views = [one.name for one in sample.parts.reading.status()]
    rebuilt = [sample.parts.reading.rebuild(name) for name in views]
    assert {one.name: one.differences for one in rebuilt} == dict.fromkeys(views, 0)
    assert {one.position for one in rebuilt} == {sample.parts.log.position()}


def test_people_are_found_by_the_role_they_hold_today(sample: Told) -> None:
    found = people(sample.parts)
    assert set(found) == set(mandate.Role)
    assert found["coordinator"] == person(sample, "Maud Ferrandier")
    assert found["secretary"] == person(sample, "Yann Delcombe")
    assert found["chair"] == person(sample, "Solène Marchadier")


def test_documents_named_in_events_are_kept(sample: Told) -> None:
    (copy,) = next(fact.event.copies for fact in sample.facts if isinstance(fact.event, CopiesCertified))
    assert len(sample.parts.files.content(copy.digest)) == copy.size > 0


@pytest.mark.parametrize("sample", ["sqlite"], indirect=True)
def test_a_sample_cut_short_is_recognised_and_goes_on_where_it_stopped(sample: Told, tmp_path: Path) -> None:
    database = sqlite(tmp_path)
    whole = len(read().steps)

    def killed(done: int, total: int) -> None:
        del total
        if done == whole // 2:
            raise KeyboardInterrupt

    clock = SetClock(NOW)
    parts = opened(database, tmp_path, clock)
    with pytest.raises(KeyboardInterrupt):
        load(parts, killed, clock.set)
    parts.close()
    later = SetClock(NOW + timedelta(weeks=2))
    parts = opened(database, tmp_path, later)
    assert is_begun(parts)
    assert not is_loaded(parts)
    half = parts.log.position()
    load(parts, silently, later.set)
    assert is_loaded(parts)
    facts = list(parts.facts(0))
    assert len(facts) > half
    assert [(fact.name, fact.recorded_at) for fact in facts] == [(fact.name, fact.recorded_at) for fact in sample.facts]
    parts.close()


def test_a_sample_cut_short_is_not_continued_once_something_else_was_recorded(tmp_path: Path) -> None:
    def killed(done: int, total: int) -> None:
        del total
        if done == 10:
            raise KeyboardInterrupt

    clock = SetClock(NOW)
    parts = opened(sqlite(tmp_path), tmp_path, clock)
    with pytest.raises(KeyboardInterrupt):
        load(parts, killed, clock.set)
    noun, command = command_of(parts.nouns, "person.register")
    ask = Ask(noun=noun, command=command, fields={"name": "Une personne"})
    parts.execute(ask, Caller(actor=people(parts)["coordinator"]))
    before = parts.log.position()
    with pytest.raises(OtherLog, match=r"no 01-registre.yaml step 11 at position"):
        load(parts, silently, clock.set)
    assert parts.log.position() == before
    parts.close()


def test_the_sample_is_not_told_into_a_log_that_holds_something_else(tmp_path: Path) -> None:
    parts = opened(sqlite(tmp_path), tmp_path, SetClock(NOW))
    initialise(parts.execute, Installer(name="Ailleurs", operator="Ville d'ailleurs", administrator="Une personne"))
    with pytest.raises(OtherLog):
        load(parts, silently, lambda _: None)
    assert not is_begun(parts)
    assert parts.log.position() == 4
    parts.close()


def test_a_step_that_is_refused_is_named_with_its_command_and_rule(tmp_path: Path) -> None:
    story = read()
    place = next(number for number, step in enumerate(story.steps) if step.do == "framework.establish")
    wrong = replace(story.steps[place], bodies=({**story.steps[place].bodies[0], "zone": "Nulle part"},))
    clock = SetClock(NOW)
    parts = opened(sqlite(tmp_path), tmp_path, clock)
    with pytest.raises(SampleRefused, match=r"01-registre.yaml step 3: framework.establish: framework-zone-malformed"):
        load(parts, silently, clock.set, replace(story, steps=(*story.steps[:place], wrong, *story.steps[place + 1 :])))
    parts.close()


@pytest.mark.parametrize(
    "weeks", [-30, pytest.param(19, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.slow)]
)
def test_told_on_another_day_the_story_is_the_same(tmp_path: Path, weeks: int) -> None:
    now = NOW + timedelta(weeks=weeks)
    one = told(sqlite(tmp_path), tmp_path, now)
    try:
        assert one.irregularities() == IRREGULARITIES
        assert one.facts[-1].recorded_at < now
        assert min(step.held_on for step in one.states("meeting") if str(step.stage) == "convened") > now.date()
    finally:
        one.parts.close()


def test_the_story_moves_by_whole_weeks_so_that_its_last_week_is_the_past_one() -> None:
    assert Shift.to(REFERENCE) == Shift(0)
    assert Shift.to(REFERENCE + timedelta(days=6)) == Shift(0)
    assert Shift.to(REFERENCE + timedelta(days=7)) == Shift(1)
    assert Shift.to(REFERENCE - timedelta(days=1)) == Shift(-1)
    assert Shift(2).day(date(2026, 3, 1)) == date(2026, 3, 15)


def test_an_instant_keeps_its_local_hour_when_the_clocks_change() -> None:
    evening = datetime(2026, 3, 19, 18, 0)
    assert Shift(0).instant(evening) == datetime(2026, 3, 19, 17, 0, tzinfo=UTC)
    assert Shift(2).instant(evening) == datetime(2026, 4, 2, 16, 0, tzinfo=UTC)


def test_dates_in_words_and_budget_years_move_along() -> None:
    assert Shift(0).value("Séance du <2026-03-19>, crédits <2026>") == "Séance du 19 mars 2026, crédits 2026"
    assert Shift(52).value("Séance du <2026-03-04>, crédits <2026>") == "Séance du 3 mars 2027, crédits 2027"
    assert Shift(52).value({"year": 2025, "on": "2026-03-19", "amount": 2025}) == {
        "year": 2026,
        "on": "2027-03-18",
        "amount": 2025,
    }
    assert Shift(60).value({"calendar_year": 2025}) == {"start": "2026-01-01", "end": "2026-12-31"}


def test_every_example_in_the_documentation_is_a_body_that_the_api_takes(sample: Told) -> None:
    for operation, body in EXAMPLES.items():
        noun, command = command_of(sample.parts.nouns, operation)
        request_model(noun, command).model_validate_json(json.dumps(body))
    assert len(EXAMPLES) > 120


def test_a_chair_whose_mandate_was_taken_over_can_do_nothing_any_more(sample: Told) -> None:
    bernard = person(sample, "Bernard Quillan")
    convened = next(fact for fact in reversed(sample.facts) if isinstance(fact.event, meeting.MeetingConvened))
    noun, command = command_of(sample.parts.nouns, "meeting.cancel-meeting")
    ask = Ask(noun=noun, command=command, stream=convened.stream, fields={"reason": "Sans objet"})
    with pytest.raises(NotEmpowered):
        sample.parts.execute(ask, Caller(actor=bernard))


def rows_of(sample: Told, listing: str) -> dict[str, Any]:
    sample.parts.settle()
    items = sample.parts.reading.page(listing, {}, limit=200, today=NOW.date()).items
    return {str(row["title"]): row for row in items}


def test_a_programme_shows_how_many_applied_were_accepted_launched_and_are_still_there(sample: Told) -> None:
    names = ("applied", "accepted", "supported", "launched", "active_at_three_years", "silent_at_three_years")
    funnel = {title: [row[name] for name in names] for title, row in rows_of(sample, "programmes").items()}
    assert funnel == {
        "Couveuse d'activités du Val": [5, 2, 5, 4, 1, 1],
        "Microcrédit solidaire du Val": [0, 0, 0, 0, 0, 0],
    }


def test_applications_were_accepted_refused_promoted_from_the_waiting_list_withdrawn_and_found_inadmissible(
    sample: Told,
) -> None:
    shown = {title: (row["place"], row["state"]) for title, row in rows_of(sample, "rankings").items()}
    assert shown == {
        "Cuisine partagée": (1, "withdrawn"),
        "Four à pain partagé": (1, "accepted"),
        "Conserverie mobile": (3, "accepted"),
        "Bar à jeux Le Plateau": (4, "refused"),
        "Boutique éphémère": (None, "inadmissible"),
    }
    kinds = {type(fact.event) for fact in sample.facts}
    assert {candidature.Promoted, candidature.InterestDeclared} <= kinds


def test_one_loan_was_repaid_one_rescheduled_and_one_written_off_with_its_guarantee_called(sample: Told) -> None:
    loans = rows_of(sample, "loans")
    shown = {
        title: (row["state"], row["outstanding"]["amount"], row["written_off"]["amount"], row["reschedulings"])
        for title, row in loans.items()
    }
    assert shown == {
        "Microcrédit de la conserverie": ("repaying", "700.00", "0.00", 1),
        "Microcrédit du bar à jeux": ("written_off", "0.00", "1250.00", 0),
        "Microcrédit du four à pain": ("repaid", "0.00", "0.00", 0),
    }
    bar = loans["Microcrédit du bar à jeux"]
    assert bar["guarantee_called"] == bar["guarantee_paid"] == {"amount": "625.00", "currency": "EUR"}
    assert sum(row["arrears"]["amount"] != "0.00" for row in loans.values()) == 0


def test_what_became_of_projects_is_known_or_known_not_to_be(sample: Told) -> None:
    answers = {
        title: (row["last_answer_years"], row["last_answer"]) for title, row in rows_of(sample, "projects").items()
    }
    assert answers["Vannerie du lac"] == (3, "no_answer")
    assert answers["Four à pain partagé"] == (1, "active")
    assert {answer for _, answer in answers.values()} == {"active", "no_answer", "changed", "employed", None}
