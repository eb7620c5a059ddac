"""What becomes of lanes, conditions, times and names when BPMN is read; and that lint finds written files correct."""

import time
from pathlib import Path

import pytest
from bpmn_io import BpmnModdle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver
from hypothesis import given
from hypothesis import strategies as st

from domain.procedure.definition import Kind, On, Span, Timer
from domain.procedure.soundness import check
from infrastructure.formats.bpmn_read import over, read
from infrastructure.formats.bpmn_time import iso, span, unwrapped
from infrastructure.formats.bpmn_write import write
from infrastructure.formats.procedure_yaml import load
from tests.infrastructure.bpmn_cases import HEAD, SOUND, drawn
from tests.infrastructure.bpmn_game import traces

CHOICE = drawn("s>x1 x1>A x1>B A>e1 B>e2")


def conditioned(condition: str, *, default: bool) -> bytes:
    file = CHOICE.decode()
    flow = '<bpmn:sequenceFlow id="x1-A-1" sourceRef="x1" targetRef="A"/>'
    expression = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
    file = file.replace(flow, f"{flow[:-2]}>{expression}</bpmn:sequenceFlow>")
    return (file.replace('id="x1" ', 'id="x1" default="x1-B-1" ') if default else file).encode()


@pytest.mark.parametrize("condition", ["agreement.amount.cents &gt; 0", "${agreement.amount.cents &gt; 0}"])
def test_a_condition_over_the_subject_becomes_a_guard(condition: str) -> None:
    (choice,) = read(conditioned(condition, default=True)).procedure.states["x1"].transitions
    assert choice.on is On.CHOICE
    assert [(one.guard, one.to) for one in choice.branches] == [("agreement.amount.cents > 0", ("a",)), ("", ("b",))]


@pytest.mark.parametrize(
    ("condition", "default"),
    [
        ("approved", True),
        ("${amount &gt; limit}", True),
        ("agreement.amount.cents &gt; 0", False),
        ("= x &gt; 3", True),
    ],
)
def test_where_a_condition_cannot_be_read_a_person_decides(condition: str, default: bool) -> None:
    imported = read(conditioned(condition, default=default))
    ways = imported.procedure.states["x1"].transitions
    assert [one.on for one in ways] == [On.EVENT, On.EVENT]
    assert [one.branches[0].to for one in ways] == [("a",), ("b",)]
    assert "somebody-decides" in {one.topic for one in imported.notes}
    assert check(imported.procedure).findings == ()


def test_the_caller_says_which_conditions_can_be_read() -> None:
    asked: list[str] = []
    read(conditioned("approved", default=True), readable=lambda text: bool(asked.append(text)) or True)
    assert asked == ["approved"]


def test_guards_speak_of_the_subject_only() -> None:
    reads = over("agreement")
    assert reads('agreement.status == "active" && agreement.ends_on > timestamp("2027-01-01T00:00:00Z")')
    assert not reads("agreement.amount > limit")
    assert not reads("true")
    assert not reads("")


LANES = f"""{HEAD}<bpmn:process id="p" name="Subvention"><bpmn:laneSet id="l">
<bpmn:lane id="l1" name="Association"><bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane>
<bpmn:lane id="l2" name="Service instructeur"><bpmn:flowNodeRef>S</bpmn:flowNodeRef></bpmn:lane>
<bpmn:lane id="l3" name="Personne"/></bpmn:laneSet>
<bpmn:task id="A" name="Déposer l'œuvre"/>
<bpmn:subProcess id="S" name="Étude"><bpmn:serviceTask id="B"/></bpmn:subProcess>
<bpmn:sequenceFlow id="f" sourceRef="A" targetRef="S"/></bpmn:process></bpmn:definitions>"""


def test_lanes_become_roles_and_who_stands_in_none_takes_that_of_the_sub_process() -> None:
    imported = read(LANES.encode())
    procedure = imported.procedure
    assert [(one.id, str(one.title)) for one in procedure.roles] == [
        ("association", "Association"),
        ("service_instructeur", "Service instructeur"),
    ]
    assert procedure.states["deposer_l_oeuvre"].tasks[0].by == ("association",)
    assert procedure.states["etude.b"].tasks[0].by == ("service_instructeur",)
    assert procedure.states["etude"].kind is Kind.COMPOUND
    assert str(procedure.title) == "Subvention"
    assert {one.topic for one in imported.notes} == {"done-by-a-person"}
    assert imported.origins["etude.b"].kind == "serviceTask"
    assert imported.origins["etude.b"].place.line == 8


def timed(kind: str, text: str) -> bytes:
    file = drawn("s>w1 w1>e").decode()
    return file.replace("<bpmn:timeDuration>P3D</bpmn:timeDuration>", f"<bpmn:{kind}>{text}</bpmn:{kind}>").encode()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("timeDuration", "P3M", Timer(delay=Span(months=3))),
        ("timeDuration", "P1Y2W", Timer(delay=Span(years=1, weeks=2))),
        ("timeDuration", "PT1H30M", Timer(delay=Span(seconds=5400))),
        ("timeDuration", "10 workdays", Timer(delay=Span(workdays=10))),
        ("timeCycle", "R3/PT10H", Timer(delay=Span(seconds=36_000))),
        ("timeDate", "agreement.ends_on - P6M", Timer(delay=Span(months=6, negative=True), of="agreement.ends_on")),
        ("timeDate", "${agreement.half_way}", Timer(delay=Span(), of="agreement.half_way")),
    ],
)
def test_a_time_that_can_be_read_becomes_a_timer(kind: str, text: str, expected: Timer) -> None:
    (after,) = read(timed(kind, text)).procedure.states["w1"].transitions
    assert (after.on, after.timer) == (On.AFTER, expected)


