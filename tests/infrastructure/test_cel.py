"""Conditions are typed with the place of each fault, run within bounds, and never say no where they do not know."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from application.definitions.guards import GuardFailed, Misused, Value, VarType
from infrastructure.cel import LONGEST, CelGuards

VARIABLES = {
    "agreement.amount.cents": VarType.NUMBER,
    "agreement.stage": VarType.TEXT,
    "agreement.parties": VarType.LIST,
    "agreement.signed": VarType.LIST,
    "agreement.ends_on": VarType.DATE,
    "agreement.ends_on_known": VarType.FLAG,
    "today": VarType.DATE,
}
GUARDS = CelGuards()


def check(expression: str, wanted: VarType | None = VarType.FLAG) -> list[tuple[str, int]]:
    return [(one.rule, one.offset) for one in GUARDS.check(expression, VARIABLES, wanted)]


def holds(expression: str, **values: Value) -> bool:
    known = {name.replace("__", "."): value for name, value in values.items()}
    return GUARDS.compile(expression, VARIABLES)(known)


@pytest.mark.parametrize(
    ("expression", "rule", "offset"),
    [
        ("agreement.amunt.cents > 0", "variable-unknown", 0),
        ("1 == 1 &&\n  agreement.stge == 'draft'", "variable-unknown", 12),
        ("'😀é' == agreement.stage && nope", "variable-unknown", 27),
        ("agreement.amount.cents > 'a'", "type-mismatch", 23),
        ("agreement.amount.cents > 1.5", "type-mismatch", 23),
        ("agreement.stage.cents > 1", "type-mismatch", 15),
        ("agreement.amount.cents", "not-yes-or-no", 0),
        ("agreement.ends_on", "not-yes-or-no", 0),
        ("1 +", "expression-unreadable", 2),
        ("", "expression-unreadable", 0),
        ("agreement.stage = 'draft'", "expression-unreadable", 16),
        ("agreement.amount.cents > 99999999999999999999", "expression-unreadable", 25),
        ("agreement.parties.map(x, x + x).size() > 1", "word-not-offered", 18),
        ("agreement.parties.map(x, x != '', x + x).size() > 1", "word-not-offered", 18),
        ("agreement.parties.filter(x, x != '').size() > 1", "word-not-offered", 18),
        ("dyn(1) == 1", "word-not-offered", 0),
        ("has(agreement.stage)", "word-not-offered", 0),
        ("agreement.parties.all(x, agreement.signed.exists(y, y == x))", "loop-in-loop", 0),
        ("[1].all(x, {'a': [2].all(y, y == x)}['a'])", "loop-in-loop", 0),
        ("(" * 40 + "true" + ")" * 40, "expression-too-deep", 0),
        ("true" + "?true:true" * 100, "expression-too-deep", 0),
        ("true" + " && true" * 400, "expression-too-long", 0),
    ],
)
def test_a_fault_is_named_with_its_place(expression: str, rule: str, offset: int) -> None:
    assert check(expression)[0] == (rule, offset)


def test_a_misspelt_name_is_told_with_the_one_meant() -> None:
    (found,) = GUARDS.check("agreement.amunt.cents > 0", VARIABLES, VarType.FLAG)
    assert isinstance(found, Misused)
    assert "agreement.amount.cents" in str(found.values["hint_en"])


@pytest.mark.parametrize(
    "expression",
    [
        "agreement.amount.cents > 2300000 && agreement.stage == 'draft'",
        "agreement.parties.all(x, x in agreement.signed)",
        "agreement.parties.exists_one(x, x == 'b') && agreement.signed.exists(x, x == 'b')",
        "agreement.ends_on < today || !agreement.ends_on_known",
        "agreement.ends_on - today < duration('720h')",
        "agreement.stage in ['draft', 'negotiation']",
        "agreement.parties == []",
        "agreement.stage == 'has(x).map(y, dyn(1))'",
        "true" + " && true" * 200,
    ],
)
def test_good_conditions_pass(expression: str) -> None:
    assert check(expression) == []


def test_arguments_may_be_of_any_type_that_an_order_can_hand_on() -> None:
    for good in ("agreement.parties", "agreement.ends_on", "'x' + agreement.stage", "1 + 1", "true"):
        assert check(good, None) == []
    for bad in ("1.5", "today - today", "{'a': 1}", "null"):
        assert check(bad, None) == [("wrong-result", 0)]
    assert check("agreement.amount.cents", VarType.TEXT) == [("wrong-result", 0)]


def test_a_condition_is_yes_or_no() -> None:
    assert holds("agreement.amount.cents > 2300000", agreement__amount__cents=2300001)
    assert not holds("agreement.amount.cents > 2300000", agreement__amount__cents=2300000)
    assert holds(
        "agreement.ends_on == today", agreement__ends_on=date(2026, 5, 1), today=datetime(2026, 5, 1, tzinfo=UTC)
    )
    assert holds("agreement.parties.exists(x, x == 'b')", agreement__parties=("a", "b"))


def test_a_condition_on_what_is_unknown_fails_and_is_not_no() -> None:
    with pytest.raises(GuardFailed, match=r"agreement\.ends_on"):
        holds("agreement.ends_on < today", today=date(2026, 5, 1))
    assert not holds("agreement.ends_on_known && agreement.ends_on < today", agreement__ends_on_known=False)
    assert holds("true || agreement.ends_on < today")


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("agreement.amount.cents / 0 > 1", {"agreement.amount.cents": 1}),
        ("agreement.amount.cents + 9223372036854775807 > 0", {"agreement.amount.cents": 1}),
        ("agreement.amount.cents > 0", {"agreement.amount.cents": 2**70}),
        ("agreement.ends_on_known", {"agreement.ends_on_known": 1}),
        ("agreement.parties[3] == 'x'", {"agreement.parties": ("a",)}),
        ("int(agreement.stage) > 1", {"agreement.stage": "x"}),
        ("agreement.parties.all(x, x == 'x')", {"agreement.parties": ("x",) * 20_000}),
        ("agreement.stage.matches('(')", {"agreement.stage": "x"}),
    ],
)
def test_what_fails_at_run_time_says_so(expression: str, values: dict[str, Value]) -> None:
    with pytest.raises(GuardFailed):
        GUARDS.compile(expression, VARIABLES)(values)


def test_an_ill_typed_condition_is_never_run() -> None:
    with pytest.raises(ValueError, match="variable-unknown"):
        GUARDS.compile("nope", VARIABLES)


def test_arguments_come_back_as_plain_values() -> None:
    seen: dict[str, Value] = {
        "agreement.ends_on": date(2026, 1, 31),
        "agreement.parties": ("a", "b"),
        "agreement.stage": "x",
    }
    found = [
        GUARDS.evaluator(one, VARIABLES)(seen)
        for one in ("agreement.ends_on", "agreement.parties", "agreement.stage + '!'", "2 + 2")
    ]
    assert found == [datetime(2026, 1, 31, tzinfo=UTC), ["a", "b"], "x!", 4]


HOSTILE = [
    "agreement.parties.all(x, " + " && ".join(["agreement.parties.size() > 1"] * 60) + ")",
    "agreement.stage.matches('(a*)*b')",
    "agreement.parties.exists(x, " + "+".join(["x"] * 30) + " == '')",
    "[" + ",".join(["1"] * 900) + "].all(x, x == 1)",
    " && ".join(["agreement.parties.all(x, x != '')"] * 50),
]


@pytest.mark.parametrize("expression", HOSTILE, ids=range(len(HOSTILE)))
def test_the_worst_that_passes_ends_soon(expression: str) -> None:
    assert len(expression) <= LONGEST
    seen: dict[str, Value] = {"agreement.parties": ("a" * 45,) * 9_000, "agreement.stage": "a" * 100_000}
    began = time.process_time()
    if not check(expression):
        with suppress(GuardFailed):
            GUARDS.compile(expression, VARIABLES)(seen)
    assert time.process_time() - began < 1
