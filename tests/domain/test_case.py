"""One run of a procedure: what people do in it, what it hears, what time brings about, and what goes wrong."""

from datetime import date, timedelta

import pytest

from domain import case
from domain.bylaws.rules import Share
from domain.case.acting import ActedWithoutReason, GuardSaysNo, NotDueYet, NotPossibleNow
from domain.case.approving import ApprovalNotAsked, RefusedWithoutReason
from domain.case.opening import (
    AlreadyOpen,
    EndedWithoutReason,
    RoleNotInProcedure,
    SubjectElsewhere,
    SubjectOfAnotherKind,
)
from domain.case.ordering import BACK_OFF, NoSuchIncident, NothingToRetry, ResolvedWithoutReason
from domain.case.setting import StepUnknown
from domain.case.state import CaseOver, Cause, IncidentKind, NoSuchCase, TaskState, open_incidents, open_tasks
from domain.case.tasks import HeldBySomebodyElse, NoSuchTask, NotDelegable, SentBackWithoutReason, TaskOver
from domain.case.telling import DEEPEST
from domain.decider import replace
from domain.procedure.definition import Approval, Need, Order, Role, Span, Task, Timer
from domain.values import FrameworkId
from tests.cases import ANA, BEN, CHLOE, FRAMEWORK, NOON, ONE, SUBJECT, TWO, Running
from tests.procedures import compound, final, procedure, step, way

OPINION = Task(id="opinion", by=("service",), due=Span(days=30))
SIMPLE = procedure(
    roles=["service", Role(id="mayor", capacity="maire", delegable=Span(months=6))],
    draft=step(submit=("amount > 0", "review")),
    review=step(tasks=[OPINION], accept="done", refuse="draft", after="lapsed"),
    done=final(),
    lapsed=final(),
)


def simple() -> Running:
    return Running(SIMPLE).begin()


class TestOpening:
    def test_a_case_begins_in_the_first_step(self) -> None:
        running = simple()
        running.stands_in("draft")
        assert isinstance(running.events[0], case.CaseOpened)
        assert running.events[0].version == 1

    def test_a_case_opens_once(self) -> None:
        running = simple()
        running.refused(AlreadyOpen, case.OpenCase(framework=FRAMEWORK, procedure="p", subject=SUBJECT, at=NOON))

    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"subject": "meeting-1"}, SubjectOfAnotherKind),
            ({"subject_framework": FrameworkId("framework-2")}, SubjectElsewhere),
            ({"assigned": {"nobody": (ANA,)}}, RoleNotInProcedure),
        ],
    )
    def test_what_does_not_fit_the_procedure_is_refused(self, changes: dict[str, object], rule: type) -> None:
        running = Running(SIMPLE)
        asked = case.OpenCase(framework=FRAMEWORK, procedure="p", subject=SUBJECT, setting=running.setting(), at=NOON)
        running.refused(rule, replace(asked, **changes))

    def test_nothing_happens_in_a_case_that_was_not_opened(self) -> None:
        running = Running(SIMPLE)
        running.refused(NoSuchCase, case.Act(event="submit", by=ANA, setting=running.setting(), at=NOON))


