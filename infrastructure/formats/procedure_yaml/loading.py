"""A document read into a procedure, with every fault it has, and where."""

from pathlib import Path

from application.definitions.document import Document
from domain.procedure.definition import ROOT, Procedure
from infrastructure.formats.procedure_yaml import grammar
from infrastructure.formats.procedure_yaml.examples import examples_of, migrations_of
from infrastructure.formats.procedure_yaml.nodes import LARGEST_DOCUMENT, Unreadable, decoded, parsed, unreadable
from infrastructure.formats.procedure_yaml.parts import counting_of, role_of, words_of
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.states import root_of, state_of
from infrastructure.formats.procedure_yaml.telling import Faults
from infrastructure.formats.procedure_yaml.tree import MOST_STATES, Reading, Tree, tree_of


def load(source: Path | bytes | str) -> Document:
    """The procedure that a document defines, or what is wrong with it: every fault at once, in order of place.

    Bounds: `LARGEST_DOCUMENT` bytes, `MOST_NODES` elements, `DEEPEST` levels, `MOST_STATES` states, `MOST_FAULTS` told.
    Raises OSError for a file that cannot be read.
    """
    faults = Faults()
    try:
        text = decoded(_content(source))
        item = grammar.procedure.read(parsed(text), "", faults)
        tree = Tree() if item is None else tree_of(item)
        if len(tree.items) > MOST_STATES:
            raise unreadable("too-many-states", count=len(tree.items), limit=MOST_STATES)
    except Unreadable as error:
        return Document(procedure=None, faults=(error.fault,))
    if item is None:
        return Document(procedure=None, faults=tuple(faults.found))
    reading = _reading(text, faults, tree, item)
    procedure = _procedure(item, reading)
    found = tuple(sorted(faults.found, key=lambda one: (one.place.line, one.place.column)))
    return Document(procedure=None if found else procedure, faults=found, expressions=tuple(reading.expressions))


def _content(source: Path | bytes | str) -> bytes | str:
    if not isinstance(source, Path):
        return source
    with source.open("rb") as file:
        content = file.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise unreadable("document-too-large", size=source.stat().st_size, limit=LARGEST_DOCUMENT)
    return content


def _reading(text: str, faults: Faults, tree: Tree, item: Item) -> Reading:
    roles = item.get("roles")
    events = {name for state in tree.items.values() for name in _names(state, "events")}
    timers = {one.said("id") for state in tree.items.values() for one in state.each("after")}
    return Reading(
        source=text,
        faults=faults,
        tree=tree,
        roles={} if roles is None else roles.keys,
        events=frozenset(events),
        timers=frozenset(timers),
    )


def _names(state: Item, key: str) -> dict[str, Item]:
    found = state.get(key)
    return {} if found is None else found.keys


def _procedure(item: Item, reading: Reading) -> Procedure:
    version = item.get("version")
    number = version.value if version is not None and isinstance(version.value, int) else 0
    states = {ROOT: root_of(item, reading)}
    states |= {path: state_of(path, one, reading) for path, one in reading.tree.items.items()}
    return Procedure(
        id=item.said("procedure"),
        version=number,
        title=words_of(item.get("title")),
        subject=item.said("subject"),
        calendar=counting_of(item.get("calendar"), reading),
        roles=tuple(role_of(name, one, reading) for name, one in reading.roles.items()),
        states=states,
        moved_by=reading.roles_named(item.each("moved_by")),
        outlives_subject=item.flag("outlives_subject"),
        migrations=tuple(migrations_of(item.get("migrate_from"), number, reading)),
        examples=tuple(examples_of(item.each("examples"), reading)),
    )
