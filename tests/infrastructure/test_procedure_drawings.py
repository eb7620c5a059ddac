"""Drawings of procedures: SVG that stands alone and says itself, Mermaid, SCXML, BPMN of all the language says."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bpmn_io import check as bpmn_check
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decider import replace
from domain.procedure.definition import Kind, Procedure, Words
from domain.procedure.drawing import Marks, failing
from domain.procedure.soundness import check
from infrastructure.formats import mermaid_write, scxml_write
from infrastructure.formats.bpmn_read import read
from infrastructure.formats.bpmn_write import write
from infrastructure.formats.procedure_network import Network
from infrastructure.formats.procedure_places import one_below_the_other, side_by_side
from infrastructure.formats.procedure_svg import draw
from infrastructure.formats.procedure_text import written
from infrastructure.formats.procedure_yaml import load
from tests.infrastructure.bpmn_cases import SOUND, UNSOUND, drawn

HERE = Path(__file__).parent / "procedures"
SVG = "{http://www.w3.org/2000/svg}"
SCXML = "{http://www.w3.org/2005/07/scxml}"
OWN = "{urn:palabre:procedure}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def document(name: str) -> Procedure:
    found = load(HERE / f"{name}.yaml").procedure
    assert found is not None
    return found


CPO, EVERYTHING = document("cpo"), document("everything")
IMPORTED = {name: read(file).procedure for name, file in SOUND.items()}
IMPORTED |= {name: read(file).procedure for name, (file, _) in UNSOUND.items()}
ALL = {"cpo": CPO, "everything": EVERYTHING, **IMPORTED}
ALLOWED = {"svg", "title", "desc", "rect", "path", "circle", "g", "text", "tspan"}
HALFWAY = Marks(
    done=frozenset({"draft", "instruction"}),
    now=frozenset({"deliberation"}),
    possible=frozenset({"signing", "refused"}),
    notes={"draft": "3 nov. 2025"},
)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ALL)
def test_a_drawing_stands_alone_and_inside_its_page(name: str, width: int) -> None:
    text = draw(ALL[name], width=width)
    root = ET.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ALLOWED
    forbidden = {"style", "class", "href", "onload"}
    assert not any(forbidden & one.attrib.keys() for one in root.iter())
    assert not re.search(r"var\(|url\(|@|javascript", text)
    assert root.get("role") == "img"
    titles = [root.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert [one.get("id") for one in titles if one is not None] == (root.get("aria-labelledby") or "").split()
    wide, high = float(root.attrib["width"]), float(root.attrib["height"])
    assert wide <= width
    for one in root.iter(f"{SVG}circle"):
        assert 0 < float(one.attrib["cx"]) < wide
        assert 0 < float(one.attrib["cy"]) < high


@pytest.mark.parametrize("name", ALL)
def test_every_stop_is_named_once_and_no_two_share_a_place(name: str) -> None:
    network = Network(ALL[name])
    for places in (side_by_side(network), one_below_the_other(network)):
        assert set(places.stops) == set(network.stops)
        assert len({(stop.at, stop.track) for stop in places.stops.values()}) == len(places.stops)


def test_the_main_line_is_the_way_to_the_end_that_is_wanted() -> None:
    line = Network(CPO).main
    assert line[0] == "draft"
    assert line[-1] == "renewed"
    assert {"instruction", "deliberation", "signing", "active", "review", "renewal"} <= set(line)
    assert {"refused", "abandoned"}.isdisjoint(line)


def test_it_says_what_is_done_now_and_possible_without_colours() -> None:
    text = draw(CPO, HALFWAY)
    titles = [one.text for one in ET.fromstring(text).iter(f"{SVG}title")]
    assert "Draft — fait" in titles
    assert "Deliberation — en cours" in titles
    assert "Signing — possible" in titles
    assert "3 nov. 2025" in text
    assert "Deliberation — now" in draw(CPO, HALFWAY, english=True)
    assert text != draw(CPO)


def test_a_deadline_is_told_in_words_in_either_language() -> None:
    assert "Deliberation → Abandoned : 6 mois" in _said(draw(CPO))
    assert "Deliberation → Abandoned: 6 months" in _said(draw(CPO, english=True))


def _said(text: str) -> set[str | None]:
    return {one.text for one in ET.fromstring(text).iter(f"{SVG}title")}


def test_the_same_values_give_the_same_drawing() -> None:
    assert draw(CPO, HALFWAY) == draw(CPO, HALFWAY)


HARMFUL = [
    '"><script>alert(1)</script>',
    "a & b < c",
    "\x00\x0b\uffff",
    "]]>",
    "l'État « oui »",
    "x" * 5_000,
    "\u202ex",
]


@pytest.mark.parametrize("harmful", HARMFUL)
def test_whatever_a_text_says_it_stays_a_text(harmful: str) -> None:
    states = {path: replace(state, title=Words(fr=harmful)) for path, state in EVERYTHING.states.items()}
    procedure = replace(EVERYTHING, title=Words(fr=harmful), states=states)
    marks = Marks(now=frozenset({"paused"}), notes={"paused": harmful})
    for width in (390, 1280):
        root = ET.fromstring(draw(procedure, marks, width=width, key='k"<'))
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ALLOWED
    ET.fromstring(scxml_write.write(procedure).text)
    again = read(write(procedure).text.encode(), process="process_everything")
    assert again.procedure == procedure
    assert "<script" not in mermaid_write.write(procedure)


def test_half_a_letter_does_no_harm() -> None:
    procedure = replace(CPO, title=Words(fr="a\ud800b"))
    ET.fromstring(draw(procedure))
    assert bpmn_check(write(procedure).text).ok


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_title_can_be_drawn(title: str) -> None:
    state = replace(CPO.states["draft"], title=Words(fr=title, en=title))
    ET.fromstring(draw(replace(CPO, states={**CPO.states, "draft": state})))


def test_a_failing_path_is_numbered_and_its_end_marked() -> None:
    procedure = IMPORTED["choice into join"]
    finding = check(procedure).findings[0]
    marks = failing(finding)
    text = draw(procedure, marks)
    numbers = [one.text for one in ET.fromstring(text).iter(f"{SVG}tspan") if (one.text or "").isdigit()]
    assert sorted(numbers) == [str(one + 1) for one in range(len(numbers))]
    assert len(numbers) > 1
    assert "sans issue" in text
    lines = written(procedure, finding, english=True).splitlines()
    assert lines[0].startswith("✗ line ")
    assert lines[-1].startswith("→ ")
    assert sum(line.startswith("  │") for line in lines) == len(finding.path) - 1
    assert "(stuck)" in lines[-2]


def test_a_failing_path_obeys_no_terminal() -> None:
    procedure = IMPORTED["choice into join"]
    states = {path: replace(state, title=Words(fr="\x1b[2Jx")) for path, state in procedure.states.items()}
    assert "\x1b" not in written(replace(procedure, states=states), check(procedure).findings[0])


def test_too_many_steps_are_said_and_not_drawn() -> None:
    many = read(drawn("s>A0 " + " ".join(f"A{n}>A{n + 1}" for n in range(900)) + " A900>e")).procedure
    text = draw(many)
    assert "902 étapes : trop pour un dessin." in text
    assert len(text) < 40_000


@pytest.mark.parametrize("name", ALL)
def test_scxml_has_the_structure_that_the_recommendation_asks_for(name: str) -> None:
    procedure = ALL[name]
    text = scxml_write.write(procedure).text
    root = ET.fromstring(text)
    parents = {child: parent for parent in root.iter() for child in parent}
    states = {
        one.get("id"): one for kind in ("state", "parallel", "final", "history") for one in root.iter(SCXML + kind)
    }
    assert len(states) == len(procedure.states) - 1
    inside = {"scxml", "state", "parallel"}
    for one in states.values():
        assert parents[one].tag.removeprefix(SCXML) in inside
        if one.tag == f"{SCXML}parallel":
            assert one.find(f"{SCXML}initial") is None
        if one.tag == f"{SCXML}history":
            assert one.get("type") in {"deep", "shallow"}
            assert [child.tag for child in one] == [f"{SCXML}transition"]
        if one.tag == f"{SCXML}final":
            assert one.find(f"{SCXML}transition") is None
    for transition in root.iter(f"{SCXML}transition"):
        targets = (transition.get("target") or "").split()
        assert set(targets) <= states.keys()
        assert targets or transition.get("event") or transition.get("cond")
        _orthogonal([states[one] for one in targets], parents)
    for send in root.iter(f"{SCXML}send"):
        assert ("delay" in send.attrib) != ("delayexpr" in send.attrib)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)


def _orthogonal(targets: list[ET.Element], parents: dict[ET.Element, ET.Element]) -> None:
    """Several targets stand in different regions of one parallel."""

    def around(one: ET.Element) -> list[ET.Element]:
        found = [one]
        while found[-1] in parents:
            found.append(parents[found[-1]])
        return found

    for number, first in enumerate(targets):
        for second in targets[number + 1 :]:
            common = next(one for one in around(first) if one in around(second))
            assert common.tag == f"{SCXML}parallel"


def test_scxml_reports_the_forks_that_it_cannot_say() -> None:
    exported = scxml_write.write(EVERYTHING)
    assert {one.topic for one in exported.unsaid} == {"threads"}
    assert 'p:fork="work.left work.right"' in exported.text
    assert scxml_write.write(CPO).unsaid == ()


def test_mermaid_holds_every_kind_of_step() -> None:
    text = mermaid_write.write(EVERYTHING)
    assert text.startswith("stateDiagram-v2\n")
    for expected in ("<<choice>>", "<<join>>", "<<fork>>", "--\n", ": H*", "--> [*]", "[*] -->", ": Arrêter"):
        assert expected in text
    assert text.count("{\n") == text.count("}\n")


@pytest.mark.parametrize("name", ALL)
def test_mermaid_names_only_what_it_declares(name: str) -> None:
    text = mermaid_write.write(ALL[name])
    declared = set(re.findall(r"^\s*(?:state )?(\w+)(?::| <<)", text, re.MULTILINE)) | {"[*]"}
    used = {end for line in re.findall(r"^\s*(\S+) --> ([^\s:]+)", text, re.MULTILINE) for end in line}
    assert used <= declared
    assert sum(state.kind is not Kind.COMPOUND for state in ALL[name].states.values()) > 0


@pytest.mark.parametrize("name", ALL)
def test_bpmn_is_valid_laid_out_and_comes_back(name: str) -> None:
    exported = write(ALL[name])
    report = bpmn_check(exported.text)
    assert report.ok, report.errors
    assert report.warnings == []
    assert read(exported.text.encode()).procedure == ALL[name]
    root = ET.fromstring(exported.text)
    flows = {one.attrib["id"]: one for one in root.iter(f"{BPMN}sequenceFlow")}
    for one in root.iter():
        for tag, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            assert all(flows[(named.text or "")].get(end) == one.get("id") for named in one.findall(BPMN + tag))
    drawn_flows = {one.get("bpmnElement") for one in root.iter(f"{DI}BPMNEdge")}
    laid_out = "not-laid-out" not in {one.topic for one in exported.unsaid}
    assert not laid_out or flows.keys() <= drawn_flows


def test_bpmn_reports_by_name_what_it_cannot_show() -> None:
    topics = {one.topic for one in write(EVERYTHING).unsaid}
    assert {"history", "cancels", "enters-in-the-middle", "terminates-inside", "waits-and-acts"} <= topics
    assert {one.topic for one in write(CPO).unsaid} >= {"guard", "reason", "spawn", "timer-of-subject"}


def test_a_changed_drawing_counts_more_than_the_procedure_inside() -> None:
    text = write(IMPORTED["sequence"]).text
    changed = text.replace('name="A"', 'name="Another"')
    assert changed != text
    titles = {str(state.title) for state in read(changed.encode()).procedure.states.values()}
    assert "Another" in titles
    assert read(text.replace("<bpmn:process", "\n<bpmn:process").encode()).procedure == IMPORTED["sequence"]


def test_a_damaged_procedure_inside_is_passed_over() -> None:
    text = re.sub(r"(<palabre:procedure[^>]*>)[^<]{40}", r"\1" + "A" * 40, write(IMPORTED["sequence"]).text)
    assert len(read(text.encode()).procedure.states) == len(IMPORTED["sequence"].states)
