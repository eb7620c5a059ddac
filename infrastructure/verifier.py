"""Checks a bundle of Palabre, and whatever else a log claims, trusting nobody. Raises Refused, naming the place.

    pip install cryptography rfc8785
    python verifier.py DIR [--key VKEY]... [--policy FILE] [--max-age DAYS]

It needs nothing else and runs nothing of the bundle. Sources: RFC 6962 (proofs), 8493 (bags), 8785 (canonical JSON);
c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy.
"""

import json
import sys
from argparse import ArgumentParser
from base64 import b64decode, b64encode
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import file_digest, sha256
from itertools import zip_longest
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH_SIZE, LARGEST_SIZE, LARGEST_FILE, SIGNED, COSIGNED = 32, 2**63 - 1, 2**30, 1, 4  # cosignatures say when
PAYLOAD, TAGS, STATEMENT = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bundle.note"
CHECKPOINT, EVENTS, PROOFS, HEAD = "data/checkpoint.note", "data/events.jsonl", "data/proofs.jsonl", "data/head.json"


class Refused(ValueError):
    """What was claimed does not hold."""


@contextmanager
def at(place: str) -> Generator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        words = str(error) if isinstance(error, Refused) else f"it cannot be read ({type(error).__name__})"
        raise Refused(f"{place}: {words}") from error


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf of this hash stands at `index` in the tree of `size` leaves with this root."""
    all_hashes(leaf, root, *proof)
    if not 0 <= index < size <= LARGEST_SIZE:
        raise Refused(f"there is no leaf {index} in a tree of {size}")
    # Below where the paths to this leaf and to the last one part, a sibling per level; above, one per turn left.
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise Refused(f"a proof of leaf {index} in {size} does not have {len(proof)} hashes")
    for level, sibling in enumerate(proof):
        is_right = level >= inner or index >> level & 1
        leaf = node_hash(sibling, leaf) if is_right else node_hash(leaf, sibling)
    if leaf != root:
        raise Refused("the proof leads to another root")


def all_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise Refused(f"a hash is not {HASH_SIZE} bytes")


class VerifierKey(NamedTuple):
    """Whose signatures are believed: a name and an Ed25519 key, of one kind. Handed around as NAME+ID+KEY (a vkey)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


def read_key(text: str) -> VerifierKey:
    """A key as it is handed around. Refuses what is malformed, of an unknown kind, or has another's id."""
    name, _, rest = text.strip().partition("+")
    written_id, _, material = rest.partition("+")
    kind, public = decoded(material)[:1], decoded(material)[1:]
    if not is_name(name) or len(public) != HASH_SIZE or kind[0] not in (SIGNED, COSIGNED):
        raise Refused(f"{text!r} is no key")
    key = VerifierKey(name, kind[0], public)
    if written_id != key.id.hex():
        raise Refused(f"the id in {text!r} belongs to another key")
    return key


