"""How a procedure runs: what each trigger leaves, enters and orders, and where the case rests again."""

import pytest

from domain.procedure.configuration import (
    Configuration,
    Endless,
    EnteredTwice,
    Instruction,
    Move,
    NowhereToGo,
    Taken,
    Trigger,
)
from domain.procedure.definition import Guard, On, Order, Procedure, Spawn
from domain.procedure.step import begin, ended, listening, put
from domain.procedure.step import step as happen
from tests.procedures import compound, final, history, join, parallel, procedure, step, way


def yes(guard: Guard) -> bool:
    del guard
    return True


def says(**answers: bool):
    return lambda guard: answers[guard]


def event(name: str, state: str = "") -> Trigger:
    return Trigger(on=On.EVENT, name=name, state=state)


def after(state: str, name: str = "time") -> Trigger:
    return Trigger(on=On.AFTER, name=name, state=state)


def play(one: Procedure, *triggers: str | Trigger, holds=yes) -> Move:
    """The last move of a case in which these happen."""
    move = begin(one, holds)
    for trigger in triggers:
        following = happen(one, move.after, event(trigger) if isinstance(trigger, str) else trigger, holds)
        assert following is not None, f"nobody listens to {trigger}"
        move = following
    return move


def active(one: Procedure, *triggers: str | Trigger, holds=yes) -> set[str]:
    return set(play(one, *triggers, holds=holds).after.active)


# One step after another


LINE = procedure(a=step(go="b"), b=step(go="c", back="a"), c=final())


def test_a_case_begins_in_the_initial_step() -> None:
    assert begin(LINE, yes) == Move(trigger=None, entered=("a",), after=Configuration(active=frozenset({"a"})))


def test_an_event_leaves_one_step_and_enters_the_next() -> None:
    assert play(LINE, "go") == Move(
        trigger=event("go"),
        taken=(Taken(transition="a/event/go"),),
        left=("a",),
        entered=("b",),
        after=Configuration(active=frozenset({"b"})),
    )


def test_a_case_ends_in_a_final_step_and_nothing_happens_afterwards() -> None:
    last = play(LINE, "go", "go")
    assert (set(last.after.active), last.ended) == ({"c"}, True)
    assert ended(LINE, last.after)
    assert happen(LINE, last.after, event("go"), yes) is None
    assert listening(LINE, last.after) == ()


def test_what_nobody_listens_to_does_nothing() -> None:
    assert happen(LINE, begin(LINE, yes).after, event("back"), yes) is None
    assert happen(LINE, begin(LINE, yes).after, event("unheard of"), yes) is None


def test_the_first_branch_whose_guard_holds_is_taken() -> None:
    one = procedure(a=step(go=(("x", "b"), ("y", "c"))), b=final(), c=final())
    assert active(one, "go", holds=says(x=True)) == {"b"}
    assert active(one, "go", holds=says(x=False, y=True)) == {"c"}
    assert happen(one, begin(one, yes).after, event("go"), says(x=False, y=False)) is None


def test_a_timer_belongs_to_the_step_it_was_armed_in() -> None:
    one = procedure(initial=["a", "b"], a=step(after="c"), b=step(after="d"), c=step(), d=step())
    assert active(one, after("b")) == {"a", "d"}


def test_a_transition_without_a_target_leaves_nothing_and_gives_its_orders() -> None:
    one = procedure(a=step(tell=way(orders=["notify"]), exit="never"))
    move = play(one, "tell")
    assert (move.left, move.entered) == ((), ())
    assert move.orders == (Instruction(order=Order(command="notify"), state="a", transition="a/event/tell"),)


def test_orders_come_in_the_order_of_leaving_crossing_entering() -> None:
    one = procedure(
        x=compound({"a": step(go=way("b", orders=["crossing"], spawns=["other"]), exit="leaving a")}, exit="leaving x"),
        y=compound({"b": step(entry="entering b")}, entry="entering y"),
    )
    move = play(one, "go")
    said = [(one.order.command, one.state, one.transition) for one in move.orders]
    assert said == [
        ("leaving a", "x.a", ""),
        ("leaving x", "x", ""),
        ("crossing", "x.a", "x.a/event/go"),
        ("entering y", "y", ""),
        ("entering b", "y.b", ""),
    ]
    assert (move.left, move.entered) == (("x.a", "x"), ("y", "y.b"))
    assert move.spawns == (Spawn(procedure="other"),)


# At once


def test_choices_follow_each_other_until_the_case_rests() -> None:
    one = procedure(
        a=step(go="b"),
        b=step(choose=(("big", "c"), ("", "d"))),
        c=step(choose="d", entry="passed c"),
        d=final(),
    )
    move = play(one, "go", holds=says(big=True))
    assert move.entered == ("b", "c", "d")
    assert move.left == ("a", "b", "c")
    assert [one.transition for one in move.taken] == ["a/event/go", "b/choice", "c/choice"]
    assert [one.order.command for one in move.orders] == ["passed c"]
    assert active(one, "go", holds=says(big=False)) == {"d"}


