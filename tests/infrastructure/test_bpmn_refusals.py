"""What of BPMN cannot be taken is refused by name, with the line, all at once; hostile files do no harm."""

import time
import tracemalloc

import pytest

from domain.decider import Refusal
from domain.procedure import diagram
from domain.procedure.diagram import Refused, UnreadableDiagram
from infrastructure.formats.bpmn_read import read
from tests.infrastructure.bpmn_cases import HEAD, TIMER, drawn

FLOWS = (
    '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="A"/><bpmn:sequenceFlow id="f2" sourceRef="A" targetRef="e"/>'
)


def process(inside: str, *, flows: str = FLOWS) -> bytes:
    """A start, the given elements (one with the id A), an end, each on a line of its own from line 4."""
    body = f'<bpmn:startEvent id="s"/>\n{inside}\n<bpmn:endEvent id="e"/>\n{flows}'
    return f'{HEAD}<bpmn:process id="p">\n{body}</bpmn:process></bpmn:definitions>'.encode()


def refused(file: bytes) -> list[Refused]:
    with pytest.raises(UnreadableDiagram) as caught:
        read(file)
    return list(caught.value.refused)


def marked(kind: str, marker: str = "", attributes: str = "") -> bytes:
    return process(f'<bpmn:{kind} id="A" name="Étape" {attributes}>{marker}</bpmn:{kind}>')


def event(kind: str, definition: str, attributes: str = "") -> bytes:
    return process(f'<bpmn:{kind} id="A" {attributes}>{definition}</bpmn:{kind}>')


BOUNDARY = '<bpmn:task id="A"/><bpmn:boundaryEvent id="B" attachedToRef="A" {}>{}</bpmn:boundaryEvent>'
REPEATED = "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT10H</bpmn:timeCycle></bpmn:timerEventDefinition>"
TO_A_TASK = f'{FLOWS}<bpmn:task id="C"/><bpmn:sequenceFlow id="f3" sourceRef="B" targetRef="C"/>'

