"""Processes are killed, connections broken, commits held up: nothing acknowledged may be lost."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.faults.injector import Injector
from tests.postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str, None, None]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
    else:
        with fresh_database() as found:
            yield found


@pytest.mark.faults
def test_a_storm_loses_doubles_and_skips_nothing(url: str, tmp_path: Path) -> None:
    found = Injector(url, tmp_path).run(writers=4, seconds=25, every=1.2)
    found.assert_nothing_amiss()
    assert found.kills >= 10
    assert found.conflicts > 0
    assert len(found.log) > 500


def test_a_killed_writer_loses_doubles_and_skips_nothing(url: str, tmp_path: Path) -> None:
    found = Injector(url, tmp_path).run(writers=2, seconds=1, every=0.8)
    found.assert_nothing_amiss()
    assert found.kills >= 1
    assert found.log