@pytest.mark.parametrize(
    ("kind", "text"), [("timeDate", "2027-01-01T00:00:00"), ("timeDuration", "${wait}"), ("timeDuration", "P")]
)
def test_a_time_that_cannot_be_read_is_reported_by_a_person(kind: str, text: str) -> None:
    imported = read(timed(kind, text))
    assert [one.on for one in imported.procedure.states["w1"].transitions] == [On.EVENT]
    assert "time-reported" in {one.topic for one in imported.notes}


@given(
    st.builds(
        Span,
        years=st.integers(0, 99),
        months=st.integers(0, 99),
        weeks=st.integers(0, 99),
        days=st.integers(0, 999),
        seconds=st.integers(0, 10**6),
        negative=st.booleans(),
    )
)
def test_a_duration_written_is_read_again(delay: Span) -> None:
    assert span(iso(delay)) == delay or delay == Span(negative=True)


def test_engines_marks_around_an_expression_are_taken_off() -> None:
    assert [unwrapped(one) for one in ("${a}", "#{a}", "= a", "a == b", "== b")] == ["a", "a", "a", "a == b", "== b"]


def test_a_task_waits_without_a_deadline_and_says_so() -> None:
    state = read(drawn("s>A A>e")).procedure.states["a"]
    assert state.may_wait
    assert state.tasks[0].raises == state.transitions[0].name


def test_which_process_is_read_can_be_said() -> None:
    two = "".join(f'<bpmn:process id="{one}"><bpmn:task id="T{one}"/></bpmn:process>' for one in "pq")
    file = f"{HEAD}{two}</bpmn:definitions>".encode()
    assert read(file, process="q").procedure.id == "q"
    assert read(file.replace(b'id="p"', b'id="p" isExecutable="true"')).procedure.id == "p"


GRANT = (Path(__file__).parents[1] / "corpus" / "bpmn" / "grant.bpmn").read_bytes()


def test_a_file_of_a_modeller_is_read_with_all_that_surrounds_its_process() -> None:
    imported = read(GRANT)
    procedure = imported.procedure
    assert procedure.id == "process-1"
    assert {one.id for one in procedure.roles} == {"service", "conseil_municipal"}
    check_step = procedure.states["verifier_le_dossier"]
    (reminder,) = [one for one in check_step.transitions if one.on is On.AFTER]
    assert (reminder.interrupts, reminder.branches[0].to) == (False, ())
    assert str(reminder.branches[0].orders[0].words) == "Service relancé"
    assert procedure.root.initial == ("verifier_le_dossier",)
    assert [one.name for one in procedure.states["dossier_complet"].transitions] == ["non", "oui"]
    assert {one.name for one in procedure.states["race"].transitions} == {"pieces_recues", "deux_mois_sans_reponse"}
    assert procedure.states["deliberer"].kind is Kind.COMPOUND
    assert {one.topic for one in imported.notes} == {"cycle-once", "somebody-decides"}
    assert check(procedure).findings == ()


def test_the_file_of_a_modeller_keeps_its_traces() -> None:
    written = write(read(GRANT).procedure).text.encode()
    names = traces(written, 5)
    assert ("Vérifier le dossier", "Deux mois sans réponse", "✓") in names
    assert ("Vérifier le dossier", "Budget voté", "Donner l'avis de la commission", "✓") in names
    assert ("Vérifier le dossier", "Six mois sans vote", "✓") in names
    assert ("Vérifier le dossier", "Pièces reçues", "Vérifier le dossier", "Six mois sans vote", "✓") in names
    assert not any("✓" in trace and "Vérifier le dossier" not in trace for trace in names)


RULES = {"extends": "bpmnlint:correctness"}


@pytest.mark.parametrize("name", SOUND)
def test_lint_finds_written_files_correct(name: str) -> None:
    root = BpmnModdle().from_xml(write(read(SOUND[name]).procedure).text).root_element
    found = Linter(resolver=NodeResolver()).lint(root, RULES)
    assert {rule: said for rule, said in found.items() if said} == {}


def test_a_procedure_of_this_house_is_drawn_for_others_with_its_roles_and_deadlines() -> None:
    procedure = load(SAMPLE).procedure
    assert procedure is not None
    exported = write(procedure)
    assert '<bpmn:lane id="lane_service"' in exported.text
    assert "<bpmn:timeDuration" in exported.text
    assert read(exported.text.encode()).procedure == procedure


SAMPLE = """
procedure: loan
version: 1
subject: commitment
roles: {service: {mandate: coordinator}}
initial: open
states:
  open:
    tasks: [{id: judge, by: service, due: P10D, raises: judged}]
    events: {judged: {to: closed, by: service}}
    after: [{id: lapse, delay: P3M, to: lapsed}]
  closed: {final: true}
  lapsed: {final: true}
"""


def test_a_large_process_is_read_and_written_in_little_time() -> None:
    flows = " ".join(f"x{n}>A{n} x{n}>B{n} A{n}>y{n} B{n}>y{n} y{n}>x{n + 1}" for n in range(300))
    began = time.process_time()
    procedure = read(drawn(f"s>x0 {flows} x300>e")).procedure
    write(procedure)
    assert time.process_time() - began < 20