class TestActing:
    def test_who_acts_moves_the_case_and_is_named(self) -> None:
        running = simple().act("submit", by=BEN)
        running.stands_in("review")
        moved = running.names(case.Advanced)[-1]
        assert (moved.cause, moved.name, moved.by) == (Cause.EVENT, "submit", BEN)
        assert (moved.left, moved.entered) == (("draft",), ("review",))

    def test_what_no_step_offers_is_refused(self) -> None:
        running = simple()
        running.refused(NotPossibleNow, case.Act(event="accept", by=ANA, setting=running.setting(), at=NOON))

    def test_a_condition_that_is_not_met_blocks_and_is_named(self) -> None:
        running = simple()
        running.truths["amount > 0"] = False
        with pytest.raises(GuardSaysNo) as refusal:
            running.act("submit")
        assert refusal.value.args == ("submit", "amount > 0")

    def test_a_condition_that_cannot_be_told_is_an_incident_and_never_a_silent_no(self) -> None:
        running = simple()
        running.truths["amount > 0"] = "amount is unknown"
        running.act("submit")
        running.stands_in("draft")
        (incident,) = open_incidents(running.state)
        assert incident.kind is IncidentKind.GUARD
        assert "amount is unknown" in incident.words

    def test_an_incident_is_raised_once_while_it_is_open(self) -> None:
        running = simple()
        running.truths["amount > 0"] = "?"
        running.act("submit").hear("agreement.signed")
        with pytest.raises(GuardSaysNo):
            running.act("submit")
        assert len(running.state.incidents) == 1

    def test_a_reason_is_given_where_the_procedure_asks_for_one(self) -> None:
        made = procedure(a=step(back="b"), b=final())
        asked = replace(made.states["a"].transitions[0], reason=True)
        made = replace(made, states={**made.states, "a": replace(made.states["a"], transitions=(asked,))})
        running = Running(made).begin()
        running.refused(ActedWithoutReason, case.Act(event="back", by=ANA, setting=running.setting(), at=NOON))
        running.act("back", reason="the file is incomplete")
        assert running.names(case.Advanced)[-1].reason == "the file is incomplete"

    def test_nothing_happens_in_a_case_that_has_ended(self) -> None:
        running = simple().act("submit").act("accept")
        assert running.state.ended_in == ("done",)
        running.refused(CaseOver, case.Act(event="submit", by=ANA, setting=running.setting(), at=NOON))
        assert running.hear("agreement.signed").last == []


class TestTasks:
    def test_a_step_opens_its_tasks_with_their_due_date_and_leaving_withdraws_them(self) -> None:
        running = simple().act("submit")
        (task,) = open_tasks(running.state)
        assert (task.key, task.due) == ("review/opinion#1", NOON + timedelta(days=30))
        running.act("refuse")
        assert open_tasks(running.state) == ()
        running.act("submit")
        assert [one.key for one in open_tasks(running.state)] == ["review/opinion#2"]

    def test_claimed_by_one_it_waits_for_nobody_else(self) -> None:
        running = simple().act("submit")
        running.do(case.ClaimTask(task="review/opinion#1", by=ANA, setting=running.setting(), at=NOON))
        assert open_tasks(running.state)[0].holder == ANA
        again = case.ClaimTask(task="review/opinion#1", by=ANA, setting=running.setting(), at=NOON)
        assert running.do(again).last == []
        running.refused(HeldBySomebodyElse, replace(again, by=BEN))
        running.refused(
            HeldBySomebodyElse,
            case.CompleteTask(task="review/opinion#1", by=BEN, setting=running.setting(), at=NOON),
        )

    def test_sent_back_it_waits_for_all_who_may_again(self) -> None:
        running = simple().act("submit")
        key = "review/opinion#1"
        running.do(case.ClaimTask(task=key, by=ANA, setting=running.setting(), at=NOON))
        back = case.SendTaskBack(task=key, reason="", by=ANA, setting=running.setting(), at=NOON)
        running.refused(SentBackWithoutReason, back)
        running.do(replace(back, reason="I am leaving"))
        assert (open_tasks(running.state)[0].holder, open_tasks(running.state)[0].words) == (None, "I am leaving")

    def test_what_is_delegable_is_passed_on_for_as_long_as_the_procedure_says_and_comes_back(self) -> None:
        made = procedure(
            roles=[Role(id="mayor", delegable=Span(months=6))],
            a=step(tasks=[Task(id="sign", by=("mayor",))], go="b"),
            b=final(),
        )
        running = Running(made).begin()
        running.do(case.ClaimTask(task="a/sign#1", by=ANA, setting=running.setting(), at=NOON))
        running.do(case.DelegateTask(task="a/sign#1", to=BEN, by=ANA, setting=running.setting(), at=NOON))
        (task,) = open_tasks(running.state)
        assert (task.holder, task.delegated_by, task.until) == (BEN, ANA, NOON.replace(month=9))
        running.refused(
            NotDelegable, case.DelegateTask(task="a/sign#1", to=CHLOE, by=BEN, setting=running.setting(), at=NOON)
        )
        running.do(case.SendTaskBack(task="a/sign#1", reason="not mine", by=BEN, setting=running.setting(), at=NOON))
        assert open_tasks(running.state)[0].holder == ANA

    def test_what_is_not_delegable_is_not_passed_on(self) -> None:
        running = simple().act("submit")
        running.refused(
            NotDelegable,
            case.DelegateTask(task="review/opinion#1", to=BEN, by=ANA, setting=running.setting(), at=NOON),
        )

    def test_completing_a_task_moves_the_case_where_the_procedure_says_so(self) -> None:
        made = procedure(
            a=step(tasks=[Task(id="report", by=(), raises="received")], received=("complete", "b")), b=final()
        )
        running = Running(made, truths={"complete": False}).begin()
        done = case.CompleteTask(task="a/report#1", by=ANA, setting=running.setting(), at=NOON)
        running.refused(GuardSaysNo, done)
        running.truths["complete"] = True
        running.do(replace(done, setting=running.setting()))
        assert running.state.ended_in == ("b",)
        assert running.state.tasks[0].stage is TaskState.DONE

    def test_a_task_is_done_once(self) -> None:
        running = simple().act("submit")
        done = case.CompleteTask(task="review/opinion#1", by=ANA, setting=running.setting(), at=NOON)
        running.do(done)
        assert running.do(done).last == []
        running.refused(TaskOver, replace(done, by=BEN))
        running.refused(NoSuchTask, replace(done, task="review/other#1"))


