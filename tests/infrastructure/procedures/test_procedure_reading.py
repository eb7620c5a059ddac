"""A document is read into values, in every way that it can be written, and written back as the same values."""

from pathlib import Path

import pytest

from application.definitions.checking import ill_typed
from application.definitions.faults import line_of
from domain.procedure.definition import (
    Branch,
    Kind,
    Need,
    On,
    Order,
    Procedure,
    Roll,
    Span,
    Spawn,
    State,
    Timer,
    Transition,
    Words,
)
from infrastructure.cel import CelGuards
from infrastructure.event_names import NAMES
from infrastructure.formats.procedure_yaml import NotWritable, definition_digest, load, to_yaml, without_places

HERE = Path(__file__).parent
GOOD = ("cpo.yaml", "everything.yaml")


def read(name: str) -> Procedure:
    document = load(HERE / name)
    assert [line_of(one, name, "en") for one in document.faults] == []
    assert document.procedure is not None
    return document.procedure


@pytest.mark.parametrize("name", GOOD)
def test_a_good_document_has_no_fault_and_its_expressions_are_typed(name: str) -> None:
    read(name)
    assert [line_of(one, name, "en") for one in ill_typed(load(HERE / name), CelGuards(), NAMES)] == []


@pytest.mark.parametrize("name", GOOD)
def test_what_is_written_back_says_the_same(name: str) -> None:
    procedure = read(name)
    again = load(to_yaml(procedure))
    assert again.faults == ()
    assert again.procedure is not None
    assert without_places(again.procedure) == without_places(procedure)
    assert definition_digest(again.procedure) == definition_digest(procedure)


def test_the_digest_knows_a_branch_moved_and_not_a_comment() -> None:
    text = (HERE / "cpo.yaml").read_text()
    plain, commented = load(text).procedure, load(f"# said again\n\n{text}").procedure
    changed = load(text.replace("P45D", "P46D")).procedure
    assert plain is not None
    assert commented is not None
    assert changed is not None
    assert plain != commented
    assert definition_digest(plain) == definition_digest(commented) != definition_digest(changed)


def test_states_have_the_kind_that_their_keys_say() -> None:
    states = read("everything.yaml").states
    kinds = {path: states[path].kind for path in ("", "work", "work.checks", "work.both", "work.back", "finished")}
    assert kinds == {
        "": Kind.COMPOUND,
        "work": Kind.COMPOUND,
        "work.checks": Kind.PARALLEL,
        "work.both": Kind.JOIN,
        "work.back": Kind.HISTORY,
        "finished": Kind.FINAL,
    }
    assert states[""].initial == ("work", "watch")
    assert states["work.checks.budget"].initial == ("work.checks.budget.open",)
    assert states["work.both"].joins == ("work.left", "work.right")
    assert (states["work.back"].deep, states["work.back"].initial) == (True, ("work.first",))
    assert states["work.refused"].terminates


def transition(path: str, on: On, name: str = "") -> Transition:
    found = read("everything.yaml").states[path].transitions
    return next(one for one in found if (one.on, one.name) == (on, name))


def test_a_transition_is_a_name_a_mapping_or_branches() -> None:
    assert to_of(transition("work", On.DONE)) == [("finished",)]
    assert to_of(transition("work", On.EVENT, "pause")) == [("paused",)]
    assert to_of(transition("work", On.EVENT, "divide")) == [("work.left", "work.right")]
    assert to_of(transition("work.first", On.CHOICE)) == [
        ("work.checks",),
        ("work.left",),
        ("work.left", "work.right"),
    ]
    stop = transition("work", On.EVENT, "stop")
    assert (stop.id, stop.by, stop.reason, stop.title) == ("work/event/stop", ("officer",), True, Words(fr="Arrêter"))
    assert stop.branches[0].cancels == ("watch", "work.checks")


def to_of(one: Transition) -> list[tuple[str, ...]]:
    return [branch.to for branch in one.branches]


