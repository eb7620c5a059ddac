"""BPMN files from a few letters: `s>A A>x x>B x>C B>e C>e`. The first letter of an id says what it is."""

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">\n'
)
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition>"
KINDS: Mapping[str, tuple[str, str]] = {
    "s": ("startEvent", ""),
    "e": ("endEvent", ""),
    "z": ("endEvent", "<bpmn:terminateEventDefinition/>"),
    "k": ("endEvent", '<bpmn:errorEventDefinition errorRef="oops"/>'),
    "x": ("exclusiveGateway", ""),
    "p": ("parallelGateway", ""),
    "g": ("eventBasedGateway", ""),
    "m": ("intermediateCatchEvent", "<bpmn:messageEventDefinition/>"),
    "h": ("intermediateCatchEvent", "<bpmn:signalEventDefinition/>"),
    "w": ("intermediateCatchEvent", TIMER),
    "n": ("intermediateThrowEvent", ""),
    "t": ("intermediateThrowEvent", "<bpmn:messageEventDefinition/>"),
    "r": ("receiveTask", ""),
}
BOUNDARY = {
    "timer": TIMER,
    "message": "<bpmn:messageEventDefinition/>",
    "error": '<bpmn:errorEventDefinition errorRef="oops"/>',
}


def drawn(flows: str, inside: Mapping[str, str] | None = None, on: Mapping[str, str] | None = None) -> bytes:
    """A file with one process. `inside`: sub-process id → its flows. `on`: boundary event id → `host kind [stays]`."""
    body = _scope(flows, inside or {}, on or {})
    process = f'<bpmn:process id="made" name="Made" isExecutable="true">\n{body}</bpmn:process>\n'
    error = '<bpmn:error id="oops" name="oops"/>\n'
    return f"{HEAD}{error}{process}</bpmn:definitions>\n".encode()


def node(key: str, inside: Mapping[str, str], on: Mapping[str, str]) -> str:
    """One element."""
    name = f"id={quoteattr(key)} name={quoteattr(key)}"
    if key in inside:
        return f"<bpmn:subProcess {name}>\n{_scope(inside[key], inside, on)}</bpmn:subProcess>\n"
    if key in on:
        host, kind, *stays = on[key].split()
        cancel = ' cancelActivity="false"' if stays else ""
        return f'<bpmn:boundaryEvent {name} attachedToRef="{host}"{cancel}>{BOUNDARY[kind]}</bpmn:boundaryEvent>\n'
    kind, definition = KINDS.get(key[0], ("userTask", ""))
    return f"<bpmn:{kind} {name}>{definition}</bpmn:{kind}>\n"


def _scope(flows: str, inside: Mapping[str, str], on: Mapping[str, str]) -> str:
    pairs = [flow.split(">") for flow in flows.split()]
    keys = list(dict.fromkeys(end for pair in pairs for end in pair))
    keys += [key for key, host in on.items() if host.split()[0] in keys and key not in keys]
    lines = [node(key, inside, on) for key in keys]
    names: dict[str, int] = {}
    for source, target in (pair for pair in pairs if len(pair) == 2):
        key = f"{source}-{target}"
        names[key] = names.get(key, 0) + 1
        lines.append(f'<bpmn:sequenceFlow id="{key}-{names[key]}" sourceRef="{source}" targetRef="{target}"/>\n')
    return "".join(lines)


