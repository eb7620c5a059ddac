"""What is wrong with a procedure: nets with the verdict that the literature gives them, and what this house adds."""

import time
from typing import Any

import pytest

from domain.decider import replace
from domain.procedure.configuration import Taken
from domain.procedure.definition import (
    Approval,
    Kind,
    Migration,
    On,
    Procedure,
    Role,
    Span,
    State,
    Task,
)
from domain.procedure.guesses import covers, literal
from domain.procedure.soundness import Finding, Rule, check, spawn_cycles, spawned_at_once, visited
from tests.procedures import compound, final, history, join, parallel, procedure, step, way


def rules(one: Procedure) -> set[Rule]:
    verdict = check(one)
    assert verdict.unchecked is None
    return {finding.rule for finding in verdict.findings}


def only(one: Procedure, rule: Rule) -> Finding:
    findings = check(one).findings
    assert [finding.rule for finding in findings] == [rule]
    return findings[0]


def said(finding: Finding) -> list[str]:
    """The way to a finding, by its triggers."""
    return [leg.trigger.name or leg.trigger.on if leg.trigger else "begin" for leg in finding.path]


# Literature: sound


def complaints(**changes: Any) -> Procedure:
    """The complaint handling of van der Aalst, "The Application of Petri Nets to Workflow Management" (1998)."""
    states = {
        "begin": step(register=["questionnaire", "evaluation"]),
        "questionnaire": step(returned="answered", after="unanswered"),
        "unanswered": step(choose="answered"),
        "answered": step(may_wait=""),
        "evaluation": step(processing="ready", no_processing="evaluated"),
        "ready": step(process="check"),
        "check": step(ok="evaluated", not_ok="ready"),
        "evaluated": step(may_wait=""),
        "archive": join("answered", "evaluated", to="end"),
        "end": final(),
    }
    return procedure(**(states | changes))


def test_the_complaint_handling_of_the_textbook_is_sound() -> None:
    assert rules(complaints()) == set()


def test_a_sequence_is_sound() -> None:
    assert rules(procedure(a=step(go="b"), b=step(go="c"), c=final())) == set()


def test_an_exclusive_choice_with_its_simple_merge_is_sound() -> None:
    assert rules(procedure(a=step(x="b", y="c"), b=step(go="d"), c=step(go="d"), d=step(go="e"), e=final())) == set()


def test_a_parallel_split_with_its_synchronisation_is_sound() -> None:
    one = procedure(
        a=step(split=["b", "c"]), b=step(b="x"), c=step(c="y"), x=step(), y=step(), j=join("x", "y", to="d"), d=final()
    )
    assert rules(one) == set()


def test_a_deferred_choice_is_sound() -> None:
    one = procedure(a=step(answer="b", after="c", when={"agreement.ended": "d"}), b=final(), c=final(), d=final())
    assert rules(one) == set()


def test_an_arbitrary_cycle_with_two_ways_in_and_two_out_is_sound() -> None:
    one = procedure(a=step(x="b", y="c"), b=step(on="c", out="d"), c=step(back="b", out="e"), d=final(), e=final())
    assert rules(one) == set()


def test_nested_parallel_states_are_sound() -> None:
    inner = parallel({"l": compound({"c": step(c="z"), "z": final()}), "r": compound({"d": step(d="z"), "z": final()})})
    one = procedure(
        p=parallel(
            {
                "one": compound({"a": step(a="z"), "z": final()}),
                "two": compound({"b": step(b="q"), "q": replace_done(inner, "z"), "z": final()}),
            },
            done="end",
        ),
        end=final(),
    )
    assert rules(one) == set()


def replace_done(made, target):
    made.ways.append((On.DONE, "", target, {}))
    return made


def test_a_multiple_choice_that_is_synchronised_is_sound() -> None:
    """Each branch is done or skipped, then all come together: an OR-split and its OR-join."""
    region = {"ask": step(choose=(("needed", "work"), ("", "z"))), "work": step(did="z"), "z": final()}
    other = {"ask": step(choose=(("wanted", "work"), ("", "z"))), "work": step(made="z"), "z": final()}
    one = procedure(p=parallel({"l": compound(region), "r": compound(other)}, done="end"), end=final())
    assert rules(one) == set()