def test_a_choice_none_of_whose_branches_holds_has_nowhere_to_go() -> None:
    one = procedure(a=step(choose=(("x", "b"), ("y", "b"))), b=final())
    with pytest.raises(NowhereToGo, match="a"):
        begin(one, says(x=False, y=False))


def test_a_choice_is_made_once_on_entering() -> None:
    one = procedure(a=step(choose=(("x", "b"), ("", "")), go="b"), b=final())
    assert active(one, holds=says(x=False)) == {"a"}
    assert active(one, "go", holds=says(x=False)) == {"b"}


def test_steps_that_follow_each_other_for_ever_are_stopped() -> None:
    one = procedure(a=step(go="b"), b=step(choose="c"), c=step(choose="b"))
    with pytest.raises(Endless):
        play(one, "go")


# Inside and beside


NESTED = procedure(
    work=compound(
        {"draft": step(go="check"), "check": compound({"first": step(go="second"), "second": step()})},
        stop="stopped",
        go="stopped",
    ),
    stopped=final(),
)


def test_a_compound_state_begins_with_its_initial_child() -> None:
    assert active(NESTED) == {"work", "work.draft"}
    assert active(NESTED, "go") == {"work", "work.check", "work.check.first"}


def test_the_inner_listener_wins_over_the_outer() -> None:
    assert active(NESTED, "go", "go") == {"work", "work.check", "work.check.second"}


def test_where_the_inner_state_does_not_listen_the_nearest_around_it_does() -> None:
    assert active(NESTED, "go", "go", "go") == {"stopped"}


def test_an_inner_listener_whose_guards_all_say_no_leaves_it_to_the_outer() -> None:
    one = procedure(x=compound({"a": step(go=("g", "b")), "b": step()}, go="out"), out=final())
    assert active(one, "go", holds=says(g=True)) == {"x", "x.b"}
    assert active(one, "go", holds=says(g=False)) == {"out"}


def test_leaving_a_compound_state_leaves_all_that_is_in_it_innermost_first() -> None:
    assert play(NESTED, "go", "stop").left == ("work.check.first", "work.check", "work")


def test_a_transition_of_a_compound_state_into_itself_leaves_and_enters_it() -> None:
    one = procedure(x=compound({"a": step(go="b"), "b": step()}, again="x"))
    move = play(one, "go", "again")
    assert (move.left, move.entered) == (("x.b", "x"), ("x", "x.a"))


def test_a_compound_state_is_done_when_its_child_has_ended() -> None:
    one = procedure(x=compound({"a": step(go="z"), "z": final()}, done="y"), y=final())
    assert play(one, "go").entered == ("x.z", "y")


REGIONS = parallel(
    {
        "left": compound({"a": step(go="z", both="z"), "z": final()}),
        "right": compound({"b": step(come="z", both="z", out="away"), "z": final()}),
    },
    done="after",
    out="after",
)


def test_all_regions_of_a_parallel_state_are_active() -> None:
    one = procedure(p=REGIONS, after=final(), away=final())
    assert active(one) == {"p", "p.left", "p.left.a", "p.right", "p.right.b"}
    assert active(one, "go") == {"p", "p.left", "p.left.z", "p.right", "p.right.b"}


def test_a_parallel_state_is_done_when_all_its_regions_are() -> None:
    one = procedure(p=REGIONS, after=final(), away=final())
    assert active(one, "go", "come") == {"after"}


def test_several_regions_answer_one_event_together() -> None:
    one = procedure(p=REGIONS, after=final(), away=final())
    move = play(one, "both")
    assert move.taken[:2] == (Taken(transition="p.left.a/event/both"), Taken(transition="p.right.b/event/both"))
    assert set(move.after.active) == {"after"}


def test_a_region_that_leads_outside_leaves_all_regions() -> None:
    one = procedure(p=REGIONS, after=final(), away=final())
    assert active(one, "out") == {"away"}


def test_of_two_regions_that_would_leave_the_same_states_the_first_goes() -> None:
    one = procedure(
        p=parallel({"l": compound({"a": step(out="x")}), "r": compound({"b": step(out="y")})}), x=final(), y=final()
    )
    assert play(one, "out").taken == (Taken(transition="p.l.a/event/out"),)
    assert active(one, "out") == {"x"}


def test_a_region_that_moves_inside_hinders_a_later_one_that_would_leave_it() -> None:
    one = procedure(
        p=parallel({"l": compound({"a": step(out="b"), "b": step()}), "r": compound({"c": step(out="y")})}), y=final()
    )
    assert active(one, "out") == {"p", "p.l", "p.l.b", "p.r", "p.r.c"}