BY_NAME: dict[str, tuple[bytes, type[Refusal]]] = {
    "inclusive gateway": (marked("inclusiveGateway"), diagram.InclusiveGateway),
    "complex gateway": (marked("complexGateway"), diagram.ComplexGateway),
    "called process": (marked("callActivity"), diagram.CallActivity),
    "ad-hoc": (marked("adHocSubProcess"), diagram.AdHocSubProcess),
    "transaction": (marked("transaction"), diagram.TransactionSubProcess),
    "choreography": (marked("choreographyTask"), diagram.Choreography),
    "multi-instance": (marked("task", "<bpmn:multiInstanceLoopCharacteristics/>"), diagram.SeveralInstances),
    "multi-instance sub-process": (
        marked("subProcess", "<bpmn:multiInstanceLoopCharacteristics/>"),
        diagram.SeveralInstances,
    ),
    "loop marker": (marked("task", "<bpmn:standardLoopCharacteristics/>"), diagram.LoopMarker),
    "compensation activity": (marked("task", attributes='isForCompensation="true"'), diagram.Compensation),
    "token quantities": (marked("task", attributes='startQuantity="2"'), diagram.TokenQuantities),
    "event sub-process": (marked("subProcess", attributes='triggeredByEvent="true"'), diagram.EventSubProcess),
    "instantiating task": (marked("receiveTask", attributes='instantiate="true"'), diagram.StartingGateway),
    "conditional event": (event("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>"), diagram.UnknownEvent),
    "link event": (event("intermediateThrowEvent", "<bpmn:linkEventDefinition/>"), diagram.UnknownEvent),
    "escalation": (event("intermediateThrowEvent", "<bpmn:escalationEventDefinition/>"), diagram.UnknownEvent),
    "compensation event": (event("intermediateThrowEvent", "<bpmn:compensateEventDefinition/>"), diagram.Compensation),
    "catching nothing": (event("intermediateCatchEvent", ""), diagram.UnknownEvent),
    "several triggers": (
        event("intermediateCatchEvent", f"{TIMER}<bpmn:messageEventDefinition/>"),
        diagram.SeveralTriggers,
    ),
    "error that nobody catches": (
        drawn("s>S S>e", {"S": "s1>A A>k1"}),
        diagram.EndsInTheMiddle,
    ),
    "error on a task": (process(BOUNDARY.format("", "<bpmn:errorEventDefinition/>")), diagram.EndsInTheMiddle),
    "message beside": (
        process(BOUNDARY.format('cancelActivity="false"', "<bpmn:messageEventDefinition/>"), flows=TO_A_TASK),
        diagram.RepeatedBoundary,
    ),
    "cycle beside": (
        process(BOUNDARY.format('cancelActivity="false"', REPEATED), flows=TO_A_TASK),
        diagram.RepeatedBoundary,
    ),
    "timer start of a sub-process": (
        process(f'<bpmn:subProcess id="A"><bpmn:startEvent id="t">{TIMER}</bpmn:startEvent></bpmn:subProcess>'),
        diagram.UnknownEvent,
    ),
    "condition after a task": (
        drawn("s>A A>e").replace(
            b'targetRef="e"/>',
            b'targetRef="e"><bpmn:conditionExpression>x</bpmn:conditionExpression></bpmn:sequenceFlow>',
        ),
        diagram.ConditionOnFork,
    ),
    "event gateway to a task": (drawn("s>g1 g1>A g1>m1 A>e m1>e"), diagram.EventGatewayNeedsEvents),
    "event gateway to an event entered elsewhere": (
        drawn("s>x1 x1>g1 x1>m1 g1>m1 g1>w1 m1>e w1>e"),
        diagram.EventGatewayNeedsEvents,
    ),
    "flow into a start": (drawn("s>A A>x1 x1>s x1>e"), diagram.FlowIntoStart),
    "flow from an end": (drawn("s>e e>A"), diagram.FlowFromEnd),
    "flow across a sub-process": (drawn("s>S S>e A>e", {"S": "s1>A A>e1"}), diagram.SameIdTwice),
    "dangling target": (
        process('<bpmn:task id="A"/>', flows=FLOWS.replace('"e"', '"nowhere"')),
        diagram.DanglingReference,
    ),
    "dangling boundary": (
        process('<bpmn:task id="A"/><bpmn:boundaryEvent id="B" attachedToRef="C"/>'),
        diagram.DanglingReference,
    ),
    "dangling message": (
        event("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="m"/>'),
        diagram.DanglingReference,
    ),
    "dangling default": (marked("exclusiveGateway", attributes='default="f9"'), diagram.DanglingReference),
    "dangling lane": (
        process(
            '<bpmn:laneSet id="l"><bpmn:lane id="l1"><bpmn:flowNodeRef>Z</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
            '<bpmn:task id="A"/>'
        ),
        diagram.DanglingReference,
    ),
    "the same id twice": (process('<bpmn:task id="A"/><bpmn:task id="A"/>'), diagram.SameIdTwice),
    "no id": (process('<bpmn:task id="A"/><bpmn:task/>'), diagram.MissingId),
    "unknown element": (process('<bpmn:task id="A"/><bpmn:magic id="m"/>'), diagram.UnknownElement),
    "no way in": (drawn("A>B B>A"), diagram.NowhereToStart),
    "no way into a sub-process": (drawn("s>S S>e", {"S": "A>B B>A"}), diagram.NowhereToStart),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_it_is_refused_by_name_and_line(name: str) -> None:
    file, rule = BY_NAME[name]
    found = refused(file)
    assert rule in {one.rule for one in found}
    assert all(one.place.line > 1 for one in found)


def test_all_refusals_come_at_once_in_the_order_of_the_file() -> None:
    file = process(
        '<bpmn:task id="A"/>\n<bpmn:inclusiveGateway id="o" name="Ou"/>\n'
        '<bpmn:callActivity id="c"/>\n<bpmn:magic id="m"/>'
    )
    found = refused(file)
    assert [(one.rule, one.element, one.place.line) for one in found] == [
        (diagram.InclusiveGateway, "inclusiveGateway o", 6),
        (diagram.CallActivity, "callActivity c", 7),
        (diagram.UnknownElement, "magic m", 8),
    ]
    said = str(UnreadableDiagram(*found))
    assert "line 6, inclusiveGateway o “Ou”: An inclusive gateway cannot be taken" in said


def test_a_flow_that_crosses_a_sub_process_is_refused() -> None:
    file = drawn("s>S S>e", {"S": "s1>A A>e1"}).replace(b'sourceRef="S" targetRef="e"', b'sourceRef="A" targetRef="e"')
    assert diagram.FlowLeavesItsProcess in {one.rule for one in refused(file)}


BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))