def test_a_choice_made_elsewhere_and_remembered_is_sound() -> None:
    """Not free choice: which join comes later was decided at the split."""
    one = procedure(
        a=step(first=["w", "m"], second=["w", "n"]),
        w=step(go="v"),
        v=step(),
        m=step(may_wait=""),
        n=step(may_wait=""),
        j=join("v", "m", to="x"),
        k=join("v", "n", to="y"),
        x=final(),
        y=final(),
    )
    assert rules(one) == set()


def test_a_cancelling_discriminator_is_sound() -> None:
    one = procedure(
        a=step(split=["b", "c"]), b=step(b=way("d", cancels=["c"])), c=step(c=way("d", cancels=["b"])), d=final()
    )
    assert rules(one) == set()


def cancellation(*cancels: str) -> Procedure:
    """Two checks side by side; the first that fails ends the case. YAWL draws a region around the other (2005)."""
    return procedure(
        a=step(split=["b", "c"]),
        b=step(good="x", bad=way("refused", cancels=cancels)),
        c=step(fine="y"),
        x=step(may_wait=""),
        y=step(may_wait=""),
        j=join("x", "y", to="granted"),
        granted=final(),
        refused=final(),
    )


def test_a_cancellation_region_makes_it_sound_and_without_it_a_thread_is_left_behind() -> None:
    assert rules(cancellation("c", "y")) == set()
    assert rules(cancellation()) == {Rule.DEAD_END}
    finding = check(cancellation()).findings[0]
    assert finding.states == ("y", "refused")
    assert sorted(said(finding)[1:]) == ["bad", "fine", "split"]


def test_cancelling_too_little_leaves_a_thread_behind() -> None:
    assert rules(cancellation("c")) == {Rule.DEAD_END}


def test_a_final_step_that_terminates_is_a_way_to_cancel_everything() -> None:
    one = procedure(a=step(split=["b", "c"]), b=step(stop="z", go="x"), c=step(wait="y"), x=final(), y=final(),
                    z=final(terminates=True))  # fmt: skip
    assert rules(one) == set()


# Literature: unsound


def test_an_exclusive_split_into_a_synchronisation_is_a_deadlock() -> None:
    one = procedure(a=step(x="b", y="c"), b=step(may_wait=""), c=step(may_wait=""), j=join("b", "c", to="d"), d=final())
    findings = [one for one in check(one).findings if one.rule is Rule.DEAD_END]
    assert {finding.states for finding in findings} == {("b",), ("c",)}
    assert [said(finding) for finding in findings] == [["begin", "x"], ["begin", "y"]]
    assert Rule.UNREACHABLE in rules(one)


def test_a_parallel_split_into_a_simple_merge_lacks_synchronisation() -> None:
    one = procedure(a=step(split=["b", "c"]), b=step(b="d"), c=step(c="d"), d=step(go="e"), e=final())
    finding = next(found for found in check(one).findings if found.rule is Rule.ENTERED_TWICE)
    assert (finding.states, finding.transition) == (("d",), "c/event/c")
    assert said(finding) == ["begin", "split", "b", "c"]
    assert finding.path[-1].taken == (Taken(transition="c/event/c"),)
    assert visited(finding) == ("a", "b", "c", "d")


def test_two_threads_that_end_in_the_same_final_step_complete_improperly() -> None:
    one = procedure(a=step(split=["b", "c"]), b=step(b="d"), c=step(c="d"), d=final())
    assert only(one, Rule.ENDED_TWICE).states == ("d",)


def test_two_threads_that_each_have_their_own_end_are_sound() -> None:
    assert rules(procedure(a=step(split=["b", "c"]), b=step(b="x"), c=step(c="y"), x=final(), y=final())) == set()


def test_a_split_twice_to_the_same_step_lacks_synchronisation() -> None:
    assert rules(procedure(a=step(split=["b", "b"]), b=step(go="c"), c=final())) == {Rule.ENTERED_TWICE}


def test_going_round_without_a_way_out_is_a_livelock() -> None:
    one = procedure(a=step(go="b", out="z"), b=step(go="c"), c=step(go="b"), z=final())
    finding = only(one, Rule.LIVELOCK)
    assert (finding.states, said(finding)) == (("b", "c"), ["begin", "go"])


def test_a_step_that_only_leads_to_itself_is_a_livelock() -> None:
    assert rules(procedure(a=step(go="b", out="z"), b=step(again="b"), z=final())) == {Rule.LIVELOCK}


