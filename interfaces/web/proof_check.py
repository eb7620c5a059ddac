"""Whether a proof of inclusion holds, reckoned again from its hashes as anybody would (RFC 9162, 2.1.3.2)."""

from base64 import b64decode
from hashlib import sha256

from application.transparency import InclusionProof


def holds(proof: InclusionProof) -> bool:
    """Whether leaf and hashes lead to the root."""
    place, last, reached = proof.index, proof.size - 1, b64decode(proof.leaf_hash)
    for one in map(b64decode, proof.hashes):
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = _node(one, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = _node(reached, one)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == b64decode(proof.root) and 0 <= proof.index < proof.size


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()
