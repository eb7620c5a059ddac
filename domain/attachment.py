"""A document on file that may not be kept any longer: destroyed under a visa, with a redacted copy in its place."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain.claim import Claim
from domain.decider import Decider, Refusal, record
from domain.values import Digest, Evidence, Source


@record
class Destroy:
    """Destroy a document, by its digest: on what ground, under whose visa, and which redacted copy replaces it."""

    digest: Digest
    ground: str
    visa: Source
    redacted: Evidence | None = None
    on: date


Command = Destroy


@record
class Destroyed:
    digest: Digest
    ground: str
    visa: Source
    redacted: Evidence | None = None
    on: date


Event = Destroyed


class GroundMissing(Refusal):
    """A document is destroyed on a ground that is stated in words, such as an erasure or the end of retention."""


class VisaMissing(Refusal):
    """A document is destroyed under a visa: the decision, letter or authorisation that allows it is named."""


class RedactedCopyIsTheDocument(Refusal):
    """A redacted copy is another document than the one it replaces."""


@record
class Attachment:
    """What became of a document; nothing is said of one that is kept as it is."""

    digest: Digest | None = None
    ground: str = ""
    redacted: Evidence | None = None
    destroyed_on: date | None = None


def claims(event: Event, attachment: Attachment) -> Sequence[Claim]:
    """A document is destroyed once."""
    del attachment
    return (Claim(kind="attachment", value=str(event.digest)),)


def decide(command: Command, attachment: Attachment) -> Sequence[Event]:
    if attachment.destroyed_on is not None:
        return []
    if not command.ground.strip():
        raise GroundMissing
    if not command.visa.reference.strip():
        raise VisaMissing
    if command.redacted is not None and command.redacted.digest == command.digest:
        raise RedactedCopyIsTheDocument(command.digest)
    return [
        Destroyed(
            digest=command.digest,
            ground=command.ground.strip(),
            visa=command.visa,
            redacted=command.redacted,
            on=command.on,
        )
    ]


def evolve(attachment: Attachment, event: Event) -> Attachment:
    del attachment
    match event:
        case Destroyed(digest=digest, ground=ground, redacted=redacted, on=on):
            return Attachment(digest=digest, ground=ground, redacted=redacted, destroyed_on=on)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Attachment())
