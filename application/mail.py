"""E-mail as the rest sees it: a message with a name of its own, given to a server or not."""

from collections.abc import Mapping
from typing import Protocol

from domain.decider import record


@record
class Message:
    """An e-mail. `name` makes its Message-ID: the same message sent twice is recognisably the same."""

    to: str
    subject: str
    text: str
    html: str
    name: str
    headers: Mapping[str, str]


class NotSent(Exception):
    """The mail server did not take it."""


class Mail(Protocol):
    """A mail server."""

    def send(self, message: Message) -> None:
        """Hand it over. Raises NotSent."""
        ...
