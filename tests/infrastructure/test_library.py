"""The library of procedures: every document is sound, in both languages, and its examples come through every step."""

from importlib.resources import files
from itertools import chain

import pytest

from application.definitions.examples import come_through
from application.gate import review
from domain.procedure.definition import Kind, Procedure, State, Words
from infrastructure.library import ShippedLibrary
from interfaces.main import tools

LIBRARY = ShippedLibrary()
TOOLS = tools()


@pytest.fixture(params=LIBRARY.names())
def procedure(request: pytest.FixtureRequest) -> Procedure:
    made = review(TOOLS, LIBRARY.document(request.param).text).procedure
    assert made is not None
    return made


def steps(procedure: Procedure) -> list[State]:
    return [one for one in procedure.states.values() if one.path]


def test_the_library_covers_the_three_fields_of_work() -> None:
    subjects = {name: LIBRARY.document(name).subject for name in LIBRARY.names()}
    assert subjects == {
        "committee-term": "committee",
        "declaration": "agreement",
        "enterprise-support": "commitment",
        "evaluation": "evaluation",
        "loan": "commitment",
        "local-measure": "evaluation",
        "network-charter": "agreement",
        "objectives-agreement": "agreement",
        "procurement-plan": "agreement",
        "training": "commitment",
    }
    documents = {one.name for one in files("infrastructure.library").iterdir() if one.name.endswith(".yaml")}
    assert documents == {f"{name}.yaml" for name in subjects}


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_document_passes_the_gate_and_is_named_as_its_file(name: str) -> None:
    shipped = LIBRARY.document(name)
    verdict = review(TOOLS, shipped.text)
    assert verdict.lines(f"{name}.yaml", "en") == []
    assert verdict.procedure is not None
    assert verdict.soundness is not None
    assert verdict.soundness.unchecked is None
    assert (verdict.procedure.id, shipped.name) == (name, name)


def test_the_examples_come_through_every_step(procedure: Procedure) -> None:
    untouched = {one.path for one in steps(procedure) if one.kind not in (Kind.HISTORY, Kind.JOIN)}
    assert untouched - come_through(procedure, TOOLS) == set()
    assert len(procedure.examples) >= 4


def test_everything_that_people_read_is_there_in_french_and_in_english(procedure: Procedure) -> None:
    transitions = [each for one in steps(procedure) for each in one.transitions]
    read: list[tuple[str, Words]] = [("title", procedure.title)]
    read += [(one.id, one.title) for one in procedure.roles]
    read += [(one.path, one.title) for one in steps(procedure) if one.kind is not Kind.HISTORY]
    read += [(task.id, task.title) for one in steps(procedure) for task in one.tasks]
    read += [(one.id, one.title) for one in transitions if one.by]
    orders = (order for one in transitions for branch in one.branches for order in branch.orders)
    read += [(order.command, order.words) for order in orders if order.roles]
    assert [name for name, words in read if not words.fr or not words.en] == []


def test_every_step_that_asks_for_work_says_by_when_and_reminds_or_moves_on(procedure: Procedure) -> None:
    asking = [one for one in steps(procedure) if one.tasks or one.approval]
    dated = chain(
        (task.due for one in asking for task in one.tasks), (one.approval.due for one in asking if one.approval)
    )
    assert None not in list(dated)
    silent = [one.path for one in asking if not one.may_wait and all(each.timer is None for each in one.transitions)]
    assert silent == []


def test_administrations_count_working_days(procedure: Procedure) -> None:
    assert procedure.calendar.workdays == "FR"
    tasks = [task for one in steps(procedure) for task in one.tasks]
    assert any(task.due is not None and task.due.workdays for task in tasks)


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        LIBRARY.document("nothing")
    with pytest.raises(KeyError):
        LIBRARY.document("../formats")