class TestApprovals:
    def asked(self, need: Need | int = Need.ALL, **more: object) -> Running:
        made = procedure(
            signing=step(
                approval=Approval(for_each="agreement.parties", need=need), approved="active", rejected="refused"
            ),
            active=final(),
            refused=final(),
        )
        return Running(made, lists={"agreement.parties": (ONE, TWO)}, **more).begin()  # type: ignore[arg-type]

    def give(self, running: Running, of: str) -> None:
        running.do(case.GiveApproval(state="signing", of=of, by=ANA, setting=running.setting(), at=NOON))

    def refuse(self, running: Running, of: str) -> None:
        running.do(case.RefuseApproval(state="signing", of=of, reason="no", by=ANA, setting=running.setting(), at=NOON))

    def test_the_case_moves_when_all_have_said_yes(self) -> None:
        running = self.asked()
        self.give(running, ONE)
        running.stands_in("signing")
        self.give(running, TWO)
        assert running.state.ended_in == ("active",)

    def test_one_no_is_enough_where_all_are_needed(self) -> None:
        running = self.asked()
        self.refuse(running, ONE)
        assert running.state.ended_in == ("refused",)

    def test_a_number_is_enough_where_the_procedure_says_so(self) -> None:
        running = self.asked(need=1)
        self.refuse(running, ONE)
        running.stands_in("signing")
        self.give(running, TWO)
        assert running.state.ended_in == ("active",)

    def test_the_bylaws_say_how_many_make_a_quorum(self) -> None:
        running = self.asked(need=Need.QUORUM, quorum=Share(numerator=1, denominator=2, exceeded=False))
        self.give(running, ONE)
        assert running.state.ended_in == ("active",)

    def test_only_those_asked_answer_and_a_no_has_its_reason(self) -> None:
        running = self.asked()
        yes = case.GiveApproval(state="signing", of="organisation-9", by=ANA, setting=running.setting(), at=NOON)
        running.refused(ApprovalNotAsked, yes)
        running.refused(ApprovalNotAsked, replace(yes, state="active", of=ONE))
        no = case.RefuseApproval(state="signing", of=ONE, reason=" ", by=ANA, setting=running.setting(), at=NOON)
        running.refused(RefusedWithoutReason, no)

    def test_a_list_without_anybody_is_an_incident(self) -> None:
        made = procedure(a=step(approval=Approval(for_each="agreement.parties"), approved="b"), b=final())
        running = Running(made).begin()
        assert [one.kind for one in open_incidents(running.state)] == [IncidentKind.ROLE]


