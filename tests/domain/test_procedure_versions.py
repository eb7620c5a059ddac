"""Past and open cases on another version of their procedure: whether they kept to it, and where they stand in it."""

from domain.decider import replace
from domain.procedure.configuration import Configuration, Trigger
from domain.procedure.conformance import Conformance, Misfit, Recorded, conformance
from domain.procedure.definition import Guard, Migration, On, Procedure
from domain.procedure.placing import Outcome, Placing, Snag, Stuck, place
from domain.procedure.step import begin, put
from domain.procedure.step import step as happen
from tests.procedures import compound, final, history, join, parallel, procedure, step, way


def event(name: str) -> Trigger:
    return Trigger(on=On.EVENT, name=name)


def past(*happened: tuple[str, str]) -> list[Recorded]:
    """A case that begins in `draft`, then these events with what each entered."""
    began = Recorded(trigger=None, entered=("draft",))
    return [began, *(Recorded(trigger=event(name), entered=tuple(entered.split())) for name, entered in happened)]


ONE = procedure(
    draft=step(submit="vote"),
    vote=step(hold=(("adopted", "signing"), ("", "refused"))),
    signing=step(sign="signed"),
    signed=final(),
    refused=final(),
)


# Conformance


def test_a_case_that_kept_to_the_procedure_conforms_whatever_its_guards_said() -> None:
    for branch in (("hold", "signing"), ("hold", "refused")):
        assert conformance(ONE, past(("submit", "vote"), branch)).conforms


def test_where_a_case_conforms_it_is_known_where_it_stands() -> None:
    assert conformance(ONE, past(("submit", "vote"))) == Conformance(
        standing=(Configuration(active=frozenset({"vote"})),)
    )


def test_a_case_left_the_procedure_at_the_first_thing_nobody_listened_to() -> None:
    departure = conformance(ONE, past(("submit", "vote"), ("sign", "signed"))).departure
    assert departure is not None
    assert (departure.at, departure.misfit, departure.recorded.trigger) == (2, Misfit.NOT_LISTENED_TO, event("sign"))
    assert departure.standing == Configuration(active=frozenset({"vote"}))
    assert [(one.state, one.transition.name) for one in departure.possible] == [("vote", "hold")]


def test_a_case_left_the_procedure_where_the_same_event_led_elsewhere() -> None:
    departure = conformance(ONE, past(("submit", "vote"), ("hold", "draft"))).departure
    assert departure is not None
    assert departure.misfit is Misfit.LED_ELSEWHERE
    assert departure.instead == (("signing",), ("refused",))


def test_a_move_by_hand_leaves_the_procedure() -> None:
    departure = conformance(ONE, [*past(), Recorded(trigger=None, entered=("signing",))]).departure
    assert departure is not None
    assert departure.misfit is Misfit.BY_HAND


def test_a_case_that_began_elsewhere_never_kept_to_it() -> None:
    departure = conformance(ONE, [Recorded(trigger=None, entered=("vote",))]).departure
    assert departure is not None
    assert (departure.at, departure.misfit) == (0, Misfit.BEGAN_ELSEWHERE)


def test_steps_may_have_other_names_in_the_version_compared_with() -> None:
    renamed = procedure(draft=step(submit="deliberation"), deliberation=step(hold="draft"))
    assert not conformance(renamed, past(("submit", "vote"))).conforms
    assert conformance(renamed, past(("submit", "vote")), {"vote": "deliberation"}).conforms


def test_where_a_case_may_have_stood_in_two_ways_both_are_followed() -> None:
    """A guard decided whether the other thread was cancelled: what was entered does not tell."""
    one = procedure(
        initial=["draft", "watch"],
        draft=step(submit=(way("vote", "urgent", cancels=["watch"]), way("vote"))),
        watch=step(warn="warned"),
        vote=step(sign="signed"),
        warned=final(),
        signed=final(),
    )
    began = Recorded(trigger=None, entered=("draft", "watch"))
    told = [began, *past(("submit", "vote"))[1:]]
    assert len(conformance(one, told).standing) == 2
    assert conformance(one, [*told, *past(("warn", "warned"))[1:]]).standing == (standing("vote", "warned"),)


# Migration


def version(one: Procedure, *names: tuple[str, str]) -> Procedure:
    return replace(one, version=2, migrations=(Migration(version=1, map=names),))


def standing(*active: str) -> Configuration:
    return Configuration(active=frozenset(active))


def test_a_case_whose_steps_keep_their_names_stays_where_it_is() -> None:
    assert place(standing("vote"), ONE, version(ONE)) == Placing(outcome=Outcome.SAME, configuration=standing("vote"))


