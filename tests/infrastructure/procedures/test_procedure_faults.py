"""What is wrong with a document is told all at once, with line, column and remedy, in both languages."""

import re
import string
import time
import tracemalloc
from pathlib import Path

import pytest

from application.definitions.faults import Fault, line_of
from application.definitions.words import WORDS
from infrastructure.formats.procedure_yaml import load
from infrastructure.formats.procedure_yaml.nodes import DEEPEST, LARGEST_DOCUMENT, MOST_NODES
from infrastructure.formats.procedure_yaml.telling import MOST_FAULTS
from infrastructure.formats.procedure_yaml.tree import MOST_STATES

HEAD = "procedure: p\nversion: 1\nsubject: agreement\nroles: {service: {}, mayor: {}}\ninitial: a\n"


def document(states: str, head: str = HEAD) -> str:
    """A document whose states begin in line 7, in column 3."""
    return f"{head}states:\n{states}\n  z: {{final: true}}\n"


def found(text: str) -> list[tuple[str, int, int]]:
    return [(one.rule, one.place.line, one.place.column) for one in load(text).faults]


def only(text: str) -> Fault:
    (one,) = load(text).faults
    return one


CASES = [
    ("  a: {evnts: {}}", "unknown-key", 7, 7, "Did you mean “events”"),
    ("  a: {on: {go: z}}", "unknown-key", 7, 7, "Write “events:”"),
    ("  a: {events: {go: y}}", "state-unknown", 7, 20, "There is no state “y”"),
    ("  a: {events: {go: [z]}}", "wrong-type", 7, 21, "a branch, not a value"),
    ("  a: {events: {go: {to: [z, z]}}}", "named-twice", 7, 29, "“z”"),
    ("  a: {events: {go: {to: z, by: servce}}}", "role-unknown", 7, 32, "Did you mean “service”"),
    ("  a: {events: {go: z, go: z}}", "duplicate-key", 7, 23, "first one is in line 7"),
    ("  a: {events: {'go now': z}}", "bad-name", 7, 16, "letters"),
    ("  a: {events: {é: z}}", "bad-name", 7, 16, "without accents"),
    ("  a: {events: {no: z}}", "quotes-missing", 7, 16, "true or false"),
    ("  a: {events: {go: {to: z, reason: yes}}}", "not-a-choice", 7, 36, "required"),
    ("  a: {may_wait: yes}", "quotes-missing", 7, 17, "true or false"),
    ("  a: {may_wait: 2026-01-31}", "quotes-missing", 7, 17, "a date"),
    ("  a: {may_wait: 0755}", "quotes-missing", 7, 17, "a number"),
    ("  a: {may_wait: }", "text-empty", 7, 17, "Write it"),
    ("  a: {may_wait: [x]}", "wrong-type", 7, 17, "not a list"),
    ("  a: {final: yes}", "not-a-flag", 7, 14, "true or false"),
    ("  a: {after: [{id: t, delay: 3 months, to: z}]}", "bad-duration", 7, 30, "P3M"),
    ("  a: {after: [{id: t, delay: P1.5D, to: z}]}", "bad-duration", 7, 30, "P3M"),
    ("  a: {after: [{id: t, delay: -P1D, to: z}]}", "negative-without-date", 7, 30, "of:"),
    ("  a: {after: [{delay: P1D, to: z}]}", "key-missing", 7, 15, "“id: …”"),
    ("  a: {after: [{id: t, delay: P1D}]}", "does-nothing", 7, 15, "leads nowhere"),
    ("  a: {after: [{id: t, delay: P1D, do: notify}]}", "nobody-told", 7, 39, "roles"),
    ("  a: {after: [{id: t, delay: P1D, to: z}, {id: t, delay: P2D, to: z}]}", "named-twice", 7, 48, "“t”"),
    ("  a: {when: {agreement.took_efect: z}}", "fact-unknown", 7, 14, "agreement.took-effect"),
    ("  a: {entry: {command: agreement.suspnd}}", "command-unknown", 7, 24, "agreement.suspend"),
    ("  a: {entry: {command: agreement.suspend, with: {reason: x}}}", "argument-unknown", 7, 50, "reasons"),
    ("  a: {entry: {command: agreement.suspend, with: {reasons: 9007199254740993}}}", "number-out-of-range", 7, 59, ""),
    ("  a: {tasks: [{id: t, by: service, raises: gone}]}", "event-unknown", 7, 44, "gone"),
    ("  a: {choose: [{to: z}, {else: true, to: z}]}", "branch-without-condition", 7, 16, "if:"),
    ("  a: {choose: [{else: true, to: z}, {if: 'true', to: z}]}", "else-not-last", 7, 17, "last"),
    ("  a: {choose: [{else: true, if: 'true', to: z}]}", "keys-clash", 7, 17, "“else” and “if”"),
    ("  a: {choose: []}", "too-few", 7, 15, "1 element"),
    ("  a: {events: {go: {to: z, choose: [{else: true, to: z}]}}}", "keys-clash", 7, 28, "“choose” and “to”"),
    ("  a: {approvals: {need: 0, for_each: agreement.parties}}", "number-out-of-range", 7, 25, "1 to"),
    ("  a: {approvals: {need: some, for_each: agreement.parties}}", "not-a-choice", 7, 25, "all, quorum"),
    ("  a: {approvals: {need: all}}", "key-needs", 7, 18, "for_each"),
    ("  a: {states: {b: {}}}", "key-needs", 7, 6, "initial"),
    ("  a: {initial: z, states: {b: {}}}", "not-a-child", 7, 16, "b"),
    ("  a: {parallel: true}", "key-needs", 7, 6, "states"),
    ("  a: {history: shallow}", "key-needs", 7, 6, "default"),
    ("  a: {final: true, events: {go: z}}", "key-misplaced", 7, 20, "final state"),
    ("  a: {final: true, history: deep, default: z}", "keys-clash", 7, 7, "history"),
    ("  a: {join: [z], to: z}", "too-few", 7, 13, "2"),
    ("  a: {done: z}", "key-misplaced", 7, 7, "simple"),
    ("  a: {terminates: true}", "key-needs", 7, 6, "final"),
    ("  a: &x {}", "anchors-not-used", 7, 6, "written out"),
    ("  a: *x", "anchors-not-used", 7, 6, ""),
    ("  a: {<<: {}}", "anchors-not-used", 7, 7, ""),
    ("  a: !!python/object:os.system {}", "tags-not-used", 7, 6, ""),
    ("  a: {title: a: b}", "colon-unquoted", 7, 15, "quotes"),
    ("\ta: {}", "tab-in-indent", 7, 1, "spaces"),
    ("  a: {[x]: y}", "wrong-type", 7, 7, "a list"),
    ("  a: {title: {de: Entwurf}}", "unknown-key", 7, 15, "fr, en"),
]


