"""`palabre events`: the log in order, as far as it is wanted, and what comes to it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from typing import Any

import pytest

from domain import person
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("events")) as made:
        yield made


def listed(world: World, *asked: str) -> list[dict[str, Any]]:
    done = runner(world.parts)("events", "--json", *asked)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_log_is_printed_in_order_from_where_one_wants(world: World) -> None:
    last = world.parts.log.position()
    assert [int(one["sequence"]) for one in listed(world)] == list(range(1, last + 1))
    assert [int(one["sequence"]) for one in listed(world, "--after", "3", "--limit", "2")] == [4, 5]


def test_only_what_is_wanted_is_printed(world: World) -> None:
    whole = listed(world)
    for asked, field, value in (
        (("--type", "person.registered"), "type", "fr.palabre.person.registered.v1"),
        (("--subject", world.association), "subject", world.association),
        (("--framework", world.framework[-12:]), "source", f"/frameworks/{world.framework}"),
        (("--actor", world.administrator), "actor", world.administrator),
    ):
        assert listed(world, *asked) == [one for one in whole if one[field] == value] != []
    both = ("--type", "person.registered", "--actor", "installer")
    assert 0 < len(listed(world, *both)) < len(listed(world, "--type", "person.registered"))
    assert len(runner(world.parts)("events", "--type", "framework.established").stdout.splitlines()) == 2


def test_a_follower_is_told_what_is_recorded_meanwhile(world: World) -> None:
    last = world.parts.log.position()
    settings = world.settings
    environment = {
        **os.environ,
        "PALABRE_DATABASE": settings.database,
        "PALABRE_KEYS": settings.keys,
        "PALABRE_MASTER_KEY_FILE": str(settings.master_key_file),
        "PALABRE_LOG_KEY_FILE": str(settings.log_key_file),
    }
    follow = ["events", "--follow", "--json", "--after", str(last - 1), "--limit", "2"]
    line = "from interfaces.main import command_line; command_line()"
    with subprocess.Popen([sys.executable, "-c", line, *follow], env=environment, stdout=subprocess.PIPE) as follower:
        too_long = threading.Timer(60, follower.kill)
        too_long.start()
        assert follower.stdout is not None
        first = json.loads(follower.stdout.readline())
        world.do("administrator", "person", person.Register, name="Quelqu'un")
        second = json.loads(follower.stdout.readline())
        too_long.cancel()
    assert [int(one["sequence"]) for one in (first, second)] == [last, last + 1]
    assert follower.returncode == 0
