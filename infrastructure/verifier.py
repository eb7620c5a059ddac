"""Checks what a log claims, trusting nobody: Merkle proofs (RFC 6962, 9162), signed notes, checkpoints, cosignatures.

Reads alone, beside the standard library and `cryptography`, in one sitting. Hashes are 32 bytes of SHA-256, sizes
count leaves, indexes begin at 0. Whatever does not hold raises Refused, which says what was wrong.

Sources: RFC 6962 section 2.1, RFC 9162 section 2.1, c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves."""
LARGEST_SIZE = 2**63 - 1
SIGNED, COSIGNED = 1, 4
"""Signature types of a note: Ed25519, and Ed25519 with a time, by a witness (cosignature/v1)."""
LARGEST_NOTE, MOST_SIGNATURES = 1_000_000, 100


class Refused(ValueError):
    """What was claimed does not hold."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds this data."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return sha256(b"\1" + left + right).digest()


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf of this hash stands at `index` in the tree of `size` leaves with this root."""
    _all_hashes(leaf, root, *proof)
    if not 0 <= index < size <= LARGEST_SIZE:
        raise Refused(f"there is no leaf {index} in a tree of {size}")
    # Below where the paths to this leaf and to the last one part, a sibling per level; above, one per turn left.
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise Refused(f"a proof of leaf {index} in {size} does not have {len(proof)} hashes")
    reached = leaf
    for level, sibling in enumerate(proof):
        is_right = level >= inner or index >> level & 1
        reached = node_hash(sibling, reached) if is_right else node_hash(reached, sibling)
    if reached != root:
        raise Refused("the proof leads to another root")


def check_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse unless the tree of `size` leaves begins with the tree of `old_size`, which has at least one."""
    if not 0 < old_size <= size <= LARGEST_SIZE:
        raise Refused(f"nothing shows that a tree of {size} continues one of {old_size}")
    check_subtree_consistency(0, old_size, size, old_root, root, proof)


def check_subtree_inclusion(leaf: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf stands at `index` in the subtree of leaves `start` up to, not including, `end`."""
    _subtree(start, end)
    check_inclusion(leaf, index - start, end - start, proof, root)


def check_subtree_consistency(
    start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Refuse unless leaves `start` up to `end` of the tree of `size` leaves are the subtree with that root."""
    _all_hashes(*proof)
    if end > size:
        raise Refused(f"leaves up to {end} go beyond a tree of {size}")
    if start == end and subtree_root == EMPTY_ROOT and not proof:
        return
    _subtree(start, end)
    if end - start == size and subtree_root == root and not proof:
        return
    _all_hashes(subtree_root, root)
    first, last, final = start, end - 1, size - 1
    while first != last and (last == final or last & 1):
        first, last, final = first >> 1, last >> 1, final >> 1
    hashes = list(proof)
    if first == last:
        hashes.insert(0, subtree_root)
    if not hashes:
        raise Refused("the proof is too short")
    below = reached = hashes[0]
    for sibling in hashes[1:]:
        if final == 0:
            raise Refused("the proof is too long")
        if last & 1 or last == final:
            below = node_hash(sibling, below) if first < last else below
            reached = node_hash(sibling, reached)
            while last and not last & 1:
                first, last, final = first >> 1, last >> 1, final >> 1
        else:
            reached = node_hash(reached, sibling)
        first, last, final = first >> 1, last >> 1, final >> 1
    if final != 0:
        raise Refused("the proof is too short")
    if (below, reached) != (subtree_root, root):
        raise Refused("the proof leads to other roots")


def _subtree(start: int, end: int) -> None:
    width = end - start
    if not 0 <= start < end <= LARGEST_SIZE or start % (1 << (width - 1).bit_length()):
        raise Refused(f"leaves {start} up to {end} are no subtree")


def _all_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise Refused(f"a hash is not {HASH_SIZE} bytes")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signatures are believed: a name, and an Ed25519 key for one type of signature."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as it is handed around: NAME+ID+KEY (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {encoded(self.key_id + self.value)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and who signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it is published."""
        return self.text + "\n" + "".join(f"{one}\n" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size. `extensions` are further lines that are signed along."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The text of the note."""
        return "\n".join((self.origin, str(self.size), encoded(self.root), *self.extensions, ""))


def read_key(text: str) -> VerifierKey:
    """A key as it is handed around. Refuses what is malformed, of an unknown type, or has another's id."""
    name, _, rest = text.strip().partition("+")
    written_id, _, encoded = rest.partition("+")
    material = decoded(encoded)
    if not is_name(name) or len(material) != HASH_SIZE + 1 or material[0] not in (SIGNED, COSIGNED):
        raise Refused(f"{text!r} is no key")
    key = VerifierKey(name, material[0], material[1:])
    if written_id != key.id.hex():
        raise Refused(f"the id in {text!r} belongs to another key")
    return key


def read_note(data: bytes) -> Note:
    """A signed note; nobody's signature is checked yet."""
    if len(data) > LARGEST_NOTE:
        raise Refused("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Refused("the note is no UTF-8") from error
    body, blank, signatures = whole.rpartition("\n\n")
    if any(sign < " " and sign != "\n" for sign in whole) or not (body and blank and whole.endswith("\n")):
        raise Refused("the note is malformed")
    lines = signatures.split("\n")[:-1]
    if not 0 < len(lines) <= MOST_SIGNATURES:
        raise Refused(f"the note has {len(lines)} signatures")
    return Note(body + "\n", tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    """A line under a note."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    value = decoded(encoded)
    if dash != "—" or not is_name(name) or len(value) < 5:
        raise Refused(f"{line!r} is no signature")
    return Signature(name, value[:4], value[4:])


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


def check_signature(text: str, key: VerifierKey, value: bytes) -> None:
    """Refuse what the key did not sign; a cosignature says when, and signs that along."""
    message = text.encode()
    if key.kind == COSIGNED:
        message, value = cosigned_message(text, signed_at(value)), value[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except (InvalidSignature, ValueError) as error:
        raise Refused(f"the signature of {key.name} is wrong") from error


def signed_at(value: bytes) -> int:
    """When a cosignature was made, in seconds since 1970."""
    seconds = int.from_bytes(value[:8])
    if len(value) != 72 or seconds > LARGEST_SIZE:
        raise Refused("the cosignature is malformed")
    return seconds


def cosigned_message(text: str, seconds: int) -> bytes:
    """What a witness signs at that time, in seconds since 1970."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def read_checkpoint(text: str) -> Checkpoint:
    """The text of a note as a checkpoint."""
    origin, size, root, *extensions = [*text.split("\n")[:-1], "", "", ""][: max(text.count("\n"), 3)]
    is_canonical = size.isascii() and size.isdigit() and len(size) < 20 and (size == "0" or size[0] != "0")
    if not (text.endswith("\n") and origin and is_canonical and all(extensions)) or int(size) > LARGEST_SIZE:
        raise Refused("the text is no checkpoint")
    checkpoint = Checkpoint(origin, int(size), decoded(root), tuple(extensions))
    _all_hashes(checkpoint.root)
    return checkpoint


def decoded(text: str) -> bytes:
    """Standard base64, padded, in its one canonical form."""
    try:
        value = b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        raise Refused(f"{text[:100]!r} is no base64") from error
    if encoded(value) != text:
        raise Refused(f"{text[:100]!r} is no canonical base64")
    return value


def encoded(value: bytes) -> str:
    """Standard base64."""
    return b64encode(value).decode()


def is_name(text: str) -> bool:
    """Whether a key may bear this name."""
    return bool(text) and "+" not in text and not any(sign.isspace() for sign in text) and text.isprintable()
