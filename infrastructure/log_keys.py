"""The keys that sign checkpoints: several at a time while one takes over from another, all published, none in the log.

Kept where the master key is: a file that only its owner reads, a key a line with the instants from which and until
which it signs. A key that has had its time stays in it as a public key, so that old checkpoints can be checked.
"""

import fcntl
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from infrastructure.notes import PRIVATE, SigningKey, new_key, read_secret
from infrastructure.verifier import Refused, VerifierKey, read_key

OPEN = "-"


@dataclass(frozen=True, slots=True)
class LogKey:
    """A key of a log and its time. Without `signing` it only checks what it once signed."""

    public: VerifierKey
    signing: SigningKey | None = None
    since: datetime | None = None
    until: datetime | None = None

    def signs_at(self, moment: datetime) -> bool:
        """Whether checkpoints are signed with it then."""
        begun = self.since is None or self.since <= moment
        return self.signing is not None and begun and (self.until is None or moment < self.until)

    def __str__(self) -> str:
        """A line of the file."""
        key = str(self.public) if self.signing is None else self.signing.secret()
        return f"{key} {_written(self.since)} {_written(self.until)}"


class LogKeys:
    """The keys as settings give them, or those of a file."""

    def __init__(self, given: str, file: Path) -> None:
        self._given = _read(given) if given else None
        self._file = file

    def of(self, origin: str) -> Sequence[LogKey]:
        """Every key a log has had, oldest first."""
        kept = self._given if self._given is not None else self._kept()
        return [key for key in kept if key.public.name == origin]

    def signing(self, origin: str, now: datetime) -> Sequence[SigningKey]:
        """What checkpoints of a log are signed with now; the first key is made when it is first asked for."""
        keys = self.of(origin)
        if not keys and self._given is None:
            keys = self._first(origin, now)
        signing = [key.signing for key in keys if key.signing is not None and key.signs_at(now)]
        if not signing:
            raise Refused(f"no key signs for {origin} now")
        return signing

    def rotate(self, origin: str, now: datetime, overlap: timedelta) -> LogKey:
        """A new key from now on, beside which the present ones sign for a while more."""
        if self._given is not None:
            raise Refused("the keys are given by PALABRE_LOG_KEY: put the new one beside the old one there")
        new = LogKey(*_pair(new_key(origin)), since=now)
        with self._writing() as keys:
            keys[:] = [_ending(key, now, overlap) if key.public.name == origin else key for key in keys]
            keys.append(new)
        return new

    def _first(self, origin: str, now: datetime) -> Sequence[LogKey]:
        with self._writing() as keys:
            if not any(key.public.name == origin for key in keys):
                keys.append(LogKey(*_pair(new_key(origin)), since=now))
            return [key for key in keys if key.public.name == origin]

    def _kept(self) -> list[LogKey]:
        try:
            return _read(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []

    @contextmanager
    def _writing(self) -> Generator[list[LogKey]]:
        """The keys, to change; another process that does so waits. A file is replaced whole or not at all."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{self._file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keys = self._kept()
            yield keys
            _replace(self._file, "".join(f"{key}\n" for key in keys))
        finally:
            os.close(lock)


def _pair(key: SigningKey) -> tuple[VerifierKey, SigningKey]:
    return key.verifier, key


def _ending(key: LogKey, now: datetime, overlap: timedelta) -> LogKey:
    """A key that signs now ends with the overlap; of one that has had its time, the secret is thrown away."""
    if key.until is not None and key.until <= now:
        return replace(key, signing=None)
    return replace(key, until=min(now + overlap, key.until or now + overlap))


def _replace(file: Path, text: str) -> None:
    new = Path(f"{file}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    new.replace(file)


def _read(text: str) -> list[LogKey]:
    return [_line(line) for line in text.splitlines() if line.strip()]


def _line(line: str) -> LogKey:
    key, since, until, *more = [*line.split(), OPEN, OPEN]
    if len(more) > 2:
        raise Refused("a line of the log's keys is KEY SINCE UNTIL")
    signing = read_secret(key) if key.startswith(PRIVATE) else None
    public = read_key(key) if signing is None else signing.verifier
    return LogKey(public, signing, _instant(since), _instant(until))


def _written(moment: datetime | None) -> str:
    return OPEN if moment is None else moment.isoformat()


def _instant(text: str) -> datetime | None:
    if text == OPEN:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no instant") from error
    if moment.tzinfo is None:
        raise Refused(f"{text!r} has no time zone")
    return moment