def test_a_loop_that_splits_each_time_round_is_unbounded() -> None:
    """Each round leaves a thread behind: in a net, tokens pile up without bound."""
    one = procedure(a=step(go="b"), b=step(split=["a", "c"], out="z"), c=step(did="y"), y=final(), z=final())
    assert Rule.ENTERED_TWICE in rules(one) or Rule.ENDED_TWICE in rules(one)


def test_a_loop_back_out_of_one_thread_of_a_split_is_unsound() -> None:
    one = procedure(
        a=step(split=["b", "c"]), b=step(b="x", back="a"), c=step(c="y"), x=step(), y=step(), j=join("x", "y", to="d"),
        d=final(),
    )  # fmt: skip
    assert Rule.ENTERED_TWICE in rules(one)


def test_two_choices_before_two_synchronisations_are_a_deadlock_when_they_disagree() -> None:
    one = procedure(
        a=step(split=["b", "c"]),
        b=step(b1="b1", b2="b2"),
        c=step(c1="c1", c2="c2"),
        b1=step(), b2=step(), c1=step(), c2=step(),
        j=join("b1", "c1", to="x"),
        k=join("b2", "c2", to="y"),
        x=final(), y=final(),
    )  # fmt: skip
    dead = [finding.states for finding in check(one).findings if finding.rule is Rule.DEAD_END]
    assert dead == [("b1", "c2"), ("b2", "c1")]


def test_an_inclusive_split_into_a_synchronisation_is_a_deadlock() -> None:
    one = procedure(
        a=step(both=["b", "c"], left="b"), b=step(b="x"), c=step(c="y"), x=step(), y=step(), j=join("x", "y", to="d"),
        d=final(),
    )  # fmt: skip
    assert rules(one) == {Rule.DEAD_END}


def test_the_complaint_handling_with_a_loop_back_to_the_other_thread_is_unsound() -> None:
    broken = complaints(check=step(ok="evaluated", not_ok="questionnaire"))
    assert check(broken).behaves is False


def test_a_synchronisation_inside_one_of_its_own_threads_is_a_deadlock() -> None:
    one = procedure(a=step(split=["b", "c"]), b=step(), c=step(c="d"), d=step(), e=step(e="d2"), d2=step(),
                    j=join("b", "d2", to="e"), k=join("b", "d", to="f"), f=final())  # fmt: skip
    assert {Rule.UNREACHABLE, Rule.NEVER_TAKEN} <= rules(one)


# What this house adds


def test_the_multi_year_agreement_of_the_design_is_sound() -> None:
    verdict = check(multi_year())
    assert verdict.findings == ()
    assert verdict.sound


def multi_year() -> Procedure:
    """The worked example of the design: from draft to renewal."""
    roles = [Role(id="association"), Role(id="service"), Role(id="mayor"), Role(id="council", body=True)]
    one = procedure(
        name="cpo",
        roles=roles,
        draft=step(submit=("agreement.amount.cents > 0", "instruction"), by=["association"]),
        instruction=step(
            favourable="deliberation", send_back="draft", reject="refused", by=["service"], may_wait="",
            tasks=[Task(id="opinion", by=("service",), due=Span(days=30))],
            after={"remind": way(orders=["notify"]), "escalate": way(orders=["escalate"])},
        ),
        deliberation=step(
            when={"decision.taken": (("decision.adopted", "signing"), ("", "refused"))}, after={"no_vote": "abandoned"},
            may_wait="",
        ),
        signing=step(
            approval=Approval(for_each="agreement.parties"), when={"agreement.took-effect": "active"},
            after={"lapse": "abandoned"}, may_wait="",
        ),
        active=step(after={"mid_term": "review"}, may_wait=""),
        review=step(
            tasks=[Task(id="report", by=("association",))], by=["service"],
            conclude=(("evaluation.satisfactory", "second_half"), ("", "amending")),
        ),
        amending=step(adopt="second_half", by=["council"]),
        second_half=step(after={"renewal_window": "renewal"}, may_wait=""),
        renewal=step(renew=way("renewed", spawns=["cpo"]), by=["council"], after={"end": "expired"}, may_wait=""),
        refused=final(), abandoned=final(), renewed=final(), expired=final(),
    )  # fmt: skip
    return replace(one, moved_by=("mayor",))