def test_a_target_in_one_region_enters_the_others_by_default() -> None:
    one = procedure(
        a=step(go="d"),
        p=parallel({"l": compound({"b": step()}), "r": compound({"c": step(), "d": step()})}),
    )
    assert active(one, "go") == {"p", "p.l", "p.l.b", "p.r", "p.r.d"}


def test_a_choice_inside_is_made_before_that_of_what_holds_it() -> None:
    inner = {"a": step(choose=way(orders=["inner"]), go="b"), "b": step()}
    one = procedure(x=compound(inner, choose=way(orders=["outer"])))
    move = begin(one, yes)
    assert [taken.transition for taken in move.taken] == ["x.a/choice", "x/choice"]
    assert move.after.active == {"x", "x.a"}


def test_what_is_done_is_told_once_and_again_when_it_is_entered_and_done_anew() -> None:
    one = procedure(x=compound({"z": final()}, done=way(orders=["told"]), again="x", tell=""))
    assert [order.order.command for order in begin(one, yes).orders] == ["told"]
    assert play(one, "tell").orders == ()
    assert [order.order.command for order in play(one, "again").orders] == ["told"]


def test_a_done_that_does_not_apply_leaves_the_case_where_it_is() -> None:
    one = procedure(x=compound({"a": step(go="z"), "z": final()}, done=("g", "y")), y=final())
    assert active(one, "go", holds=says(g=False)) == {"x", "x.z"}
    assert active(one, "go", holds=says(g=True)) == {"y"}


# Threads


def test_a_fork_enters_all_targets_and_each_goes_on_alone() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(go="d"), c=step(), d=step())
    assert active(one, "fork") == {"b", "c"}
    assert active(one, "fork", "go") == {"d", "c"}


def test_a_join_waits_for_all_and_leaves_them_together() -> None:
    one = procedure(
        a=step(fork=["b", "c"]), b=step(b="x"), c=step(c="y"), x=step(), y=step(), j=join("x", "y", to="d"), d=final()
    )
    assert active(one, "fork", "b") == {"x", "c"}
    move = play(one, "fork", "b", "c")
    assert (move.left, move.entered, move.ended) == (("c", "y", "x"), ("y", "d"), True)
    assert move.taken == (Taken(transition="c/event/c"), Taken(transition="j/join"))


def test_a_join_of_regions_leaves_the_parallel_state() -> None:
    one = procedure(
        p=parallel(
            {"l": compound({"a": step(go="x"), "x": step()}), "r": compound({"b": step(come="y"), "y": step()})}
        ),
        j=join("x", "y", to="d"),
        d=final(),
    )
    assert active(one, "come", "go") == {"d"}


def test_a_thread_that_has_ended_lets_the_others_go_on() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(b="x"), c=step(c="y"), x=final(), y=final())
    assert (active(one, "fork", "b"), play(one, "fork", "b").ended) == ({"x", "c"}, False)
    assert play(one, "fork", "b", "c").ended


def test_two_threads_that_meet_enter_a_step_twice() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(b="d"), c=step(c="d"), d=step())
    with pytest.raises(EnteredTwice) as fault:
        play(one, "fork", "b", "c")
    assert fault.value.args == ("d", "c/event/c")


def test_two_threads_that_answer_one_event_with_one_target_enter_it_twice() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(go="d"), c=step(go="d"), d=step())
    with pytest.raises(EnteredTwice):
        play(one, "fork", "go")


def test_a_thread_may_take_the_place_that_another_leaves_at_the_same_time() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(go="c"), c=step(go="d"), d=step())
    assert active(one, "fork", "go") == {"c", "d"}


def test_a_compound_state_in_which_a_thread_goes_on_is_not_entered_by_another() -> None:
    one = procedure(initial=["a", "x"], a=step(go="x.q"), x=compound({"p": step(), "q": step()}))
    with pytest.raises(EnteredTwice, match="x"):
        play(one, "go")


def test_leaving_a_compound_state_leaves_the_threads_in_it() -> None:
    one = procedure(x=compound({"a": step(), "b": step(out="y")}, initial=["a", "b"]), y=final())
    assert active(one, "out") == {"y"}


def test_cancelling_leaves_other_threads_where_they_are_active() -> None:
    one = procedure(
        a=step(fork=["b", "c"]), b=step(stop=way("z", cancels=["c", "d"])), c=step(go="d"), d=step(), z=final()
    )
    assert play(one, "fork", "go", "stop").left == ("d", "b")
    assert play(one, "fork", "stop").ended


