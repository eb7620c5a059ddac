"""Conditions are typed where they stand: a fault is told with file, line and column inside the text."""

import pytest

from application.definitions.checking import fact_value, ill_typed
from application.definitions.guards import VarType
from infrastructure.cel import CelGuards
from infrastructure.event_names import NAMES
from infrastructure.formats.procedure_yaml import load
from tests.infrastructure.procedures.test_procedure_faults import document

GUARDS = CelGuards()
BLOCK = "  a:\n    events:\n      go:\n        to: z\n        if: "


def faults(text: str) -> list[tuple[str, int, int]]:
    read = load(text)
    assert read.faults == ()
    return [(one.rule, one.place.line, one.place.column) for one in ill_typed(read, GUARDS, NAMES)]


@pytest.mark.parametrize(
    ("states", "rule", "at"),
    [
        ("  a: {events: {go: {to: z, if: agreement.amunt.cents > 0}}}", "variable-unknown", "agreement.amunt"),
        ("  a: {events: {go: {to: z, if: \"1 > 0 && nope == 'x'\"}}}", "variable-unknown", "nope"),
        ("  a: {events: {go: {to: z, if: '''x'' == agreement.stage && nope'}}}", "variable-unknown", "nope"),
        ('  a: {events: {go: {to: z, if: "agreement.stage == \\"x\\" && nope"}}}', "variable-unknown", "nope"),
        ("  a: {events: {go: {to: z, if: \"agreement.stage == '\\u00e9' && nope\"}}}", "variable-unknown", "nope"),
        (f"{BLOCK}1 > 0 &&\n          nope", "variable-unknown", "nope"),
        (f"{BLOCK}>-\n          1 > 0 &&\n          nope", "variable-unknown", "nope"),
        (f"{BLOCK}|\n          1 > 0 &&\n            nope", "variable-unknown", "nope"),
        (f'{BLOCK}"1 > 0 && \\\n          nope"', "variable-unknown", "nope"),
        ("  a: {events: {go: {to: z, if: agreement.amount.cents > 'x'}}}", "type-mismatch", "> 'x'"),
        ("  a: {events: {go: {to: z, if: agreement.amount.cents}}}", "not-yes-or-no", "agreement.amount"),
        ("  a: {after: [{id: t, delay: P1D, of: agreement.ends, to: z}]}", "variable-unknown", "agreement.ends"),
        ("  a: {after: [{id: t, delay: P1D, of: agreement.title, to: z}]}", "wrong-result", "agreement.title"),
        ("  a: {approvals: {for_each: agreement.title}}", "wrong-result", "agreement.title"),
        ("  a: {events: {go: {to: z, spawn: {procedure: p, subject: 1 + 1}}}}", "wrong-result", "1 + 1"),
        (
            "  a: {entry: {command: agreement.suspend, with: {reasons: =agreement.x}}}",
            "variable-unknown",
            "agreement.x",
        ),
        ("  a: {when: {agreement.paid: {to: z, if: event.amount > 1}}}", "variable-unknown", "event.amount"),
        ("  a: {events: {go: {to: z, if: decision.adopted}}}", "variable-unknown", "decision"),
    ],
)
def test_a_condition_is_typed_in_its_place(states: str, rule: str, at: str) -> None:
    text = document(states)
    before = text[: text.index(at)]
    assert faults(text) == [(rule, before.count("\n") + 1, len(before) - before.rfind("\n"))]


def test_the_fields_of_an_event_are_seen_where_it_is_heard() -> None:
    paid = "agreement.paid: [{to: z, if: event.amount.cents > 1}]"
    decided = "meeting.outcome_recorded: [{to: z, if: decision.adopted}]"
    assert faults(document(f"  a: {{when: {{{paid}, {decided}}}}}")) == []


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("agreement.amnt.cents: 1", "variable-unknown"),
        ("agreement.amount.cents: x", "wrong-result"),
        ("agreement.ends_on: '31/12/2026'", "wrong-result"),
        ("agreement.ends_on_known: 1", "wrong-result"),
        ("agreement.parties: true", "wrong-result"),
    ],
)
def test_an_example_says_only_what_can_be(given: str, rule: str) -> None:
    text = document("  a: {}") + f"examples: [{{name: x, given: {{{given}}}, then: {{in: a}}}}]\n"
    assert [one[0] for one in faults(text)] == [rule]


def test_facts_become_values_of_their_type() -> None:
    assert fact_value(VarType.LIST, "a, b,") == ("a", "b")
    assert str(fact_value(VarType.DATE, "2026-05-31")) == "2026-05-31"
    assert fact_value(VarType.NUMBER, 3) == 3
