"""Signing notes (c2sp.org/signed-note) with Ed25519: as a log, or as a witness that says when."""

import os
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.checkpoint_notes import Note, Signature
from infrastructure.verifier import (
    COSIGNED,
    HASH_SIZE,
    SIGNED,
    Refused,
    VerifierKey,
    decoded,
    encoded,
    is_name,
)

PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A name and the seed of an Ed25519 key. Its text form is a secret; `repr` keeps it."""

    name: str
    kind: int
    seed: bytes

    def __repr__(self) -> str:
        """What may be shown."""
        return f"SigningKey({self.verifier})"

    @property
    def verifier(self) -> VerifierKey:
        """What others check its signatures with."""
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def secret(self) -> str:
        """The key as it is kept: PRIVATE+KEY+NAME+ID+SEED (an skey)."""
        material = encoded(bytes([self.kind]) + self.seed)
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{material}"

    def sign(self, text: str, seconds: int = 0) -> Signature:
        """The line under a text that ends in a newline; a witness signs `seconds` since 1970 along."""
        if self.kind == COSIGNED:
            value = seconds.to_bytes(8) + self._private().sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        else:
            value = self._private().sign(text.encode())
        return Signature(self.name, self.verifier.id, value)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_key(name: str, kind: int = SIGNED) -> SigningKey:
    """A key that nobody has had before. Refuses a name that no key may bear."""
    if not is_name(name):
        raise Refused(f"{name!r} is no name for a key: neither spaces nor +")
    return SigningKey(name, kind, os.urandom(HASH_SIZE))


def read_secret(text: str) -> SigningKey:
    """A key as it is kept. Refuses what is malformed or has another's id, and never repeats it."""
    name, _, rest = text.strip().removeprefix(PRIVATE).partition("+")
    written_id, _, text_of_seed = rest.partition("+")
    material = _material(text_of_seed)
    is_known = len(material) == HASH_SIZE + 1 and material[0] in (SIGNED, COSIGNED)
    if not (text.strip().startswith(PRIVATE) and is_name(name) and is_known):
        raise Refused("that is no signing key (PRIVATE+KEY+…)")
    key = SigningKey(name, material[0], material[1:])
    if written_id != key.verifier.id.hex():
        raise Refused(f"the id of the signing key of {name} belongs to another key")
    return key


def _material(text: str) -> bytes:
    try:
        return decoded(text)
    except Refused:
        return b""


def as_witness(key: SigningKey) -> SigningKey:
    """The same key for cosignatures: some tools keep a witness's key as if it were a log's."""
    return replace(key, kind=COSIGNED)


def signed(text: str, *signatures: Signature) -> Note:
    """A text with what was signed under it."""
    return Note(text, signatures)


def with_signatures(note: Note, *more: Signature) -> Note:
    """A note with further signatures; a key signs once, and its latest signature stands."""
    by_key = {(one.name, one.key_id): one for one in (*note.signatures, *more)}
    return Note(note.text, tuple(by_key.values()))