def test_branches_without_an_else_are_not_exhaustive() -> None:
    assert transition("work.first", On.CHOICE).exhaustive
    assert not transition("work.right", On.WHEN, "commitment.due-date-moved").exhaustive


def test_a_timer_without_a_target_or_told_not_to_does_not_interrupt() -> None:
    look, aside = transition("watch", On.AFTER, "look"), transition("watch", On.AFTER, "aside")
    assert (look.interrupts, look.timer) == (False, Timer(delay=Span(months=1)))
    assert (aside.interrupts, aside.timer) == (False, Timer(delay=Span(seconds=36 * 3600)))
    assert transition("paused", On.AFTER, "later").interrupts


def test_orders_name_their_roles_beside_them_or_inside() -> None:
    look, nudge = transition("watch", On.AFTER, "look"), transition("work", On.EVENT, "nudge")
    (order,) = look.branches[0].orders
    assert (order.command, order.roles, order.words) == ("notify", ("officer",), Words(fr="Regardez", en="Look"))
    (order,) = nudge.branches[0].orders
    assert (order.command, order.roles, order.words) == ("notify", ("owner",), Words(fr="Un mot"))
    (_, plan) = read("everything.yaml").states["work"].exit
    assert (plan.command, plan.arguments) == ("commitment.plan", (("starts_on", "=commitment.due_on"),))


def test_tasks_approvals_and_roles_are_read() -> None:
    procedure = read("everything.yaml")
    law, right = procedure.states["work.checks.law"], procedure.states["work.right"]
    assert law.approval is not None
    assert (law.approval.need, law.approval.due) == (2, Span(workdays=5))
    assert right.approval is not None
    assert (right.approval.need, right.approval.by) == (Need.QUORUM, ("officer", "clerk"))
    assert (right.tasks[0].raises, right.tasks[0].due) == ("stop", Span(days=7, negative=True))
    assert [role.id for role in procedure.roles] == ["owner", "officer", "assembly", "clerk"]
    assert procedure.calendar.roll is Roll.PREVIOUS_WORKDAY


def test_a_further_case_may_be_about_something_else() -> None:
    missed = transition("work.right", On.WHEN, "commitment.missed")
    (spawn,) = missed.branches[0].spawns
    assert (spawn.procedure, spawn.subject) == ("everything", "'commitment-' + commitment.title")


def test_texts_that_yaml_takes_for_something_else_come_back_as_texts() -> None:
    odd = "no", "on", "2026-01-01", "012", "1:30", "null", "=agreement.title", "a: b", "- x", "é # è", "'", '"', "a\nb"
    for text in odd:
        again = load(to_yaml(small(title=text, order=text))).procedure
        assert again is not None, text
        assert again.title.fr == text
        assert again.states["end"].entry[0].arguments == (("reasons", text),)


def small(title: str = "", order: str = "x", transitions: tuple[Transition, ...] = ()) -> Procedure:
    entry = Order(command="agreement.suspend", arguments=(("reasons", order),))
    begun = State(path="begun", kind=Kind.ATOMIC, transitions=transitions)
    end = State(path="end", kind=Kind.FINAL, entry=(entry,))
    root = State(path="", kind=Kind.COMPOUND, children=("begun", "end"), initial=("begun",))
    return Procedure(
        id="p", version=1, title=Words(fr=title), subject="agreement", states={"": root, "begun": begun, "end": end}
    )


def test_values_that_no_document_gives_are_not_written() -> None:
    twice = (Branch(to=("end",)), Branch(to=("end",)))
    with pytest.raises(NotWritable, match="begun/choice"):
        to_yaml(small(transitions=(Transition(id="begun/choice", on=On.CHOICE, branches=twice),)))


def test_a_spawn_without_a_subject_is_a_name() -> None:
    branch = Branch(spawns=(Spawn(procedure="cpo"),))
    written = to_yaml(small(transitions=(Transition(id="begun/event/go", on=On.EVENT, name="go", branches=(branch,)),)))
    assert "spawn: cpo" in written
