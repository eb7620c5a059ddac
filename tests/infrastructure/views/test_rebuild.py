"""A view is built anew beside the live one, compared with it, and swapped."""

import threading
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from application.reading import AlreadyRebuilding, NoSuchView
from application.registry import NOUNS
from infrastructure.views import opened, standing
from infrastructure.views.opened import ReadSide
from infrastructure.views.rebuild import Building
from tests.infrastructure.views import territory
from tests.infrastructure.views.conftest import Place
from tests.infrastructure.views.differences import differences
from tests.infrastructure.views.test_projector import _noticed

NAMES = [one.name for one in opened.ALL]


def tables_of(side: ReadSide, name: str) -> Mapping[str, sa.Table]:
    store = side.projector.store
    with store.reading() as connection:
        return store.tables(side.projector.views[name], standing.load(connection)[name].generation)


@pytest.mark.parametrize("name", NAMES)
def test_a_view_built_anew_equals_the_live_one(told: Place, name: str) -> None:
    side = told.views()
    side.catch_up()
    rebuilt = side.reading.rebuild(name)
    assert (rebuilt.name, rebuilt.position, rebuilt.events) == (name, told.log.position(), told.log.position())
    assert (rebuilt.differences, list(rebuilt.examples)) == (0, [])
    assert differences(side, told.log, NOUNS) == []


def test_a_rebuild_says_what_differs_and_puts_it_right(told: Place) -> None:
    side = told.views()
    side.catch_up()
    organisations = tables_of(side, "register")["organisations"]
    with side.projector.store.writing() as connection:
        connection.execute(
            sa.update(organisations).where(organisations.c.id == territory.CLUB).values(name="Autre nom")
        )
        connection.execute(sa.delete(organisations).where(organisations.c.id == territory.TOWN))
        stray = (
            connection.execute(sa.select(organisations).where(organisations.c.id == territory.CLUB)).mappings().one()
        )
        connection.execute(sa.insert(organisations).values(**{**stray, "id": "organisation-de-trop"}))
    rebuilt = side.reading.rebuild("register")
    assert rebuilt.differences == 3
    found = {str(one.key["id"]): one for one in rebuilt.examples}
    assert found.keys() == {territory.CLUB, territory.TOWN, "organisation-de-trop"}
    changed = found[territory.CLUB]
    assert changed.table == "organisations"
    assert changed.live is not None
    assert changed.rebuilt is not None
    assert (changed.live["name"], changed.rebuilt["name"]) == ("Autre nom", "Épicerie solidaire")
    assert found[territory.TOWN].live is None
    assert found["organisation-de-trop"].rebuilt is None
    assert side.reading.rebuild("register").differences == 0
    assert differences(side, told.log, NOUNS) == []


def test_examples_are_few_but_all_are_counted(told: Place) -> None:
    side = told.views()
    side.catch_up()
    trail = tables_of(side, "audit_trail")["audit_trail"]
    with side.projector.store.writing() as connection:
        connection.execute(sa.update(trail).values(actor="somebody else"))
    rebuilt = side.reading.rebuild("audit_trail")
    assert rebuilt.differences == told.log.position()
    assert [one.key["position"] for one in rebuilt.examples] == [1, 2, 3, 4, 5]


def test_progress_is_told_and_ends_where_the_log_ends(told: Place) -> None:
    side = told.views()
    seen: list[tuple[int, int]] = []
    side.reading.rebuild("audit_trail", lambda done, there_are: seen.append((done, there_are)))
    assert seen[-1] == (told.log.position(), told.log.position())


def test_a_view_is_read_and_written_while_it_is_built_anew(told: Place) -> None:
    side = told.views()
    side.catch_up()
    seen: list[int] = []

    def meanwhile(done: int, there_are: int) -> None:
        del done, there_are
        position = told.record([(territory.ORPHAN, event) for event in _noticed(3, told)])
        assert side.wait_for(position)
        page = side.reading.page("irregularities", {"subject": territory.ORPHAN}, today=territory.HELD)
        seen.append(len(page.items))
        if len(seen) == 1:
            told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])

    rebuilt = side.reading.rebuild("irregularities", lambda *told_: None if len(seen) > 2 else meanwhile(*told_))
    assert seen[:1] == [3]
    assert rebuilt.position == told.log.position()
    assert rebuilt.differences == 0
    assert differences(side, told.log, NOUNS) == []


def test_other_processes_go_on_with_the_new_one(told: Place) -> None:
    here, there = told.views(), told.views()
    here.catch_up()
    there.catch_up()
    here.reading.rebuild("irregularities")
    position = told.record([(territory.ORPHAN, event) for event in _noticed(2, told)])
    assert there.wait_for(position)
    found = there.reading.page("irregularities", {"subject": territory.ORPHAN}, today=territory.HELD)
    assert (len(found.items), found.position) == (2, position)
    assert differences(here, told.log, NOUNS) == []


def test_only_one_rebuilds_a_view_at_a_time(told: Place) -> None:
    one, other = told.views(), told.views()
    refused: list[BaseException] = []

    def meanwhile(done: int, there_are: int) -> None:
        del done, there_are

        def second() -> None:
            try:
                other.reading.rebuild("register")
            except AlreadyRebuilding as error:
                refused.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    one.reading.rebuild("register", meanwhile)
    assert {str(error) for error in refused} == {"register"}
    assert other.reading.rebuild("register").differences == 0


def test_an_interrupted_rebuild_changes_nothing_and_leaves_nothing(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = told.views()
    side.catch_up()

    def interrupted(*arguments: object, **said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Building, "_compared", interrupted)
        with pytest.raises(KeyboardInterrupt):
            side.reading.rebuild("register")
    assert differences(side, told.log, NOUNS) == []
    assert side.reading.rebuild("register").differences == 0
    again = told.views()
    with again.projector.store.reading() as connection:
        names = sa.inspect(connection).get_table_names(schema=again.projector.store.schema)
    assert [name for name in names if name.startswith("organisations__")] == ["organisations__2"]


def test_a_view_nobody_knows_is_refused_by_name(told: Place) -> None:
    with pytest.raises(NoSuchView, match="there is no view 'registre'; there are agreements, "):
        told.views().reading.rebuild("registre")