def test_a_step_no_way_leads_to_is_unreachable_and_what_is_inside_is_not_told_again() -> None:
    one = procedure(a=step(go="z"), lost=compound({"b": step(), "c": step()}), z=final())
    assert only(one, Rule.UNREACHABLE).states == ("lost",)


def test_a_history_nobody_comes_back_to_is_unreachable() -> None:
    one = procedure(w=compound({"a": step(go="z"), "z": final(), "back": history("a")}, done="end"), end=final())
    assert only(one, Rule.UNREACHABLE).states == ("w.back",)


def test_a_history_that_is_come_back_to_is_sound() -> None:
    one = procedure(
        w=compound({"a": step(go="b"), "b": step(out="end"), "back": history("a")}, hold="held"),
        held=step(resume="back"),
        end=final(),
    )
    assert rules(one) == set()


def test_an_outer_transition_that_an_inner_one_always_forestalls_is_never_taken() -> None:
    one = procedure(w=compound({"a": step(go="b"), "b": step(go="c"), "c": final()}, go="end", done="end"), end=final())
    assert only(one, Rule.NEVER_TAKEN).transition == "w/event/go"


def test_a_branch_after_one_without_a_condition_is_never_taken() -> None:
    one = procedure(a=step(go=(way("b"), way("c", "x")), round="c"), b=final(), c=step(z="b"))
    finding = only(one, Rule.NEVER_TAKEN)
    assert finding.words.en.startswith("A branch of the transition “a/event/go”")


def test_what_a_final_step_listens_to_is_never_taken() -> None:
    ending = final()
    ending.ways.append((On.EVENT, "reopen", "a", {}))
    assert only(procedure(a=step(go="z"), z=ending), Rule.NEVER_TAKEN).transition == "z/event/reopen"


def test_steps_that_follow_each_other_without_waiting_are_an_endless_loop() -> None:
    one = procedure(a=step(go="b", out="z"), b=step(choose=(("x", "c"), ("", "z"))), c=step(choose="b"), z=final())
    finding = only(one, Rule.ENDLESS)
    assert set(finding.states) == {"b", "c"}
    assert said(finding) == ["begin", "go"]
    assert finding.path[-1].guards == (("x", True),)


def test_a_loop_whose_guards_contradict_each_other_is_not_endless() -> None:
    one = procedure(
        a=step(go="b"), b=step(choose=(("x", "c"), ("", "z"))), c=step(choose=(("x", "z"), ("", "b"))), z=final()
    )
    assert rules(one) == {Rule.NEVER_TAKEN}


def test_a_guard_says_the_same_until_the_case_rests() -> None:
    one = procedure(a=step(go=(("x", "b"), ("", "z"))), b=step(choose=(("x", "z"), ("!x", "lost"))), z=final(),
                    lost=step())  # fmt: skip
    assert rules(one) == {Rule.NEVER_TAKEN, Rule.UNREACHABLE}


def test_a_choice_that_may_have_nowhere_to_go_is_not_exhaustive() -> None:
    one = procedure(a=step(go="b"), b=step(choose=(("x", "z"), ("y", "z"))), z=final())
    finding = only(one, Rule.NOT_EXHAUSTIVE)
    assert (finding.transition, said(finding)) == ("b/choice", ["begin", "go"])
    assert finding.path[-1].guards == (("x", False), ("y", False))


@pytest.mark.parametrize("opposite", ["!x", "!(x)", "! x", "!((x))"])
def test_branches_that_are_literally_opposite_are_exhaustive(opposite: str) -> None:
    assert rules(procedure(a=step(choose=(("x", "z"), (opposite, "z"))), z=final())) == set()


def test_an_opposite_is_of_the_whole_guard() -> None:
    assert literal("!a && b") == ("!a && b", False)
    assert literal("!(a && b)") == ("a && b", True)
    assert literal("!(a) && (b)") == ("!(a) && (b)", False)
    assert literal("!!(a)") == ("a", False)
    assert literal('!(name == ")")') == ('name == ")"', True)
    one = procedure(a=step(choose=(("a && b", "z"), ("!a && b", "z"))), z=final())
    assert covers(one.states["a"].transitions[0].branches) is False


def test_a_list_in_what_an_aggregate_reports_must_be_exhaustive_and_a_single_guarded_event_need_not() -> None:
    heard = procedure(a=step(when={"m": (("x", "z"), ("y", "z"))}), z=final())
    assert only(heard, Rule.NOT_EXHAUSTIVE).transition == "a/when/m"
    assert rules(procedure(a=step(go=("x", "z")), z=final())) == set()


