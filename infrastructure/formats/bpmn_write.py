"""BPMN 2.0 out: the drawing of a procedure, laid out, with the procedure itself inside for an exact way back."""

from collections.abc import Iterator

from bpmn_io import layout_process
from bpmn_io.auto_layout import LayoutError

from domain.procedure.definition import Procedure
from domain.procedure.diagram import Exported, Unsaid
from infrastructure.formats.bpmn_carried import fingerprint, packed
from infrastructure.formats.bpmn_graph import HEAD, TAIL, Canvas, attribute, body, canvas_xml
from infrastructure.formats.bpmn_model import model
from infrastructure.formats.bpmn_shapes import Shapes

_NOT_LAID_OUT = (LayoutError, RecursionError, AttributeError, LookupError, TypeError, ValueError)
"""What the library raises for drawings that it cannot lay out: some with parts that nothing leads into, for one."""

MOST_LAID_OUT = 400
"""Nodes up to which a drawing is laid out; beyond, laying out takes too long and nobody could read it."""


def write(procedure: Procedure, *, english: bool = False) -> Exported:
    """The procedure as BPMN 2.0 (UTF-8 text), and what the drawing does not show of it.

    `read` gives the same procedure back as long as nothing that steers the process is changed in the file.
    """
    shapes = Shapes(procedure, english=english)
    canvas = shapes.drawn()
    plain = _document(procedure, shapes, canvas, "")
    drawing = fingerprint(model(plain.encode()))
    inside = f'<palabre:procedure drawing="{drawing}">{packed(procedure)}</palabre:procedure>'
    whole = _document(procedure, shapes, canvas, f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>")
    laid = _laid_out(whole, sum(len(one.shapes) for one in canvas.canvases()))
    lost = () if laid else (Unsaid(topic="not-laid-out", step=""),)
    return Exported(text=laid or whole, unsaid=(*shapes.unsaid, *lost))


def _laid_out(whole: str, size: int) -> str:
    """The document with its diagram; empty where it cannot be laid out."""
    if size > MOST_LAID_OUT:
        return ""
    try:
        return layout_process(whole)
    except _NOT_LAID_OUT:
        return ""


def _document(procedure: Procedure, shapes: Shapes, canvas: Canvas, inside: str) -> str:
    title = (procedure.title.en if shapes.english else "") or str(procedure.title) or procedure.id
    process = f'<bpmn:process id="process_{body(procedure.id)}" name={attribute(title)} isExecutable="false">'
    parts = [HEAD, *_references(shapes), process, inside, *_lanes(procedure, shapes, canvas), canvas_xml(canvas)]
    return "".join([*parts, "</bpmn:process>", TAIL])


def _references(shapes: Shapes) -> Iterator[str]:
    """Messages, signals and errors that events refer to."""
    for key, (kind, name) in shapes.references.items():
        code = f' errorCode="{key}"' if kind == "error" else ""
        yield f'<bpmn:{kind} id="{key}" name={attribute(name)}{code}/>'


def _lanes(procedure: Procedure, shapes: Shapes, canvas: Canvas) -> Iterator[str]:
    """A lane for each role that acts in a step; steps of sub-processes name their role themselves."""
    held: dict[str, list[str]] = {}
    for shape in canvas.shapes.values():
        if shape.role:
            held.setdefault(shape.role, []).append(shape.id)
    if not held:
        return
    yield '<bpmn:laneSet id="lanes">'
    for role in procedure.roles:
        if role.id in held:
            title = (role.title.en if shapes.english else "") or str(role.title) or role.id
            references = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in held[role.id])
            yield f'<bpmn:lane id="lane_{body(role.id)}" name={attribute(title)}>{references}</bpmn:lane>'
    yield "</bpmn:laneSet>"