class TestTimers:
    def test_time_moves_a_case_when_nobody_acts_and_says_when_it_should_have(self) -> None:
        running = simple().act("submit").later(days=3)
        assert running.state.ended_in == ("lapsed",)
        fired = running.names(case.TimerFired)[0]
        assert (fired.due, fired.at) == (NOON + timedelta(days=1), NOON + timedelta(days=3))

    def test_a_timer_never_goes_off_before_its_time_and_never_twice(self) -> None:
        running = simple().act("submit")
        fire = case.FireTimer(timer=running.state.timers[0].key, setting=running.setting(), at=NOON)
        running.refused(NotDueYet, fire)
        running.later(days=1)
        assert running.do(replace(fire, at=running.now)).last == []

    def test_leaving_the_step_cancels_its_timers(self) -> None:
        running = simple().act("submit").act("refuse")
        assert running.state.timers == ()
        assert running.names(case.TimerCancelled)[0].why == "left"

    def of_a_date(self, span: Span) -> Running:
        made = procedure(a=step(after="b"), b=final())
        asked = replace(made.states["a"].transitions[0], timer=Timer(delay=span, of="agreement.ends_on"))
        made = replace(made, states={**made.states, "a": replace(made.states["a"], transitions=(asked,))})
        return Running(made)

    def test_a_timer_of_a_date_waits_until_it_is_known_then_follows_it(self) -> None:
        running = self.of_a_date(Span(months=6, negative=True)).begin()
        assert running.state.timers == ()
        assert running.names(case.TimerAwaited)[0].of == "agreement.ends_on"
        running.dates["agreement.ends_on"] = date(2027, 1, 31)
        running.hear("agreement.text-revised")
        assert running.state.timers[0].due.date() == date(2026, 7, 31)
        assert running.hear("agreement.text-revised").last == []
        running.dates["agreement.ends_on"] = date(2028, 1, 31)
        running.hear("agreement.amendment-took-effect")
        assert [type(one) for one in running.last] == [case.TimerCancelled, case.TimerArmed]
        assert running.state.timers[0].due.date() == date(2027, 7, 31)

    def test_a_date_that_has_passed_already_goes_off_at_the_next_look(self) -> None:
        running = self.of_a_date(Span())
        running.dates["agreement.ends_on"] = date(2020, 1, 1)
        running.begin().later(seconds=0)
        assert running.state.ended_in == ("b",)

    def test_a_reminder_leaves_the_step_as_it_is(self) -> None:
        made = procedure(
            roles=["service"],
            a=step(beside={"remind": way(orders=["notify"])}, tasks=[Task(id="t", by=("service",))], go="b"),
            b=final(),
        )
        running = Running(made).begin().later(days=2)
        running.stands_in("a")
        assert [one.command for one in running.state.orders] == ["notify"]
        assert running.later(days=9).state.order_count == 1

    def test_a_year_without_a_calendar_is_an_incident_and_the_case_goes_on(self) -> None:
        made = procedure(
            roles=["service"],
            a=step(tasks=[Task(id="t", by=("service",), due=Span(workdays=9_000))], go="b"),
            b=final(),
        )
        running = Running(made).begin()
        assert [one.kind for one in open_incidents(running.state)] == [IncidentKind.CALENDAR]
        assert running.act("go").state.ended_in == ("b",)


