"""Colours, texts and shapes of drawings of procedures: SVG with presentation attributes only, all text escaped."""

import unicodedata
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

PAPER, INK, SECONDARY, PRIMARY, DANGER, GOLD, QUIET, PALE = (
    "#FFFFFF",
    "#1B2430",
    "#4A5563",
    "#0B5C57",
    "#98241A",
    "#FFD24A",
    "#767D87",
    "#F4F2EC",
)
FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
_NARROW, _BROAD = set("fijlrtI'.,:;!|()[] "), set("mwMWOQGCDHNU@%—…")


def safe(text: str) -> str:
    """A text for SVG, without characters that XML cannot hold."""
    kept = (letter for letter in text if letter in "\t\n" or (unicodedata.category(letter) not in {"Cc", "Cs"}))
    return escape("".join(kept).replace("\ufffe", "").replace("\uffff", ""))


def attributes(**given: object) -> str:
    """Attributes in order; `_` in a name is a dash, None leaves one out, numbers lose needless digits."""
    written = ((name.replace("_", "-"), value) for name, value in given.items() if value is not None)
    return "".join(f" {name}={quoteattr(_short(value))}" for name, value in written)


def _short(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in pixels: a little more rather than less."""
    units = sum(0.32 if one in _NARROW else 0.86 if one in _BROAD else 0.56 for one in text)
    return units * size * (1.06 if bold else 1.0)


def wrapped(text: str, size: float, width: float, most: int) -> list[str]:
    """The text in lines no wider than that; what does not fit in `most` lines ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, bold=True) <= width:
            lines[-1] = joined
        else:
            lines += _cut(word, size, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], _ended(lines[most - 1], size, width)]
    return lines


def _cut(word: str, size: float, width: float) -> list[str]:
    """A word too long for a line in pieces."""
    pieces = [""]
    for letter in word[:200]:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold=True) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _ended(line: str, size: float, width: float) -> str:
    while line and width_of(f"{line}…", size, bold=True) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def text(
    lines: Sequence[str], x: float, y: float, *, size: float, fill: str, bold: bool = False, anchor: str = "start"
) -> str:
    """Lines of text, the first with its baseline at y."""
    weight = "600" if bold else None
    spans = "".join(
        f"<tspan{attributes(x=x, y=y + row * size * 1.25)}>{safe(line)}</tspan>" for row, line in enumerate(lines)
    )
    look = attributes(font_family=FONT, font_size=size, font_weight=weight, fill=fill, text_anchor=anchor)
    return f"<text{look}>{spans}</text>" if lines else ""


def circle(
    x: float, y: float, radius: float, *, fill: str, stroke: str | None = None, width: float | None = None
) -> str:
    """A circle."""
    return f"<circle{attributes(cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width)}/>"


def line(path: str, *, stroke: str, width: float, dash: str | None = None, title: str = "") -> str:
    """A line along a path, with a text for whoever points at it."""
    look = attributes(
        d=path,
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    return f"<path{look}><title>{safe(title)}</title></path>" if title else f"<path{look}/>"
