"""Signed notes and checkpoints as values (c2sp.org/signed-note, /tlog-checkpoint): read strictly, checked, written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from infrastructure.verifier import (
    LARGEST_SIZE,
    Refused,
    VerifierKey,
    all_hashes,
    check_signature,
    decoded,
    encoded,
    is_name,
)

LARGEST_NOTE, MOST_SIGNATURES = 1_000_000, 100


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encoded(self.key_id + self.value)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and the lines of whoever signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{one}\n" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size. `extensions` are further lines that are signed along."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join((self.origin, str(self.size), encoded(self.root), *self.extensions, ""))


def read_note(data: bytes) -> Note:
    """A signed note; nobody's signature is checked yet."""
    if len(data) > LARGEST_NOTE:
        raise Refused("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Refused("the note is no UTF-8") from error
    body, blank, signatures = whole.rpartition("\n\n")
    lines = signatures.split("\n")[:-1]
    is_plain = not any(sign < " " and sign != "\n" for sign in whole)
    if not (is_plain and body and blank and whole.endswith("\n") and 0 < len(lines) <= MOST_SIGNATURES):
        raise Refused("the note is malformed")
    return Note(body + "\n", tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    dash, name, value, *more = [*line.split(" "), "", ""]
    if dash != "—" or not is_name(name) or len(more) != 2 or len(decoded(value)) < 5:
        raise Refused(f"{line!r} is no signature")
    return Signature(name, decoded(value)[:4], decoded(value)[4:])


def check_note(note: Note, keys: Iterable[VerifierKey]) -> dict[VerifierKey, Signature]:
    """Which of the keys signed it. Refuses a wrong signature of a known key; unknown keys are passed over."""
    known = {(key.name, key.id): key for key in keys}
    found: dict[VerifierKey, Signature] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None and key not in found:
            check_signature(note.text, key, signature.value)
            found[key] = signature
    if not found:
        raise Refused("no known key signed the note")
    return found


def read_checkpoint(text: str) -> Checkpoint:
    """The text of a note as a checkpoint."""
    origin, size, root, *extensions = [*text.split("\n")[:-1], "", "", ""][: max(text.count("\n"), 3)]
    is_canonical = re.fullmatch("0|[1-9][0-9]{0,18}", size) is not None
    if not (text.endswith("\n") and origin and is_canonical and all(extensions)) or int(size) > LARGEST_SIZE:
        raise Refused("the text is no checkpoint")
    all_hashes(decoded(root))
    return Checkpoint(origin, int(size), decoded(root), tuple(extensions))