SOUND: Mapping[str, bytes] = {
    "sequence": drawn("s>A A>B B>e"),
    "choice and merge": drawn("s>x1 x1>A x1>B A>x2 B>x2 x2>C C>e"),
    "fork and join": drawn("s>p1 p1>A p1>B A>p2 B>p2 p2>C C>e"),
    "gateways beside each other": drawn("s>p1 p1>x1 p1>A x1>B x1>x2 B>x2 x2>p2 A>p2 p2>e"),
    "loop": drawn("s>x1 x1>A A>x2 x2>x1 x2>B B>e"),
    "loop around a fork": drawn("s>x1 x1>p1 p1>A p1>B A>p2 B>p2 p2>x2 x2>x1 x2>e"),
    "choices that cross, not structured": drawn("s>x1 x1>A x1>B A>x2 x2>x4 x2>x3 B>x3 x3>C x4>D C>x4 D>e"),
    "several ends of one choice": drawn("s>x1 x1>A x1>B A>e1 B>e2"),
    "several ends side by side": drawn("s>p1 p1>A p1>B A>e1 B>e2"),
    "implicit fork, implicit merge": drawn("s>A A>B A>C B>p1 C>p1 p1>x1 x1>A x1>e"),
    "race of events": drawn("s>g1 g1>m1 g1>w1 g1>r1 m1>A w1>B r1>x1 A>x1 B>x1 x1>e"),
    "catching one after the other": drawn("s>m1 m1>w1 w1>h1 h1>n1 n1>t1 t1>e"),
    "boundary timer that interrupts": drawn("s>A A>e1 b1>B B>e2", on={"b1": "A timer"}),
    "boundary message": drawn("s>A A>x1 b1>x1 x1>e2", on={"b1": "A message"}),
    "boundary timer beside": drawn("s>A A>e1 b1>B B>e2", on={"b1": "A timer stays"}),
    "reminder in a loop": drawn("s>x1 x1>A A>x2 x2>x1 x2>e b1>e2", on={"b1": "A timer stays"}),
    "sub-process": drawn("s>A A>S S>B B>e", {"S": "s1>C C>e1"}),
    "nested sub-processes": drawn("s>S S>e", {"S": "s1>A A>T T>e1", "T": "s2>p1 p1>B p1>C B>e2 C>e3"}),
    "sub-process interrupted": drawn("s>S S>A A>e b1>B B>e2", {"S": "s1>p1 p1>C p1>D C>e3 D>e4"}, {"b1": "S timer"}),
    "sub-process terminated": drawn("s>S S>A A>e", {"S": "s1>p1 p1>B p1>C B>z1 C>D D>e1"}),
    "sub-process left by an error": drawn(
        "s>S S>A A>e b1>B B>e2", {"S": "s1>x1 x1>C x1>D C>k1 D>e3"}, {"b1": "S error"}
    ),
    "sub-process in a loop": drawn("s>x1 x1>S S>x2 x2>x1 x2>e", {"S": "s1>p1 p1>A p1>B A>e1 B>e2"}),
    "no start and no end": drawn("A>B"),
    "two starts undrawn": drawn("A>p1 B>p1 p1>C"),
    "terminate beside": drawn("s>p1 p1>A p1>B A>z1 B>C C>x1 x1>B x1>e1"),
}
"""Processes that the literature calls sound (where the terminate event drops what is left)."""

UNSOUND: Mapping[str, tuple[bytes, str]] = {
    "choice into join": (drawn("s>x1 x1>A x1>B A>p1 B>p1 p1>e"), "deadlock"),
    "fork into merge": (drawn("s>p1 p1>A p1>B A>x1 B>x1 x1>C C>e"), "synchronisation"),
    "fork into merge at once": (drawn("s>p1 p1>x1 p1>x1 x1>A A>e"), "synchronisation"),
    "fork into one end": (drawn("s>p1 p1>A p1>B A>x1 B>x1 x1>e"), "synchronisation"),
    "task nothing leads to": (drawn("s>A A>e B>e"), "dead"),
    "loop without exit": (drawn("s>x1 x1>A A>B B>x1"), "livelock"),
    "join in a loop waits for its own token": (drawn("s>p1 p1>A A>x1 x1>p1 x1>e"), "deadlock"),
    "loop that leaves a token behind": (drawn("s>x1 x1>p1 p1>A p1>B A>x1 B>e"), "synchronisation"),
    "exit from a fork": (drawn("s>p1 p1>A p1>B A>x1 x1>p2 x1>e2 B>p2 p2>e"), "deadlock"),
    "boundary timer into the join": (
        drawn("s>p1 p1>A p1>B A>p2 B>p2 b1>e2 p2>e", on={"b1": "A timer"}),
        "deadlock",
    ),
    "boundary timer beside into the merge": (
        drawn("s>A A>x1 b1>x1 x1>B B>e", on={"b1": "A timer stays"}),
        "synchronisation",
    ),
    "race into a join": (drawn("s>g1 g1>m1 g1>w1 m1>p1 w1>p1 p1>e"), "deadlock"),
    "join behind a choice in a sub-process": (
        drawn("s>S S>e", {"S": "s1>x1 x1>A x1>B A>p1 B>p1 p1>e1"}),
        "deadlock",
    ),
}
"""Processes that it does not, and why."""
