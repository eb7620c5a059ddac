"""Checks bundles: the stand-alone verifier first, then the states folded again by the rules that are installed here.

Nothing of a bundle is ever run; its copy of the verifier is for reading.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from application.bundles import BundleRefused, Trust, Verified
from application.nouns import Noun
from infrastructure import verifier
from infrastructure.canonical import canonical
from infrastructure.event_names import UnknownEvent
from infrastructure.mapper import payload_said
from infrastructure.stated import stated
from infrastructure.timestamps import check_stamp
from infrastructure.verifier import Refused, at

STATES, SAID, STAMP = "data/states.jsonl", "data/bundle.json", "data/checkpoint.tsr"


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """Checks bundles by the rules of these nouns, whose digest is `rules`."""

    nouns: Mapping[str, Noun]
    rules: str

    def verify(self, folder: Path, trust: Trust) -> Verified:
        """What the bundle proves, and whether its events lead to the states it states."""
        try:
            proven = verifier.check_bundle(folder, trust.keys, trust.policy, trust.max_age)
            stamped_at = _stamped(folder, trust.authority) if trust.authority else None
            return self._folded(folder, proven, stamped_at)
        except Refused as error:
            raise BundleRefused(str(error)) from error

    def _folded(self, folder: Path, proven: Mapping[str, Any], stamped_at: datetime | None) -> Verified:
        with at(SAID):
            said = json.loads((folder / SAID).read_bytes())
            kind, subject, rules = str(said["kind"]), str(said["subject"]), str(said["rules"])
            if (said["origin"], said["size"], said["complete"]) != tuple(
                proven[n] for n in ("origin", "size", "complete")
            ):
                raise Refused("it is about another log, another checkpoint, or claims to be complete and is not")
        events = _by_stream(folder)
        count = self._compare(folder, events, same_rules=rules == self.rules)
        return Verified(
            proven=proven,
            kind=kind,
            subject=subject,
            states=count,
            rules=rules,
            same_rules=rules == self.rules,
            stamped_at=stamped_at,
        )

    def _compare(self, folder: Path, events: Mapping[str, list[Any]], *, same_rules: bool) -> int:
        left = set(events)
        with at(STATES):
            lines = (folder / STATES).read_bytes().removesuffix(b"\n").split(b"\n")
        for number, line in enumerate(lines, 1):
            with at(f"{STATES}, line {number}"):
                one = json.loads(line)
                stream = one["stream"]
                if stream not in left:
                    raise Refused(f"the state of {stream} is stated twice, or without its events")
                left.discard(stream)
                state = self._state(stream, events[stream])
                if canonical({"stream": stream, "version": len(events[stream]), "state": state}) != line:
                    raise Refused(_otherwise(stream, one["state"], state, same_rules=same_rules))
        if left:
            raise Refused(f"{STATES}: the state of {min(left)} is not stated")
        return len(lines)

    def _state(self, stream: str, events: list[Any]) -> Any:
        try:
            return stated(self.nouns[stream.partition("-")[0]].decider.fold(events))
        except Exception as error:
            raise Refused(f"the rules installed here cannot fold {stream} ({type(error).__name__})") from error


def _stamped(folder: Path, root: bytes) -> datetime:
    """When the authority that the auditor believes stamped the checkpoint; it is asked for, so it must be there."""
    with at(STAMP):
        if not (folder / STAMP).is_file():
            raise Refused("the checkpoint was not time-stamped")
        text = (folder / verifier.CHECKPOINT).read_bytes().decode().rpartition("\n\n")[0] + "\n"
        return check_stamp(text, (folder / STAMP).read_bytes(), root)


def _by_stream(folder: Path) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for stream, event in _events(folder):
        found.setdefault(stream, []).append(event)
    return found


def _events(folder: Path) -> Iterator[tuple[str, Any]]:
    lines = (folder / verifier.EVENTS).read_bytes().removesuffix(b"\n").split(b"\n")
    for number, line in enumerate(lines, 1):
        with at(f"{verifier.EVENTS}, line {number}"):
            said = json.loads(line)
            try:
                event = payload_said(said["name"], said["schema"], said["payload"])
            except UnknownEvent as error:
                raise Refused(f"{said['name']} is unknown to the Palabre installed here: update it") from error
        yield said["stream"], event


def _otherwise(stream: str, said: Any, folded: Mapping[str, Any], *, same_rules: bool) -> str:
    names = [name for name, value in folded.items() if name not in said or said[name] != value]
    why = "" if same_rules else "; it was stated by other rules than those installed here"
    return f"the events of {stream} lead to another state: {', '.join(names[:5]) or 'written otherwise'}{why}"
