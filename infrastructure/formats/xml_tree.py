"""XML in, safely: a tree with line numbers, never a document type, an entity or anything from outside, all bounded."""

from dataclasses import dataclass, field
from xml.parsers import expat

from domain.decider import Refusal
from domain.procedure.definition import Place
from domain.procedure.diagram import DocumentTypeDeclared, NotWellFormed, Refused, TooMuchXml, UnreadableDiagram

LARGEST = 16 * 1024 * 1024
MOST_ELEMENTS = 200_000
DEEPEST = 60
_TOP = Place(line=1, column=1)


@dataclass(slots=True)
class Element:
    """An element: its namespace, local name, attributes (foreign ones as `namespace name`), children and own text."""

    namespace: str
    name: str
    attributes: dict[str, str]
    place: Place
    children: list["Element"] = field(default_factory=list["Element"])
    written: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """What is written in it, outside its children."""
        return "".join(self.written)

    def get(self, name: str) -> str:
        """An attribute without its outer space; empty where it is missing."""
        return self.attributes.get(name, "").strip()

    def named(self, name: str) -> list["Element"]:
        """The children of that local name in this element's own namespace."""
        return [child for child in self.children if child.name == name and child.namespace == self.namespace]


def parsed(data: bytes) -> Element:
    """The root element. Raises UnreadableDiagram for what is too large, ill formed, or declares a document type."""
    if len(data) > LARGEST:
        raise _refused(TooMuchXml, found=f"{len(data)} bytes")
    reading = _Reading()
    try:
        reading.parser.Parse(data, True)  # noqa: FBT003 — the C function takes it by position
    except expat.ExpatError as error:
        place = Place(line=error.lineno, column=error.offset + 1)
        raise _refused(NotWellFormed, place, expat.ErrorString(error.code)) from error
    except (LookupError, UnicodeError, ValueError) as error:
        raise _refused(NotWellFormed, reading.here(), "encoding") from error
    if reading.root is None:
        raise _refused(NotWellFormed, found="no element")
    return reading.root


def _refused(rule: type[Refusal], place: Place = _TOP, found: str = "") -> UnreadableDiagram:
    return UnreadableDiagram(Refused(rule=rule, place=place, found=found))


class _Reading:
    """The callbacks of one parse."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self.started
        self.parser.EndElementHandler = self.ended
        self.parser.CharacterDataHandler = self.wrote
        self.parser.StartDoctypeDeclHandler = self.declared

    def here(self) -> Place:
        return Place(line=self.parser.CurrentLineNumber, column=self.parser.CurrentColumnNumber + 1)

    def declared(self, *_: object) -> None:
        raise _refused(DocumentTypeDeclared, self.here(), "DOCTYPE")

    def started(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            found = f"more than {MOST_ELEMENTS} elements" if self.count > MOST_ELEMENTS else f"deeper than {DEEPEST}"
            raise _refused(TooMuchXml, self.here(), found)
        namespace, _, local = name.rpartition(" ")
        element = Element(namespace=namespace, name=local, attributes=attributes, place=self.here())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def ended(self, _: str) -> None:
        self.open.pop()

    def wrote(self, text: str) -> None:
        if self.open and (self.open[-1].written or not text.isspace()):
            self.open[-1].written.append(text)