def test_a_case_is_moved_where_the_map_says_so() -> None:
    two = procedure(draft=step(submit="deliberation"), deliberation=step(hold="draft"))
    assert place(standing("vote"), ONE, version(two, ("vote", "deliberation"))) == Placing(
        outcome=Outcome.MOVED, configuration=standing("deliberation"), moved=(("vote", "deliberation"),)
    )


def test_a_map_is_for_one_earlier_version() -> None:
    two = version(procedure(draft=step(), deliberation=step()), ("vote", "deliberation"))
    assert place(standing("vote"), replace(ONE, version=7), two).outcome is Outcome.STUCK


def test_a_case_whose_step_is_gone_is_stuck() -> None:
    two = version(procedure(draft=step()))
    assert place(standing("vote"), ONE, two) == Placing(
        outcome=Outcome.STUCK, stuck=(Stuck(state="vote", snag=Snag.GONE),)
    )


def test_a_case_in_a_step_that_now_holds_others_is_stuck_until_the_map_says_in_which() -> None:
    two = procedure(draft=step(), vote=compound({"first": step(), "second": step()}))
    assert place(standing("vote"), ONE, version(two)).stuck == (Stuck(state="vote", snag=Snag.DIVIDED),)
    assert place(standing("vote"), ONE, version(two, ("vote", "vote.second"))).configuration == standing(
        "vote", "vote.second"
    )


def test_what_is_inside_a_mapped_step_goes_along() -> None:
    one = procedure(work=compound({"a": step(), "b": step()}))
    two = version(procedure(labour=compound({"a": step(), "b": step()})), ("work", "labour"))
    assert place(standing("work", "work.b"), one, two).configuration == standing("labour", "labour.b")


def test_all_that_is_inside_may_become_one_step() -> None:
    one = procedure(work=compound({"a": step(), "b": step()}, initial=["a", "b"]), z=final())
    two = version(procedure(labour=step(go="z"), z=final()), ("work", "labour"))
    assert place(standing("work", "work.a", "work.b"), one, two).configuration == standing("labour")


def test_two_threads_are_not_put_into_one_step() -> None:
    one = procedure(initial=["a", "b"], a=step(), b=step())
    two = version(procedure(c=step()), ("a", "c"), ("b", "c"))
    assert place(standing("a", "b"), one, two).stuck == (
        Stuck(state="a", snag=Snag.TWICE),
        Stuck(state="b", snag=Snag.TWICE),
    )


def test_a_case_does_not_come_to_stand_where_it_would_only_pass_through() -> None:
    two = version(procedure(draft=step(), vote=step(choose="draft")))
    assert place(standing("vote"), ONE, two).stuck == (Stuck(state="vote", snag=Snag.PASSED_THROUGH),)


def test_a_region_that_is_new_has_no_place_for_a_case() -> None:
    one = procedure(p=parallel({"l": compound({"a": step()}), "r": compound({"b": step()})}))
    two = procedure(
        p=parallel({"l": compound({"a": step()}), "r": compound({"b": step()}), "n": compound({"c": step()})})
    )
    assert place(standing("p", "p.l", "p.l.a", "p.r", "p.r.b"), one, version(two)).stuck == (
        Stuck(state="p.n", snag=Snag.REGION_MISSING),
    )


def test_what_a_history_remembers_and_a_timer_has_done_goes_along() -> None:
    one = procedure(
        w=compound({"a": step(hold="held"), "back": history("a")}),
        held=step(resume="back", beside={"late": "chase"}),
        chase=step(),
    )
    two = procedure(
        v=compound({"a": step(hold="held"), "back": history("a")}),
        held=step(resume="back", beside={"late": "chase"}),
        chase=step(),
    )
    holds = _yes
    held = happen(one, begin(one, holds).after, event("hold"), holds)
    assert held is not None
    late = happen(one, held.after, Trigger(on=On.AFTER, name="late", state="held"), holds)
    assert late is not None
    placed = place(late.after, one, version(two, ("w", "v")))
    assert placed.configuration == Configuration(
        active=frozenset({"held", "chase"}), history=(("v.back", ("v.a",)),), fired=frozenset({"held/after/late"})
    )
    assert placed.outcome is Outcome.SAME


def test_a_join_that_is_complete_in_the_new_version_is_made_when_the_case_is_put_there() -> None:
    one = procedure(initial=["a", "b"], a=step(), b=step())
    two = version(procedure(initial=["a", "b"], a=step(), b=step(), j=join("a", "b", to="c"), c=final()))
    placed = place(standing("a", "b"), one, two)
    assert placed.configuration is not None
    assert put(two, placed.configuration, (), _yes).after == standing("c")


def _yes(guard: Guard) -> bool:
    del guard
    return True