class TestHearing:
    made = procedure(
        a=step(when={"agreement.took-effect": ("adopted", "b")}), b=step(when={"agreement.expired": "c"}), c=final()
    )

    def test_the_aggregate_says_when(self) -> None:
        running = Running(self.made).begin().hear("agreement.took-effect")
        running.stands_in("b")
        assert running.hear("agreement.took-effect").last == []

    def test_what_its_own_orders_lead_to_is_counted_and_stops_somewhere(self) -> None:
        made = procedure(
            a=step(when={"agreement.suspended": "b"}), b=step(when={"agreement.suspended": "a"}, stop="c"), c=final()
        )
        running = Running(made).begin()
        for _ in range(DEEPEST + 2):
            running.hear("agreement.suspended", by_case=True)
        assert [one.kind for one in open_incidents(running.state)] == [IncidentKind.DEPTH]
        assert sum(one.cause is Cause.WHEN for one in running.names(case.Advanced)) == DEEPEST

    def test_the_subjects_end_ends_the_case_unless_its_procedure_handles_it(self) -> None:
        running = Running(self.made).begin()
        running.subject_ended = "terminated"
        running.hear("agreement.terminated")
        assert (running.state.is_open, running.state.why_ended) == (False, "terminated")
        outliving = Running(replace(self.made, outlives_subject=True)).begin()
        outliving.subject_ended = "terminated"
        outliving.hear("agreement.terminated")
        outliving.stands_in("a")


class TestOrders:
    made = procedure(a=step(go=way("b", orders=["agreement.suspend"])), b=step(stop="c", may_wait="x"), c=final())

    def ordered(self) -> Running:
        return Running(self.made).begin().act("go")

    def test_an_order_is_recorded_before_it_is_carried_out_and_done_once(self) -> None:
        running = self.ordered()
        assert [(one.number, one.command) for one in running.state.orders] == [(1, "agreement.suspend")]
        running.do(case.NoteOrderDone(order=1, outcome="Suspended", at=NOON))
        assert running.state.orders == ()
        assert running.do(case.NoteOrderDone(order=1, at=NOON)).last == []

    def test_a_failure_is_tried_again_and_again_then_a_person_decides(self) -> None:
        running = self.ordered()
        at = NOON
        for wait in BACK_OFF:
            running.do(case.NoteOrderFailed(order=1, why="no", setting=running.setting(), at=at))
            assert running.state.orders[0].retry_at == at + wait
            assert open_incidents(running.state) == ()
            at += wait
        running.do(case.NoteOrderFailed(order=1, why="no", setting=running.setting(), at=at))
        (incident,) = open_incidents(running.state)
        assert (incident.kind, running.state.orders[0].retry_at) == (IncidentKind.ORDER, None)

    def failed(self) -> Running:
        running = self.ordered()
        return running.do(case.NoteOrderFailed(order=1, why="no", for_good=True, setting=running.setting(), at=NOON))

    def test_a_person_tries_again_or_goes_on_without(self) -> None:
        running = self.failed()
        running.do(case.RetryOrder(incident=1, reason="the agreement is signed now", by=ANA, at=NOON))
        assert (open_incidents(running.state), running.state.orders[0].retry_at) == ((), NOON)
        running = self.failed()
        running.do(case.SkipOrder(incident=1, reason="done by hand", by=ANA, at=NOON))
        assert (open_incidents(running.state), running.state.orders) == ((), ())

    def test_settling_says_why_and_names_an_incident(self) -> None:
        running = self.failed()
        settle = case.ResolveIncident(incident=1, reason="", by=ANA, at=NOON)
        running.refused(ResolvedWithoutReason, settle)
        running.refused(NoSuchIncident, replace(settle, incident=2, reason="x"))
        running.do(replace(settle, reason="seen to"))
        assert running.do(replace(settle, reason="seen to")).last == []

    def test_only_an_order_can_be_tried_again(self) -> None:
        running = simple()
        running.truths["amount > 0"] = "?"
        running.act("submit")
        running.refused(NothingToRetry, case.RetryOrder(incident=1, reason="x", by=ANA, at=NOON))

    def test_an_order_hands_on_what_its_expressions_yield(self) -> None:
        made = procedure(a=step(go="b"), b=final())
        order = Order(command="agreement.suspend", arguments=(("until", "=agreement.ends_on"), ("reason", "late")))
        branch = replace(made.states["a"].transitions[0].branches[0], orders=(order,))
        asked = replace(made.states["a"].transitions[0], branches=(branch,))
        made = replace(made, states={**made.states, "a": replace(made.states["a"], transitions=(asked,))})
        running = Running(made, values={"agreement.ends_on": "2027-01-01"}).begin().act("go")
        assert running.names(case.OrderGiven)[0].arguments == {"until": "2027-01-01", "reason": "late"}


