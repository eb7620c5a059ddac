"""BPMN → procedure → BPMN keeps what can happen, and comes back exactly."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.procedure.configuration import Configuration, EnteredTwice, Fault, Trigger
from domain.procedure.definition import On, Procedure, Transition
from domain.procedure.soundness import Rule, check
from domain.procedure.step import begin, ended, listening, step
from infrastructure.formats.bpmn_read import read
from infrastructure.formats.bpmn_write import write
from infrastructure.formats.procedure_yaml import load, to_yaml, without_places
from tests.infrastructure.bpmn_cases import SOUND, UNSOUND, drawn
from tests.infrastructure.bpmn_game import END, explored, sound, traces, verdict

FILES = {**SOUND, **{name: file for name, (file, _) in UNSOUND.items()}}


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_allows_the_same_traces(name: str) -> None:
    written = write(read(FILES[name]).procedure)
    assert traces(written.text.encode(), 6) == traces(FILES[name], 6)


@pytest.mark.parametrize("name", FILES)
def test_a_written_file_gives_the_very_procedure_back(name: str) -> None:
    procedure = read(FILES[name]).procedure
    assert read(write(procedure).text.encode()).procedure == procedure


class Cases:
    """All cases of a procedure, seen as tokens of its drawing: a choice that nobody in particular makes is silent."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.start = begin(procedure, _yes).after

    def moves(self, here: Configuration) -> list[tuple[str, Configuration]]:
        found = []
        for standing in listening(self.procedure, here):
            one = standing.transition
            if not _moves(one):
                continue  # a reminder: it moves nothing
            trigger = Trigger(on=one.on, name=one.name, state=standing.state)
            move = step(self.procedure, here, trigger, _yes)
            assert move is not None
            found.append((_label(one), move.after))
        return found

    def ended(self, here: Configuration) -> bool:
        return ended(self.procedure, here)


def _yes(_: object) -> bool:
    return True


def _moves(one: Transition) -> bool:
    return bool(one.branches[0].to)


def _label(one: Transition) -> str:
    return "" if one.on is On.EVENT and not one.by else str(one.title)


@pytest.mark.parametrize("name", SOUND)
def test_a_case_does_what_the_tokens_do(name: str) -> None:
    procedure = read(SOUND[name]).procedure
    reminders = {str(one.title) for state in procedure.states.values() for one in state.transitions if not _moves(one)}
    expected = {tuple(one for one in trace if one not in reminders) for trace in traces(SOUND[name], 6, at_once=True)}
    assert explored(Cases(procedure), 6) == expected


@pytest.mark.parametrize("name", [name for name, (_, why) in UNSOUND.items() if why == "synchronisation"])
def test_two_tokens_in_one_place_are_a_fault_of_the_procedure(name: str) -> None:
    with pytest.raises(EnteredTwice):
        explored(Cases(read(UNSOUND[name][0]).procedure), 6)


@pytest.mark.parametrize("name", [name for name, (_, why) in UNSOUND.items() if why in {"deadlock", "livelock"}])
def test_a_case_stands_where_the_tokens_stand(name: str) -> None:
    found = explored(Cases(read(UNSOUND[name][0]).procedure), 6)
    assert found == traces(UNSOUND[name][0], 6, at_once=True)
    complete = {trace[:-1] for trace in found if trace[-1:] == (END,)}
    stuck = [one for one in found if not any(done[: len(one)] == one for done in complete)]
    assert stuck


NODES = ["A", "B", "C", "x1", "x2", "x3", "p1", "p2", "p3", "e1", "e2"]


@st.composite
def processes(draw: st.DrawFn) -> bytes:
    """Any graph of tasks, exclusive and parallel gateways, ends and perhaps a boundary timer: most are not sound."""
    nodes = draw(st.lists(st.sampled_from(NODES), min_size=2, max_size=9, unique=True))
    flows = [("s", draw(st.sampled_from(nodes)))]
    for node in nodes:
        if node[0] != "e":
            most = 3 if node[0] in "xp" else 1
            targets = draw(st.lists(st.sampled_from(nodes), min_size=0 if node[0].isupper() else 1, max_size=most))
            flows += [(node, target) for target in targets]
    on: dict[str, str] = {}
    if any("A" in flow for flow in flows) and draw(st.booleans()):
        on["b1"] = draw(st.sampled_from(["A timer", "A timer stays"]))
        flows.append(("b1", draw(st.sampled_from(nodes))))
    return drawn(" ".join(f"{source}>{target}" for source, target in flows), on=on)


WRONG = {Rule.DEAD_END, Rule.LIVELOCK, Rule.ENTERED_TWICE, Rule.ENDED_TWICE, Rule.ENDLESS}
"""What is wrong whichever steps can be reached: most random drawings have some that cannot."""


def judged(procedure: Procedure, most: int) -> bool | None:
    """The verdict on a procedure, by running it."""
    try:
        cases = Cases(procedure)
        following = lambda here: [after for _, after in cases.moves(here)]  # noqa: E731
        return verdict(cases.start, following, lambda _: False, cases.ended, most)
    except Fault:
        return False


@settings(max_examples=200, deadline=None)
@given(processes())
def test_the_verdict_on_the_procedure_is_the_verdict_on_the_drawing(file: bytes) -> None:
    expected = sound(file, 3_000)
    assume(expected is not None)
    procedure = read(file).procedure
    assert judged(procedure, 3_000) is expected
    found = {one.rule for one in check(procedure).findings} & WRONG
    assert (not found) is expected


@settings(max_examples=60, deadline=None)
@given(processes())
def test_any_process_comes_back_exactly_and_with_its_verdict(file: bytes) -> None:
    procedure = read(file).procedure
    written = write(procedure).text.encode()
    assert read(written).procedure == procedure
    if (expected := sound(file, 1_000)) is not None:
        assert judged(read(_bare(written)).procedure, 1_000) is expected


def _bare(file: bytes) -> bytes:
    """The drawing alone, as another tool would leave it."""
    before, _, rest = file.partition(b"<palabre:procedure")
    return before + rest.partition(b"</palabre:procedure>")[2]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_drawing_is_a_sound_procedure(name: str) -> None:
    assert check(read(SOUND[name]).procedure).findings == ()


EXPECTED = {
    "deadlock": {Rule.DEAD_END},
    "synchronisation": {Rule.ENTERED_TWICE, Rule.ENDED_TWICE},
    "dead": {Rule.UNREACHABLE},
    "livelock": {Rule.LIVELOCK},
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_drawing_is_refused_for_the_reason_that_the_literature_gives(name: str) -> None:
    file, why = UNSOUND[name]
    assert {one.rule for one in check(read(file).procedure).findings} & EXPECTED[why]


@pytest.mark.parametrize("name", FILES)
def test_an_imported_procedure_is_written_as_a_document_and_read_back(name: str) -> None:
    procedure = read(FILES[name]).procedure
    document = load(to_yaml(procedure))
    assert document.faults == ()
    assert document.procedure is not None
    assert without_places(document.procedure) == without_places(procedure)


@pytest.mark.parametrize("name", FILES)
def test_what_the_corpus_says_of_itself_is_so(name: str) -> None:
    if name not in SOUND or b"subProcess" in FILES[name] or name in {"terminate beside", "reminder in a loop"}:
        return
    assert sound(FILES[name], 10_000) is True
