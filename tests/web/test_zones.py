"""A time zone that there is not, in a framework that was told so, stops nobody: days are counted as elsewhere here."""

from pathlib import Path

import pytest

from domain import framework
from tests.interfaces.conftest import opened_world
from tests.web.conftest import surfer

HERE = ("/", "/conventions", "/agenda", "/controles")
OF_IT = ("/api/v1/frameworks/{}/controls", "/api/v1/frameworks/{}/ocel", "/feeds/frameworks/{}.ics")


@pytest.mark.parametrize("zone", ["Europe/Lanion", "applications"])
def test_a_zone_that_there_is_not_stops_nobody(zone: str, tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        world.do("coordinator", "framework", framework.CorrectZone, world.framework, zone=zone)
        world.parts.settle()
        client = surfer(world, "coordinator").client
        for path in (*HERE, *(one.format(world.framework) for one in OF_IT)):
            answer = client.get(path, headers={"Palabre-Actor": world.coordinator})
            assert answer.status_code == 200, path
