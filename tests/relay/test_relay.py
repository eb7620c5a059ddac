"""A broker is told every fact once and in order, however many relays there are and wherever they left off."""

import asyncio
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import nats
import pytest

from application.relay import BrokerSilent, Far, Relay, StreamMissing, StreamOfAnother
from infrastructure.cloud_events import cloud_event
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import LogFeed
from infrastructure.relay_nats import NatsStream
from tests.relay.servers import Node, free_ports, held, one_server
from tests.small_log import fill, rename, small_log, subject


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Generator[Node]:
    with one_server(tmp_path_factory.mktemp("nats")) as one:
        yield one


@dataclass
class Told:
    """A log, and a stream for it alone."""

    log: PalabreLog
    node: Node
    stream: str

    def broker(self) -> NatsStream:
        return NatsStream([self.node.url], {"stream": self.stream, "subjects": self.stream})

    def relay(self) -> list[Far]:
        """Until even; what it said."""
        said: list[Far] = []
        with closing(self.broker()) as broker:
            Relay(LogFeed(self.log), self.log.position, broker).follow(Event(), said.append, until_even=True)
        return said

    def held(self) -> list[int]:
        """The positions that the stream holds, each in its place, with the event that the log has there."""
        messages = held([self.node.url], self.stream)
        facts = list(self.log.after(0, 10_000))
        assert [one.sequence for one in messages] == list(range(1, len(messages) + 1))
        for message, fact in zip(messages, facts, strict=False):
            assert json.loads(message.data) == cloud_event(fact)
            assert message.headers["Nats-Msg-Id"] == fact.event_id
            assert message.headers["Content-Type"].startswith("application/cloudevents+json")
            assert message.subject == f"{self.stream}.{fact.framework}.{fact.name}"
        return [int(one.headers["Palabre-Position"]) for one in messages]


@pytest.fixture
def told(node: Node, tmp_path: Path, request: pytest.FixtureRequest) -> Generator[Told]:
    with small_log(f"sqlite:///{tmp_path / 'log.db'}", tmp_path) as log:
        yield Told(log, node, f"S{abs(hash(request.node.name))}")


def test_a_stream_holds_the_log_in_order_and_each_fact_once_however_often_it_is_told(told: Told) -> None:
    fill(told.log, 600)
    assert told.relay()[-1] == Far(600, 600)
    told.relay()
    fill(told.log, 10)
    told.relay()
    assert told.held() == list(range(1, 611))


def test_several_relays_at_once_tell_each_fact_once(told: Told) -> None:
    fill(told.log, 300)
    relays = [Thread(target=told.relay) for _ in range(3)]
    for one in relays:
        one.start()
    for number in range(30):
        rename(told.log, subject(number % 3), f"pendant {number}")
    for one in relays:
        one.join()
    told.relay()
    assert told.held() == list(range(1, 331))


def test_a_stream_that_ends_with_something_else_is_left_alone(told: Told, tmp_path: Path) -> None:
    fill(told.log, 3)
    told.relay()
    other = tmp_path / "other"
    other.mkdir()
    with small_log(f"sqlite:///{other / 'log.db'}", other) as log:
        fill(log, 5)
        with pytest.raises(StreamOfAnother):
            Told(log, told.node, told.stream).relay()
    asyncio.run(publish(told, b"a stranger"))
    with pytest.raises(StreamOfAnother):
        told.relay()
    assert [one.data for one in held([told.node.url], told.stream)][3:] == [b"a stranger"]


async def publish(told: Told, data: bytes) -> None:
    client = await nats.connect(told.node.url)
    await client.jetstream().publish(f"{told.stream}.x", data)
    await client.close()


def test_a_stream_whose_oldest_messages_were_let_go_is_continued(told: Told) -> None:
    fill(told.log, 4)
    told.relay()
    asyncio.run(purge(told))
    fill(told.log, 2)
    told.relay()
    assert [one.sequence for one in held([told.node.url], told.stream)] == [5, 6]


async def purge(told: Told) -> None:
    client = await nats.connect(told.node.url)
    await client.jetstream().purge_stream(told.stream)
    await client.close()


def test_a_broker_that_does_not_answer_is_waited_for_and_a_stream_that_cannot_be_is_refused(told: Told) -> None:
    (port,) = free_ports(1)
    with closing(NatsStream([f"nats://127.0.0.1:{port}"], {})) as nowhere, pytest.raises(BrokerSilent):
        nowhere.reached()
    with pytest.raises(StreamMissing):
        NatsStream([told.node.url], {"stream": "no such name"})
    three = {"stream": "R3", "subjects": "r3", "replicas": "3"}
    with closing(NatsStream([told.node.url], three)) as alone, pytest.raises((StreamMissing, BrokerSilent)):
        alone.reached()
