"""NATS JetStream: an event's place in the stream is its position in the log, which is how far a relay has come.

Each message names the one it follows, so that a stream takes it there or nowhere; its `Nats-Msg-Id` is the event's id.
"""

# nats-py leaves the types of options and headers open
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import asyncio
import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, Header, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError, ServerError, ServiceUnavailableError

from application.feeds import Line
from application.relay import BrokerSilent, Overtaken, StreamMissing, StreamOfAnother, Told

R = TypeVar("R")
PATIENCE = 5.0
"""Seconds the server has for an answer."""
DUPLICATES = 600.0
"""Seconds for which the server also recognises ids."""
ELSEWHERE = frozenset({10071, 10164, 10158})
"""What the server says where a message does not follow the one it names, or is being taken from somebody else."""
POSITION = "Palabre-Position"
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


class NatsStream:
    """The Broker port. The client lives in a thread of its own, so that it answers the server also between calls."""

    def __init__(self, servers: Sequence[str], options: Mapping[str, str]) -> None:
        """Options: `stream` (PALABRE), `subjects` (palabre: the first token of each subject), `replicas` (1)."""
        self._name, self._prefix = options.get("stream") or "PALABRE", options.get("subjects") or "palabre"
        if not (NAME.fullmatch(self._name) and NAME.fullmatch(self._prefix)):
            raise StreamMissing(self._name)
        self._replicas, self._servers = int(options.get("replicas") or 1), list(servers)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="nats", daemon=True)
        self._thread.start()
        self._client: Client | None = None
        self._stream: JetStreamContext | None = None
        self._answers: Answers | None = None

    def reached(self) -> Told | None:
        """The last message; the stream is made where there is none."""
        return self._run(self._reached())

    def tell(self, lines: Sequence[Line]) -> None:
        """Send all, then wait for every answer: the first that is refused lets none after it through."""
        self._run(self._tell(lines))

    def close(self) -> None:
        """Hang up."""
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ended(self) -> None:
        if self._client is not None:
            with suppress(NatsError, OSError, TimeoutError):
                await asyncio.wait_for(self._client.close(), PATIENCE / 2)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, R]) -> R:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE * 4)
        except APIError as error:
            if error.err_code in ELSEWHERE:
                raise Overtaken(str(error)) from error
            if isinstance(error, ServerError | ServiceUnavailableError):
                self._forget()
                raise BrokerSilent(str(error)) from error
            raise StreamMissing(str(error)) from error
        except (NatsError, OSError, TimeoutError, NotInTime, asyncio.CancelledError) as error:
            self._forget()
            raise BrokerSilent(f"{type(error).__name__} {error}".strip()) from error

    def _forget(self) -> None:
        """The next call begins with a new connection: what is on its way on this one arrives or is told again."""
        client, self._client, self._stream = self._client, None, None
        if client is not None:
            asyncio.run_coroutine_threadsafe(client.close(), self._loop)

    async def _opened(self) -> JetStreamContext:
        if self._stream is not None:
            return self._stream
        self._client = self._client or await self._connected()
        stream, answers = self._client.jetstream(timeout=PATIENCE), Answers(self._client)
        await answers.listen()
        await self._made(stream)
        self._stream, self._answers = stream, answers
        return stream

    async def _connected(self) -> Client:
        connecting = nats.connect(
            self._servers,
            name="palabre relay",
            connect_timeout=2,
            reconnect_time_wait=0.2,
            ping_interval=5,
            error_cb=_known_by_its_answer,
        )
        return await asyncio.wait_for(connecting, PATIENCE)

    async def _made(self, stream: JetStreamContext) -> None:
        """The stream as it is, or a new one with the settings that docs/feeds.md says."""
        try:
            await stream.stream_info(self._name)
        except NotFoundError:
            await stream.add_stream(
                StreamConfig(
                    name=self._name,
                    subjects=[f"{self._prefix}.>"],
                    retention=RetentionPolicy.LIMITS,
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.NEW,
                    num_replicas=self._replicas,
                    duplicate_window=DUPLICATES,
                    deny_delete=True,
                )
            )

    async def _reached(self) -> Told | None:
        stream = await self._opened()
        last = (await stream.stream_info(self._name)).state.last_seq
        if last == 0:
            return None
        try:
            headers = (await stream.get_msg(self._name, last)).headers or {}
        except NotFoundError:  # the operator lets messages go after a while; places are never given twice
            return Told(last, None)
        if headers.get(POSITION) != str(last):
            raise StreamOfAnother(last)
        return Told(last, headers.get(Header.MSG_ID.value))

    async def _tell(self, lines: Sequence[Line]) -> None:
        await self._opened()
        assert self._answers is not None, "opened together"
        sent = [await self._answers.asked(*self._message(line)) for line in lines]
        try:
            said = await asyncio.wait_for(asyncio.gather(*sent), PATIENCE)
        finally:
            for one in sent:
                if not one.cancel() and not one.cancelled():
                    one.exception()  # the first was enough
        wrong = [(place, line.position) for place, line in zip(said, lines, strict=True) if place != line.position]
        if wrong:  # the stream knew the id already, from another place
            raise StreamOfAnother(*wrong[0])

    def _message(self, line: Line) -> tuple[str, bytes, dict[str, str]]:
        headers = {
            Header.MSG_ID.value: line.event_id,
            Header.EXPECTED_STREAM.value: self._name,
            Header.EXPECTED_LAST_SEQUENCE.value: str(line.position - 1),
            POSITION: str(line.position),
            "Content-Type": MEDIA_TYPE,
        }
        return f"{self._prefix}.{line.framework or 'installation'}.{line.name}", line.text, headers


class Answers:
    """What the server says to each message; the client's own way of sending many at once loses refusals."""

    def __init__(self, client: Client) -> None:
        self._client, self._inbox, self._count = client, client.new_inbox(), 0
        self._waiting: dict[str, asyncio.Future[int]] = {}

    async def listen(self) -> None:
        """Begin."""
        await self._client.subscribe(f"{self._inbox}.*", cb=self._heard)

    async def asked(self, subject: str, data: bytes, headers: dict[str, str]) -> "asyncio.Future[int]":
        """Send; the place in the stream comes later, or an APIError."""
        self._count += 1
        answer = self._waiting[str(self._count)] = asyncio.get_running_loop().create_future()
        await self._client.publish(subject, data, f"{self._inbox}.{self._count}", headers)
        return answer

    async def _heard(self, message: Msg) -> None:
        answer = self._waiting.pop(message.subject.rpartition(".")[2], None)
        if answer is None or answer.done():
            return
        try:
            answer.set_result(_place(message))
        except (APIError, NoRespondersError) as error:
            answer.set_exception(error)


def _place(message: Msg) -> int:
    """Raises APIError where the stream did not take it."""
    if (message.headers or {}).get(Header.STATUS.value):  # nobody listens: the stream has no leader now
        raise NoRespondersError
    said = json.loads(message.data)
    if "error" in said:
        APIError.from_error(said["error"])
    return int(said["seq"])


async def _known_by_its_answer(_: Exception) -> None:
    """What goes wrong on the line is told by the call that fails."""


def open_nats(servers: Sequence[str], options: Mapping[str, str]) -> NatsStream:
    """A stream on these servers; it is reached when it is first needed."""
    return NatsStream(servers, options)