class TestByHand:
    def test_a_case_is_moved_by_hand_with_a_reason_that_stays(self) -> None:
        running = simple()
        asked = case.MoveByHand(to="review", reason="", by=ANA, setting=running.setting(), at=NOON)
        with pytest.raises(case.moving_by_hand.MovedWithoutReason):
            running.do(asked)
        running.do(replace(asked, reason="the paper file was already complete"))
        running.stands_in("review")
        moved = running.names(case.Advanced)[-1]
        assert (moved.cause, moved.by) == (Cause.BY_HAND, ANA)
        running.refused(StepUnknown, replace(asked, to="nowhere", reason="x"))

    def test_a_case_is_ended_before_its_time_with_a_reason(self) -> None:
        running = simple().act("submit")
        end = case.EndCase(reason="", setting=running.setting(), at=NOON)
        running.refused(EndedWithoutReason, end)
        running.do(replace(end, reason="merged with another"))
        assert (running.state.is_open, open_tasks(running.state), running.state.timers) == (False, (), ())

    def test_a_role_passes_to_somebody_else_with_all_that_is_still_awaited_of_it(self) -> None:
        running = simple().act("submit")
        asked = case.AssignRole(
            role="service", to=("person-new",), reason="", by=ANA, setting=running.setting(), at=NOON
        )
        running.refused(case.assigning.AssignedWithoutReason, asked)
        running.do(replace(asked, reason="the officer left"))
        (task,) = open_tasks(running.state)
        assert [one.people for one in task.wanted] == [("person-new",)]
        assert running.state.assigned["service"] == ("person-new",)
        running.do(replace(asked, to=(), reason="back to whoever has the mandate"))
        (task,) = open_tasks(running.state)
        assert ([one.people for one in task.wanted], dict(running.state.assigned)) == ([()], {})
        running.refused(RoleNotInProcedure, replace(asked, role="nobody", reason="x"))

    def test_an_open_case_goes_on_under_another_version(self) -> None:
        running = simple().act("submit")
        newer = replace(SIMPLE, version=2)
        running.definition = newer
        running.do(case.Migrate(version=2, by=ANA, setting=running.setting(), before=SIMPLE, at=NOON))
        assert running.state.version == 2
        running.stands_in("review")
        assert [one.key for one in open_tasks(running.state)] == ["review/opinion#1"]
        assert len(running.state.timers) == 1


def test_steps_inside_steps_keep_their_tasks_until_the_outer_one_is_left() -> None:
    inner = compound({"x": step(tasks=[Task(id="t", by=("service",))], go="y"), "y": step()}, out="end")
    running = Running(procedure(roles=["service"], work=inner, end=final())).begin()
    assert [one.key for one in open_tasks(running.state)] == ["work.x/t#1"]
    running.act("out")
    assert (open_tasks(running.state), running.state.ended_in) == ((), ("end",))