def test_a_step_may_wait_only_with_an_after_or_a_reason() -> None:
    waiting = procedure(a=step(go="z", may_wait=""), z=final())
    assert only(waiting, Rule.WAITS).states == ("a",)
    assert rules(procedure(a=step(go="z", may_wait="", after={"late": way(orders=["notify"])}), z=final())) == set()
    assert rules(procedure(w=compound({"a": step(go="z", may_wait="")}, after="z"), z=final())) == set()


def test_an_after_that_may_not_apply_does_not_end_the_waiting() -> None:
    one = procedure(a=step(go="z", may_wait="", after={"late": ("x", "z")}), z=final())
    assert only(one, Rule.WAITS).states == ("a",)


def test_roles_are_declared_and_have_something_to_do() -> None:
    unknown = procedure(roles=["clerk"], a=step(go="z", by=["clerk", "clerc"]), z=final())
    assert only(unknown, Rule.ROLE_UNKNOWN).words.fr == "Le rôle « clerc » n'est pas déclaré."
    idle = procedure(roles=["clerk", "mayor"], a=step(go="z", by=["clerk"]), z=final())
    assert only(idle, Rule.ROLE_IDLE).words.en == "The role “mayor” never has anything to do."
    assert rules(replace(idle, moved_by=("mayor",))) == set()


def test_a_role_that_only_acts_where_nobody_comes_can_never_act() -> None:
    one = procedure(roles=["mayor"], a=step(go="z"), lost=step(sign="z", by=["mayor"]), z=final())
    assert rules(one) == {Rule.UNREACHABLE, Rule.ROLE_IDLE}


def test_a_body_decides_in_meetings_and_is_given_no_task() -> None:
    council = Role(id="council", body=True)
    one = procedure(roles=[council], a=step(go="z", tasks=[Task(id="vote", by=("council",))]), z=final())
    assert only(one, Rule.TASK_OF_A_BODY).states == ("a",)


def test_a_task_raises_an_event_that_somebody_hears() -> None:
    task = Task(id="report", by=("clerk",), raises="reported")
    assert only(procedure(roles=["clerk"], a=step(go="z", tasks=[task]), z=final()), Rule.NO_SUCH_EVENT)
    assert rules(procedure(roles=["clerk"], a=step(reported="z", tasks=[task]), z=final())) == set()


@pytest.mark.parametrize(
    "broken",
    [
        procedure(a=step(go="nowhere")),
        procedure(a=step(go=way("a", cancels=["nowhere"]))),
        procedure(a=step(go="z"), j=join("a", "nowhere", to="z"), z=final()),
        procedure(initial="nowhere", a=step()),
        procedure(a=step(go=""), x=compound({"b": step()}, initial="a")),
        procedure(a=step(go="j"), b=step(), j=join("a", "b", to="b")),
        replace(procedure(a=step(go="z"), z=final()), migrations=(Migration(version=1, map=(("a", "gone"),)),)),
    ],
)  # fmt: skip
def test_names_of_steps_that_are_not_there_are_found_before_anything_is_run(broken: Procedure) -> None:
    verdict = check(broken)
    assert {finding.rule for finding in verdict.findings} == {Rule.NO_SUCH_STEP}
    assert (verdict.configurations, verdict.sound) == (0, False)


def test_a_compound_state_says_where_it_begins() -> None:
    states = {"": State(path="", kind=Kind.COMPOUND, children=("a",)), "a": State(path="a", kind=Kind.FINAL)}
    bare = Procedure(id="bare", version=1, subject="agreement", states=states)
    assert [finding.rule for finding in check(bare).findings] == [Rule.NO_BEGINNING]


def test_a_procedure_that_at_once_begins_another_of_its_own_never_stops() -> None:
    one = procedure(name="again", a=step(choose=way("b", spawns=["again"])), b=step(go="z"), z=final())
    assert only(one, Rule.SPAWNS_ITSELF)
    waits = procedure(name="again", a=step(go="b"), b=step(choose=way("z", spawns=["again"])), z=final())
    assert rules(waits) == set()


