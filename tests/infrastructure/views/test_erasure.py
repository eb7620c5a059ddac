"""A person's name stands in the register alone, and nowhere once the person was erased."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from application.registry import NOUNS
from domain.agreement.effect import Notified
from domain.person import ErasureReason, SubjectErased
from tests.infrastructure.views import territory
from tests.infrastructure.views.conftest import Place, place
from tests.infrastructure.views.differences import differences

NAME = "Le Goff"


def erase(told: Place) -> int:
    """Destroy the key, record that it was done."""
    told.vault.erase(territory.ANA)
    erased = SubjectErased(person=territory.ANA, reason=ErasureReason.REQUEST, on=date(2025, 4, 1))
    return told.record([(territory.ANA, erased)])


def holding(told: Place, words: str) -> set[str]:
    """The tables in which these words stand anywhere."""
    store = told.sides[-1].projector.store
    found: set[str] = set()
    with store.connected() as connection:
        for name in sa.inspect(connection).get_table_names(schema=store.schema):
            table = sa.Table(name, sa.MetaData(), schema=store.schema, autoload_with=connection)
            rows = connection.execute(sa.select(table)).all()
            if any(words.lower() in str(value).lower() for row in rows for value in row):
                found.add(name.rpartition("__")[0])
    return found


def test_a_name_stands_in_the_register_alone(told: Place) -> None:
    told.views().catch_up()
    assert holding(told, NAME) == {"people"}


def test_an_erased_person_is_in_no_view_and_is_found_by_no_search(told: Place) -> None:
    side = told.views()
    side.catch_up()
    assert side.wait_for(erase(told))
    assert holding(told, NAME) == set()
    assert side.reading.search("goff") == []
    one = side.reading.one("people", territory.ANA, today=date(2025, 4, 1))
    assert one is not None
    assert (one["name"], one["erased_on"]) == (None, "2025-04-01")
    mandate = side.reading.one("mandates", territory.ANA_CHAIRS, today=date(2025, 4, 1))
    assert mandate is not None
    assert mandate["person"] == {"id": territory.ANA, "name": None}
    assert mandate["capacity"] == "présidente"
    assert differences(side, told.log, NOUNS) == []


def test_views_built_after_an_erasure_say_the_same(told: Place) -> None:
    side = told.views()
    side.catch_up()
    side.wait_for(erase(told))
    for name in side.projector.views:
        assert side.reading.rebuild(name).differences == 0


def test_nothing_remembered_outlives_the_person(told: Place) -> None:
    """An agreement's state holds who signed it: the rows never do, but what is remembered for folding would."""
    side = told.views()
    side.catch_up()
    remembered = side.projector._folding._states
    assert NAME in repr(list(remembered.values()))
    side.wait_for(erase(told))
    assert NAME not in repr(list(remembered.values()))
    signed = Notified(on=date(2025, 4, 2))
    side.wait_for(told.record([(territory.GRANT, signed)]))
    assert NAME not in repr(list(remembered.values()))
    side.forget()
    assert not remembered


def test_not_a_letter_is_left_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "master").write_bytes(b"k" * 32)
    with place(f"sqlite:///{tmp_path / 'log.db'}", tmp_path) as told:
        told.record(territory.everything())
        side = told.views()
        side.catch_up()
        assert any(b"Le Goff" in file.read_bytes() for file in tmp_path.glob("log.views.db*"))
        side.wait_for(erase(told))
        assert not any(b"le goff" in file.read_bytes().lower() for file in tmp_path.glob("log.*"))