def check_signature(text: str, key: VerifierKey, value: bytes) -> None:
    """Refuse what the key did not sign; a cosignature says when, and signs that along."""
    message = text.encode()
    if key.kind == COSIGNED:
        message, value = f"cosignature/v1\ntime {signed_at(value)}\n{text}".encode(), value[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except (InvalidSignature, ValueError) as error:
        raise Refused(f"the signature of {key.name} is wrong") from error


def signed_at(value: bytes) -> int:  # seconds since 1970
    if len(value) != 72 or int.from_bytes(value[:8]) > LARGEST_SIZE:
        raise Refused("the cosignature is malformed")
    return int.from_bytes(value[:8])


def decoded(text: str) -> bytes:
    """Standard base64, padded, in its one canonical form."""
    try:
        value = b64decode(text, validate=True)
    except ValueError:
        value = b""
    if encoded(value) != text:
        raise Refused(f"{text[:100]!r} is no canonical base64")
    return value


def encoded(value: bytes) -> str:
    return b64encode(value).decode()


def is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(sign.isspace() for sign in text) and text.isprintable()


def check_bundle(folder: Path, keys: Sequence[str] = (), policy: str = "", max_age: float | None = None) -> Any:
    """What the bundle proves. Keys and policy of the caller's own outrank the bag's; `max_age` is in days."""
    _check_bag(folder)
    with at("data/keys.txt" if not keys else "the key"):
        known = [read_key(key) for key in keys or (folder / "data/keys.txt").read_text().splitlines()]
    with at(CHECKPOINT):
        text, signers = _signers(folder / CHECKPOINT, known, needed=True)
        origin, size, root, *extensions = text.split("\n")[:-1]
    with at("data/policy.txt" if not policy else "the policy"):
        cosigners = _check_policy(policy or (folder / "data/policy.txt").read_text(), folder / CHECKPOINT)
    with at(STATEMENT):
        said, _ = _signers(folder / STATEMENT, known, needed=True)
        stated_at = said.split("\n")[1]
        newest = max(cosigners.values(), default=int(stated_at))
        if said != statement(origin, stated_at, folder):
            raise Refused("the log signed this about another bundle, or the bundle was changed since")
    age = (time() - newest) / 86_400
    if max_age is not None and not -1 < age <= max_age:
        raise Refused(f"{CHECKPOINT}: it is {age:.1f} days old, and at most {max_age:g} are allowed")
    events = list(_check_events(folder, int(size), decoded(root)))
    framework = _check_head(folder, events, extensions) if (folder / HEAD).exists() else None
    named = (folder / EVENTS).read_bytes()
    for file in sorted(folder.glob("data/attachments/*")):
        with at(f"data/attachments/{file.name}"):
            if digest_of(file) != file.name or f'"sha256:{file.name}"'.encode() not in named:
                raise Refused("it is not what its name says, or no event names it")
    who = {"signed_by": [*map(str, signers)], "key_given": bool(keys), "cosigned_by": [*map(str, cosigners)]}
    what = {"origin": origin, "size": int(size), "events": len(events), "complete": framework, "stated_at": stated_at}
    return {**what, **who, "policy_given": bool(policy), "age_days": round(age, 2)}


def statement(origin: str, stated_at: str, folder: Path) -> str:
    """What the log signs about a bundle: when, and digests of all that lists its files and speaks of it."""
    digests = (f"{digest_of(folder / name)}  {name}" for name in (PAYLOAD, "bag-info.txt", "bagit.txt"))
    return "\n".join((f"palabre-bundle/1 of {origin}", stated_at, *digests, ""))


def digest_of(file: Path) -> str:
    with file.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


def _check_bag(folder: Path) -> None:
    """Refuse a file that is missing, is not in the manifests or not as they say, and whatever is no file."""
    files = set[str]()
    for path in sorted(folder.rglob("*")):
        with at(path.relative_to(folder).as_posix()):
            if path.is_symlink() or not (path.is_dir() or path.is_file()) or path.lstat().st_size > LARGEST_FILE:
                raise Refused("it is a link, a device or too large")
            files |= set() if path.is_dir() else {path.relative_to(folder).as_posix()}
    _check_manifest(folder, TAGS, " ", {name for name in files if not name.startswith("data/")} - {TAGS})
    _check_manifest(folder, PAYLOAD, "  ", {name for name in files if name.startswith("data/")})


def _check_manifest(folder: Path, manifest: str, gap: str, files: set[str]) -> None:
    with at(manifest):
        *lines, end = (folder / manifest).read_bytes().decode().split("\n")
        if end:
            raise Refused("its last line has no end")
    listed = set[str]()
    for number, line in enumerate(lines, 1):
        with at(f"{manifest}, line {number}"):
            digest, _, name = line.partition(gap)
            if name not in files or name in listed or digest_of(folder / name) != digest:
                raise Refused(f"{name[:100]!r} is not as it was put in the bag, is missing, or is listed twice")
            listed.add(name)
    for name in sorted(files - listed):
        raise Refused(f"{name}: {manifest} does not list it")


def _signers(file: Path, keys: Sequence[VerifierKey], *, needed: bool) -> tuple[str, dict[VerifierKey, float]]:
    """The text of a signed note, and when each of these keys signed it (0: it does not say)."""
    body, _, lines = file.read_bytes().decode().rpartition("\n\n")
    found: dict[VerifierKey, float] = {}
    for dash, name, value in (line.split(" ") for line in lines.split("\n")[:-1]):
        for key in keys:
            if (dash, name, decoded(value)[:4]) == ("—", key.name, key.id):
                check_signature(body + "\n", key, decoded(value)[4:])
                found[key] = signed_at(decoded(value)[4:]) if key.kind == COSIGNED else 0
    if needed and not found:
        raise Refused("no known key signed it")
    return body + "\n", found


def _check_policy(policy: str, note: Path) -> dict[VerifierKey, float]:
    """Whose cosignatures count, and when each was made. Refuses fewer than the quorum (c2sp.org/tlog-policy)."""
    met, keys, found, quorum = {"none": True}, set[bytes](), dict[VerifierKey, float](), None
    for number, words in enumerate(map(str.split, policy.splitlines()), 1):
        with at(f"line {number}"):
            match words:  # pyright: ignore[reportMatchNotExhaustive] - what remains is empty or a comment
                case ["witness", name, text, *_] if name not in met and read_key(text).public not in keys:
                    found |= (signed := _signers(note, [read_key(text)], needed=False)[1])
                    met[name] = bool(signed) and read_key(text).kind == COSIGNED
                    keys.add(read_key(text).public)
                case ["group", name, needed, *members] if name not in met and members:
                    least = {"any": 1, "all": len(members)}.get(needed) or int(needed)
                    met[name] = sum(met[member] for member in set(members)) >= max(least, 1)
                case ["quorum", name] if quorum is None:
                    quorum = met[name]
                case [first, *_] if first != "log" and not first.startswith("#"):
                    raise Refused("it says nothing that a policy can say")
    if not quorum:
        raise Refused(f"too few witnesses cosigned the checkpoint: {', '.join(key.name for key in found) or 'none'}")
    return found


def _check_events(folder: Path, size: int, root: bytes) -> Generator[dict[str, Any]]:
    """Each event, once its body and leaf lead to the root, and its place follows in its stream."""
    versions, last = dict[str, int](), 0
    with at(EVENTS):
        lines, proofs = ((folder / one).read_bytes().removesuffix(b"\n").split(b"\n") for one in (EVENTS, PROOFS))
    for number, (line, proof) in enumerate(zip_longest(lines, proofs), 1):
        with at(f"{EVENTS}, line {number}"):
            event, shown = json.loads(line), json.loads(proof)
            if rfc8785.dumps(event) != line or shown["position"] <= last:
                raise Refused("it is not written as it was recorded, or not in its place")
            stream, last = event["stream"], shown["position"]
            leaf = {"body": sha256(line).hexdigest(), "position": last, "recorded_at": shown["recorded_at"]}
            check_inclusion(leaf_hash(rfc8785.dumps(leaf)), last - 1, size, [*map(decoded, shown["hashes"])], root)
            if event["version"] != versions.get(stream, 0) + 1:
                raise Refused(f"an event of {stream} is missing before it")
            versions[stream] = event["version"]
        yield event
    with at(EVENTS):
        if versions != json.loads((folder / "data/bundle.json").read_bytes())["streams"]:
            raise Refused("it does not hold the streams that data/bundle.json states, each to its end")


def _check_head(folder: Path, events: Sequence[dict[str, Any]], extensions: Sequence[str]) -> str:
    """The framework all of whose events are here, as its head in the checkpoint proves."""
    with at(HEAD):
        head = json.loads((folder / HEAD).read_bytes())
        ((_, count, root),) = (line.split(" ") for line in extensions if line.startswith("framework-heads "))
        leaf = leaf_hash(rfc8785.dumps({"framework": head["framework"], "head": head["head"]}))
        check_inclusion(leaf, head["index"], int(count), [*map(decoded, head["hashes"])], decoded(root))
    numbers = [event["framework_sequence"] for event in events if event["framework"] == head["framework"]]
    for expected, number in zip_longest(range(1, head["head"] + 1), numbers):
        if expected != number:
            raise Refused(f"{EVENTS}: event {expected} of {head['framework']} is missing, or there is one too many")
    return str(head["framework"])


def main() -> None:
    """The command line: exit code 0 where everything holds, 1 where something does not."""
    parser = ArgumentParser(description="Checks a bundle of Palabre, offline.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", action="append", default=[], help="of the log, learned by another way; repeatable")
    parser.add_argument("--policy", type=Path, help="whose cosignatures are needed (c2sp.org/tlog-policy)")
    parser.add_argument("--max-age", type=float, help="days since the newest cosignature")
    given = parser.parse_args()
    try:
        found = check_bundle(given.folder, given.key, given.policy.read_text() if given.policy else "", given.max_age)
    except (Refused, OSError) as error:
        sys.exit(f"REFUSED: {error}")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if not given.key:
        sys.stdout.write(
            "The key is the bag's own: unverified trust. Learn the log's by another way, and give --key.\n"
        )


if __name__ == "__main__":
    main()