@pytest.mark.parametrize(("states", "rule", "line", "column", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_has_its_place_and_remedy(states: str, rule: str, line: int, column: int, words: str) -> None:
    one = only(document(states))
    assert (one.rule, one.place.line, one.place.column) == (rule, line, column)
    if words and words != "written out":
        assert words in f"{one.said.en} {one.remedy.en}"


def test_all_faults_are_told_at_once_and_in_order() -> None:
    text = document("  a: {events: {go: y}, may_wait: no}\n  b: {evnts: {}}").replace("version: 1", "version: 012")
    assert found(text) == [
        ("not-a-number", 2, 10),
        ("state-unknown", 7, 20),
        ("quotes-missing", 7, 34),
        ("unknown-key", 8, 7),
    ]


def test_a_fault_reads_as_one_line_with_the_file() -> None:
    one = only(document("  a: {events: {go: y}}"))
    said = line_of(one, "p.yaml", "en")
    assert said.startswith("p.yaml:7:20: states.a.events.go: There is no state “y”. Name a state under “states”.")
    assert "L'étape « y » n'existe pas." in line_of(one, "p.yaml")


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (HEAD.replace("version: 1\n", ""), "key-missing"),
        (HEAD.replace("version: 1", "version: 1.5"), "not-a-number"),
        (HEAD.replace("version: 1", f"version: {'9' * 100_000}"), "number-out-of-range"),
        (HEAD.replace("version: 1", "version: -3"), "number-out-of-range"),
        (HEAD.replace("subject: agreement", "subject: agreemnt"), "not-a-choice"),
        (HEAD.replace("procedure: p", "procedure: p/../q"), "bad-name"),
        (HEAD + "calendar: {zone: Europe/Pariss}\n", "zone-unknown"),
        (HEAD + "calendar: {zone: ../../etc/passwd}\n", "zone-unknown"),
        (HEAD + "calendar: {workdays: FR-99}\n", "workdays-unknown"),
        (HEAD + "calendar: {roll: sometime}\n", "not-a-choice"),
        (HEAD + "moved_by: [nobody]\n", "role-unknown"),
        (HEAD + "migrate_from: {1: {}}\n", "version-not-earlier"),
        (HEAD + "migrate_from: {one: {}}\n", "not-a-number"),
        (HEAD + "examples: [{name: x, when: [gone], then: {}}]\n", "event-unknown"),
        (HEAD + "examples: [{name: x, when: [{after: gone}], then: {}}]\n", "timer-unknown"),
        (HEAD + "examples: [{name: x, when: [{after: t, event: e}], then: {}}]\n", "keys-clash"),
        (HEAD + "examples: [{name: x, when: [{happened: agreement.gone}], then: {}}]\n", "fact-unknown"),
        (HEAD + "examples: [{name: x, then: {in: [gone]}}]\n", "state-unknown"),
    ],
)
def test_the_head_is_checked_too(head: str, rule: str) -> None:
    assert [one.rule for one in load(document("  a: {}", head)).faults] == [rule]