def test_procedures_that_at_once_begin_each_other_never_stop() -> None:
    first = procedure(name="first", a=step(choose=way("z", spawns=["second"])), z=final())
    second = procedure(name="second", a=step(choose=way("z", spawns=["first", "third"])), z=final())
    third = procedure(name="third", a=step(go=way("z", spawns=["first"])), z=final())
    assert spawned_at_once(second) == {"first", "third"}
    assert spawn_cycles({"first": first, "second": second, "third": third}) == (("first", "second"),)


def test_a_thread_begun_by_a_timer_that_meets_itself_is_found() -> None:
    one = procedure(
        a=step(beside={"late": "chase"}, again="a", go="z"), chase=step(answered="chased"), chased=final(), z=final()
    )
    assert rules(one) == {Rule.ENTERED_TWICE, Rule.ENDED_TWICE}
    mended = procedure(
        a=step(beside={"late": "chase"}, again=way("a", cancels=["chase", "chased"]), go="z"),
        chase=step(answered="chased"), chased=final(), z=final(),
    )  # fmt: skip
    assert rules(mended) == set()


def test_a_compound_state_that_is_over_and_leads_nowhere_is_a_dead_end() -> None:
    one = procedure(w=compound({"a": step(go="z"), "z": final()}), end=final())
    assert {Rule.DEAD_END, Rule.UNREACHABLE} == rules(one)


# Bounds


def grid(regions: int, length: int) -> Procedure:
    """Regions side by side that each go through so many steps: length ** regions configurations, and the end."""
    lanes = {
        f"r{lane}": compound(
            {f"s{at}": step(**{f"go_{lane}_{at}": f"s{at + 1}"}) for at in range(length - 1)}
            | {f"s{length - 1}": final()}
        )
        for lane in range(regions)
    }
    return procedure(p=parallel(lanes, done="end"), end=final())


def test_a_thousand_configurations_are_checked_in_under_a_second() -> None:
    before = time.process_time()
    verdict = check(grid(3, 10))
    assert time.process_time() - before < 1
    assert (verdict.configurations, verdict.sound) == (1001, True)


def test_past_its_bound_a_check_says_so_and_never_yes() -> None:
    verdict = check(grid(20, 10), bound=2_000)
    assert (verdict.sound, verdict.behaves, verdict.configurations) == (False, False, 2_000)
    assert verdict.unchecked is not None
    assert verdict.unchecked.en == "Not checked past 2,000 configurations."
    assert verdict.findings == ()


def test_a_bound_that_just_suffices_is_a_verdict() -> None:
    assert check(grid(3, 10), bound=1001).sound
    assert not check(grid(3, 10), bound=1000).sound


def test_what_is_wrong_close_to_the_beginning_is_found_within_any_bound() -> None:
    lanes = {f"r{lane}": compound({"a": step(**{f"go{lane}": "z"}), "z": final()}) for lane in range(30)}
    one = procedure(initial=["p", "x", "y"], p=parallel(lanes, done="end"), x=step(x="d"), y=step(y="d"), d=final(),
                    end=final())  # fmt: skip
    verdict = check(one, bound=2_000)
    assert verdict.unchecked is not None
    assert [(finding.rule, said(finding)) for finding in verdict.findings] == [(Rule.ENDED_TWICE, ["begin", "x", "y"])]


def test_many_guards_on_one_event_stop_at_the_bound_too() -> None:
    lanes = {f"r{n}": compound({"a": step(go=(f"g{n}", "z")), "z": final()}) for n in range(40)}
    verdict = check(procedure(p=parallel(lanes, done="end"), end=final()), bound=200)
    assert verdict.unchecked is not None


def test_a_million_steps_are_refused_without_being_looked_at() -> None:
    many = dict.fromkeys((f"s{n}" for n in range(1_000_000)), State(path="s0", kind=Kind.ATOMIC))
    many |= {"": State(path="", kind=Kind.COMPOUND, children=("s0",), initial=("s0",))}
    before = time.process_time()
    verdict = check(Procedure(id="bomb", version=1, subject="agreement", states=many))
    assert time.process_time() - before < 0.1
    assert (verdict.sound, verdict.configurations) == (False, 0)
    assert verdict.unchecked is not None


def test_steps_inside_steps_inside_steps_are_refused_at_some_depth() -> None:
    deep = step(go="")
    for level in range(60):
        deep = compound({f"l{level}": deep})
    assert check(procedure(top=deep)).unchecked is not None
