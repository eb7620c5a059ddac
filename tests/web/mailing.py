"""A world with a real mail server on loopback, on a clock that tests can set."""

import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from domain import person
from infrastructure.outside import SetClock, SystemClock
from infrastructure.settings import Settings
from interfaces.main import build
from tests.interfaces.conftest import World, a_framework, settings_in
from tests.templates import copied


@dataclass
class Inbox:
    """Keeps what arrives; refuses everything while it is full."""

    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    full: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 — the server's own name
        if self.full:
            return "452 Insufficient storage"
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.letters.append(read)
        return "250 OK"

    def taken(self) -> list[EmailMessage]:
        found, self.letters[:] = [*self.letters], []
        return found

    def last(self) -> str:
        """The text of the one letter that came."""
        (one,) = self.taken()
        return text_of(one)


def text_of(letter: EmailMessage) -> str:
    plain = letter.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/lien/\S+)", text)
    assert found, text
    return found[1]


@contextmanager
def mail_server(inbox: Inbox, **options: Any) -> Generator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass
class Mailed:
    world: World
    inbox: Inbox
    clock: SetClock

    def write_to(self, name: str, email: str) -> None:
        """Record somebody's address."""
        on = date(2026, 11, 1)
        self.world.do("administrator", "person", person.ChangeContact, self.world.ids[name], email=email, on=on)


def mailed_settings(folder: Path, url: str, port: int) -> Settings:
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "Palabre <p@vallonne.example>",
    }
    return settings_in(folder, url).model_copy(update=mail)


@contextmanager
def mailed_world(folder: Path, database: str = "sqlite") -> Generator[Mailed]:
    inbox, clock = Inbox(), SetClock(SystemClock().now())
    with mail_server(inbox) as port, copied(a_framework, database, folder) as (url, ids):
        settings = mailed_settings(folder, url, port)
        parts = build(settings, clock)
        try:
            parts.settle()
            yield Mailed(World(parts, settings, dict(ids)), inbox, clock)
        finally:
            parts.close()