def test_a_state_is_meant_by_its_path_where_two_have_its_id() -> None:
    inner = "  a: {initial: x, states: {x: {events: {go: TARGET}}, y: {}}}\n  b: {initial: x, states: {x: {}}}\n  y: {}"
    one = only(document(inner.replace("TARGET", "x")))
    assert (one.rule, one.place.column) == ("state-ambiguous", 45)
    assert "a.x, b.x" in one.remedy.en
    assert ".y" in only(document(inner.replace("TARGET", "y"))).remedy.en
    assert found(document(inner.replace("TARGET", "b.x"))) == []
    for target, path in (("a.y", "a.y"), (".y", "y")):
        procedure = load(document(inner.replace("TARGET", target))).procedure
        assert procedure is not None
        assert procedure.states["a.x"].transitions[0].branches[0].to == (path,)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "document-empty"),
        ("# nothing\n", "document-empty"),
        ("just words", "wrong-type"),
        ("- a\n- b\n", "wrong-type"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("a: [1, 2\nb: 3\n", "never-closed"),
        ("a: 'x\n", "never-closed"),
        ("a: \x01\n", "control-character"),
        (b"a: \xff\xfe\n", "not-utf8"),
        ("a: @x\n", "not-yaml"),
    ],
)
def test_what_is_no_document_is_told_in_words(text: str | bytes, rule: str) -> None:
    assert [one.rule for one in load(text).faults][:1] == [rule]


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(40))
MANY = "states:\n" + "".join(f"  s{number}: {{final: true}}\n" for number in range(5_000))
BOMBS = {
    "aliases that explode": (LAUGHS, "anchors-not-used"),
    "an anchor inside itself": ("a: &a [*a]", "anchors-not-used"),
    "fifty megabytes": ("a: " + "x" * (50 << 20), "document-too-large"),
    "a list ten thousand deep": ("a: " + "[" * 10_000 + "]" * 10_000, "document-too-deep"),
    "mappings a hundred thousand deep": ("{a: " * 100_000, "document-too-deep"),
    "dashes ten thousand deep": ("- " * 10_000, "document-too-deep"),
    "states inside states": (
        document("  a: " + "{initial: a, states: {a: " * 300 + "{}" + "}}" * 300),
        "document-too-deep",
    ),
    "five thousand states": (HEAD + MANY, "too-many-states"),
    "a million states": (
        HEAD + "states:\n" + "".join(f" a{n}: {{}}\n" for n in range(1_000_000)),
        "document-too-large",
    ),
    "five hundred thousand elements": ("a: [" + "1," * 500_000 + "]", "document-too-complex"),
    "a number without end": (HEAD.replace("version: 1", "version: " + "9" * 1_000_000), "number-out-of-range"),
    "a key without end": ("? " + "k" * 1_000_000 + "\n: 1\n", "unknown-key"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_seconds_and_little_memory(bomb: str) -> None:
    text, rule = BOMBS[bomb]
    began = time.process_time()
    faults = load(text).faults
    assert time.process_time() - began < 5  # half a second where nothing else runs; unbounded, it would be hours
    assert rule in [one.rule for one in faults]
    tracemalloc.start()
    load(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 << 20


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(5 << 30)
    assert [one.rule for one in load(file).faults] == ["document-too-large"]


def test_only_so_many_faults_are_told() -> None:
    faults = load("".join(f"k{number}: 1\n" for number in range(5_000))).faults
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1].rule == "too-many-faults" or "too-many-faults" in [one.rule for one in faults]


def test_the_bounds_are_those_the_page_states() -> None:
    page = (Path(__file__).parents[3] / "docs" / "procedures.md").read_text()
    assert LARGEST_DOCUMENT == 1 << 20
    for bound in ("1 MiB", f"{MOST_NODES:,}", f"{DEEPEST} levels", f"{MOST_STATES:,} states"):
        assert bound in page


def test_a_value_with_braces_or_line_breaks_is_shown_as_it_is() -> None:
    one = only(document('  a: {events: {go: {to: "{x}\\n"}}}'))
    assert "“{x} ”" in one.said.en


@pytest.mark.parametrize("rule", WORDS)
def test_every_fault_is_said_in_both_languages_with_the_same_values(rule: str) -> None:
    said = WORDS[rule]
    for text in said:
        assert re.fullmatch(r"[A-ZÀÉÊÎÔÇ«“{].*[.}!?]", text), text
    names = [{name.rstrip("_fren") for _, name, _, _ in string.Formatter().parse(text) if name} for text in said]
    assert names[0] == names[2]
    assert names[1] == names[3]