def test_cancelling_all_that_a_compound_state_holds_leaves_it_too() -> None:
    one = procedure(
        initial=["a", "x"],
        a=step(stop=way("z", cancels=["p"])),
        x=compound({"p": step(go="q"), "q": step()}),
        z=final(),
    )
    assert active(one, "stop") == {"z"}
    assert active(one, "go", "stop") == {"z", "x", "x.q"}


# Timers that do not interrupt


BESIDE = procedure(
    a=step(beside={"late": "chase"}, go="b", again="a"), chase=step(answered="chased"), chased=final(), b=final()
)


def test_a_timer_that_does_not_interrupt_begins_a_thread_beside() -> None:
    move = play(BESIDE, after("a", "late"))
    assert move.after == Configuration(active=frozenset({"a", "chase"}), fired=frozenset({"a/after/late"}))


def test_it_does_so_once_in_a_stay_and_anew_in_the_next() -> None:
    fired = play(BESIDE, after("a", "late")).after
    assert happen(BESIDE, fired, after("a", "late"), yes) is None
    assert [one.transition.name for one in listening(BESIDE, fired)] == ["answered", "go", "again"]
    again = play(BESIDE, after("a", "late"), "again").after
    assert again.fired == frozenset()
    assert "late" in [one.transition.name for one in listening(BESIDE, again)]


def test_a_thread_begun_beside_outlives_the_step() -> None:
    assert active(BESIDE, after("a", "late"), "go") == {"b", "chase"}
    assert play(BESIDE, after("a", "late"), "go", "answered").ended


# History


def suspended(*, deep: bool):
    return procedure(
        work=compound(
            {
                "a": step(go="b"),
                "b": compound({"p": step(go="q"), "q": step()}),
                "back": history("a", deep=deep),
            },
            suspend="held",
        ),
        held=step(resume="work.back", restart="work"),
    )


def test_history_comes_back_to_the_child_that_was_left() -> None:
    one = suspended(deep=False)
    assert active(one, "go", "go", "suspend", "resume") == {"work", "work.b", "work.b.p"}


def test_deep_history_comes_back_to_the_innermost_states() -> None:
    one = suspended(deep=True)
    assert active(one, "go", "go", "suspend", "resume") == {"work", "work.b", "work.b.q"}


def test_history_with_nothing_to_come_back_to_leads_to_its_default() -> None:
    one = procedure(
        held=step(resume="back"), work=compound({"a": step(), "b": step(), "back": history("b")}, initial="a")
    )
    assert active(one, "resume") == {"work", "work.b"}


def test_what_history_remembers_is_part_of_where_the_case_stands() -> None:
    one = suspended(deep=True)
    assert play(one, "go", "suspend").after.history == (("work.back", ("work.b.p",)),)


def test_history_comes_back_to_several_threads() -> None:
    one = procedure(
        work=compound(
            {"a": step(fork=["b", "c"]), "b": step(go="d"), "c": step(), "d": step(), "back": history("a")}, hold="held"
        ),
        held=step(resume="back"),
    )
    assert active(one, "fork", "go", "hold", "resume") == {"work", "work.c", "work.d"}


# The end


def test_a_final_step_that_terminates_ends_the_case_whatever_else_is_active() -> None:
    one = procedure(initial=["a", "b"], a=step(stop="z"), b=step(exit="leaving b"), z=final(terminates=True))
    move = play(one, "stop")
    assert (set(move.after.active), move.left, move.ended) == ({"z"}, ("a", "b"), True)
    assert [one.order.command for one in move.orders] == ["leaving b"]


def test_a_case_goes_on_while_a_thread_does() -> None:
    one = procedure(initial=["a", "b"], a=step(go="z"), b=step(come="y"), z=final(), y=final())
    assert not play(one, "go").ended
    assert play(one, "go", "come").ended


def test_while_a_case_is_cut_short_what_a_region_does_at_the_same_time_is_left_too() -> None:
    one = procedure(
        p=parallel(
            {
                "l": compound({"a": step(go="z"), "z": final(terminates=True)}),
                "r": compound({"b": step(go="c"), "c": step()}),
            }
        )
    )
    assert (active(one, "go"), play(one, "go").ended) == ({"p", "p.l", "p.l.z"}, True)


# By hand


def test_a_case_moved_by_hand_leaves_all_threads() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(go="d"), c=step(), d=final())
    move = put(one, play(one, "fork").after, ("a",), yes)
    assert (move.left, move.entered, set(move.after.active)) == (("c", "b"), ("a",), {"a"})


def test_one_thread_moved_by_hand_leaves_the_others() -> None:
    one = procedure(a=step(fork=["b", "c"]), b=step(go="d"), c=step(), d=final())
    assert set(put(one, play(one, "fork").after, ("d",), yes, instead_of="b").after.active) == {"c", "d"}