HOSTILE: dict[str, tuple[bytes, type[Refusal]]] = {
    "nothing": (b"", diagram.NotWellFormed),
    "no XML": (b"PK\x03\x04 not xml", diagram.NotWellFormed),
    "cut off": (drawn("s>A A>e")[:-40], diagram.NotWellFormed),
    "billion laughs": (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{BOMB}]><d>&a9;</d>'.encode(),
        diagram.DocumentTypeDeclared,
    ),
    "a file from outside": (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        diagram.DocumentTypeDeclared,
    ),
    "a document type from outside": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><d/>', diagram.DocumentTypeDeclared),
    "an entity without a type": (b"<d>&nbsp;</d>", diagram.NotWellFormed),
    "the wrong encoding": (
        '<?xml version="1.0" encoding="UTF-8"?><d n="é"/>'.encode("latin-1"),
        diagram.NotWellFormed,
    ),
    "an encoding that there is not": (b'<?xml version="1.0" encoding="martian"?><d/>', diagram.NotWellFormed),
    "an encoding of several bytes": (
        '<?xml version="1.0" encoding="shift_jis"?><d n="日"/>'.encode("shift_jis"),
        diagram.NotWellFormed,
    ),
    "no namespace": (b'<definitions><process id="p"><task id="A"/></process></definitions>', diagram.NotBpmn),
    "another namespace": (b'<definitions xmlns="urn:other"><process id="p"/></definitions>', diagram.NotBpmn),
    "another language": (b'<scxml xmlns="http://www.w3.org/2005/07/scxml"/>', diagram.NotBpmn),
    "no process": (f"{HEAD}</bpmn:definitions>".encode(), diagram.NoProcess),
    "an empty process": (f'{HEAD}<bpmn:process id="p"/></bpmn:definitions>'.encode(), diagram.NoProcess),
    "a choreography": (f'{HEAD}<bpmn:choreography id="c"/></bpmn:definitions>'.encode(), diagram.Choreography),
    "two processes": (
        f'{HEAD}<bpmn:process id="p"><bpmn:task id="A"/></bpmn:process><bpmn:process id="q"><bpmn:task id="B"/>'
        "</bpmn:process></bpmn:definitions>".encode(),
        diagram.SeveralProcesses,
    ),
    "deep nesting": (
        f'{HEAD}<bpmn:process id="p">{"<bpmn:subProcess>" * 100_000}'.encode(),
        diagram.TooMuchXml,
    ),
    "10⁵ nodes": (drawn(" ".join(f"A{n}>A{n + 1}" for n in range(100_000))), diagram.TooMuchXml),
    "6,000 nodes": (drawn(" ".join(f"A{n}>A{n + 1}" for n in range(6_000))), diagram.TooManySteps),
    "17 megabytes": (b" " * (17 * 1024 * 1024), diagram.TooMuchXml),
    "a long text": (drawn("s>A A>e").replace(b'name="A"', b'name="' + b"x" * 17_000_000 + b'"'), diagram.TooMuchXml),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_within_bounds(name: str) -> None:
    file, rule = HOSTILE[name]
    tracemalloc.start()
    began = time.process_time()
    found = refused(file)
    spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.rule for one in found] == [rule]
    assert spent < 30
    assert peak < 400_000_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_file_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = drawn("s>A A>e").decode().replace('name="A"', 'name="Vérifier"')
    declared = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    assert "verifier" in read(declared.encode(encoding)).procedure.states


def test_any_prefix_will_do() -> None:
    plain = drawn("s>A A>e").replace(b"bpmn:", b"").replace(b"xmlns:bpmn=", b"xmlns=")
    assert read(plain).procedure.states.keys() == read(drawn("s>A A>e")).procedure.states.keys()


def test_a_long_chain_is_read_without_running_out_of_stack() -> None:
    file = drawn("s>x0 " + " ".join(f"x{n}>x{n + 1}" for n in range(4_000)) + " x4000>A A>e")
    assert read(file).procedure.root.initial == ("a",)
