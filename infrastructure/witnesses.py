"""Asks witnesses for their cosignatures, over HTTP, each from the size it last saw."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from infrastructure import checkpoint_notes
from infrastructure.checkpoint_notes import Note, Signature
from infrastructure.checkpoints import Checkpoints, Kept
from infrastructure.notes import with_signatures
from infrastructure.policy import Policy, Witness
from infrastructure.verifier import Refused
from infrastructure.witness import submission

PATIENCE = 10.0
"""Seconds a witness is waited for."""
LARGEST_ANSWER = 1 << 16
Post = Callable[[str, bytes], tuple[int, bytes]]
"""(address, body) → (status, body of the answer). Raises OSError."""
logger = logging.getLogger(__name__)


class NoCosignature(Exception):
    """A witness did not cosign."""


def collect(policy: Policy, post: Post) -> Callable[[Kept, Checkpoints], Note]:
    """Asks every witness of the policy that has an address, all at once; those that do not answer are passed over."""

    def witnessing(kept: Kept, log: Checkpoints) -> Note:
        def ask(witness: Witness) -> Signature | None:
            return _asked(witness, kept, log, post)

        asked = [witness for witness in policy.witnesses.values() if witness.url]
        with ThreadPoolExecutor(max_workers=max(len(asked), 1)) as pool:
            found = pool.map(ask, asked)
        return with_signatures(kept.note, *(one for one in found if one is not None))

    return witnessing


def _asked(witness: Witness, kept: Kept, log: Checkpoints, post: Post) -> Signature | None:
    try:
        return cosignature(witness, kept, log, post)
    except (OSError, HTTPException, NoCosignature, Refused) as error:
        logger.warning("witness %s did not cosign: %s", witness.key.name, error)
        return None


def cosignature(witness: Witness, kept: Kept, log: Checkpoints, post: Post) -> Signature:
    """The cosignature of one witness. Raises NoCosignature, Refused, OSError."""
    old = min(log.cosigned_by(witness.key), kept.checkpoint.size)
    status, answer = _submitted(witness, old, kept, log, post)
    if status == 409 and (size := _size(answer)) is not None and size != old:
        status, answer = _submitted(witness, size, kept, log, post)
    if status != 200:
        raise NoCosignature(f"it answered {status}: {answer[:200].decode(errors='replace').strip()}")
    signatures = tuple(map(checkpoint_notes.read_signature, answer.decode().splitlines()))
    return checkpoint_notes.check_note(Note(kept.note.text, signatures), [witness.key])[witness.key]


def _submitted(witness: Witness, old: int, kept: Kept, log: Checkpoints, post: Post) -> tuple[int, bytes]:
    size = kept.checkpoint.size
    if old > size:
        raise NoCosignature(f"it has seen a tree of {old} leaves, which is larger than {size}")
    proof = log.tree.consistency(old, size) if old else []
    return post(f"{witness.url.rstrip('/')}/add-checkpoint", submission(old, proof, kept.note))


def _size(answer: bytes) -> int | None:
    text = answer.decode(errors="replace").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def over_http(address: str, body: bytes) -> tuple[int, bytes]:
    """POST, and the answer, whatever its status. Raises OSError."""
    if not address.startswith(("https://", "http://")):
        raise NoCosignature(f"{address} is no address of a witness")
    request = Request(address, data=body, method="POST", headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 - http and https alone
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
            return answer.status, answer.read(LARGEST_ANSWER)
    except HTTPError as error:
        return error.code, error.read(LARGEST_ANSWER)
