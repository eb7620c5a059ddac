"""Signatures as the Standard Webhooks specification lays them down: v1 is HMAC-SHA256, v1a is Ed25519."""

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHARED, PUBLIC = "whsec_", "whpk_"
SECRET_SIZE, NONCE = 32, 12


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A shared secret and a private key, each 32 bytes in base64, and the instant (UTC, ISO) until which they sign."""

    shared: str
    private: str
    until: str | None = None

    def signs_at(self, now: datetime) -> bool:
        """Whether messages are signed with it then."""
        return self.until is None or now < datetime.fromisoformat(self.until)

    @property
    def secret(self) -> str:
        """The shared secret as a receiver configures it."""
        return SHARED + self.shared

    @property
    def public_key(self) -> str:
        """The public key as a receiver configures it."""
        return PUBLIC + b64encode(self._signer().public_key().public_bytes_raw()).decode()

    def signatures(self, content: bytes) -> Sequence[str]:
        """One signature of each scheme."""
        mac = hmac.new(b64decode(self.shared), content, hashlib.sha256).digest()
        return f"v1,{b64encode(mac).decode()}", f"v1a,{b64encode(self._signer().sign(content)).decode()}"

    def _signer(self) -> Ed25519PrivateKey:
        return _signer(self.private)


@lru_cache(maxsize=256)
def _signer(private: str) -> Ed25519PrivateKey:
    """Made once while it signs many messages."""
    return Ed25519PrivateKey.from_private_bytes(b64decode(private))


def new_keys() -> KeyPair:
    """Keys that nobody has yet."""
    return KeyPair(b64encode(os.urandom(SECRET_SIZE)).decode(), b64encode(os.urandom(SECRET_SIZE)).decode())


def rotated(keys: Sequence[KeyPair], now: datetime, overlap: timedelta) -> Sequence[KeyPair]:
    """New keys first, then those that go on signing for a while; those whose time is up are gone."""
    end = (now + overlap).isoformat()
    kept = [replace(one, until=min(one.until or end, end)) for one in keys if one.signs_at(now)]
    return [new_keys(), *(one for one in kept if one.signs_at(now))]


def headers(message: str, now: datetime, body: bytes, keys: Sequence[KeyPair]) -> Mapping[str, str]:
    """The three headers of a message, signed with every key that signs now."""
    timestamp = str(int(now.timestamp()))
    content = b".".join((message.encode(), timestamp.encode(), body))
    signed = [signature for one in keys if one.signs_at(now) for signature in one.signatures(content)]
    return {"webhook-id": message, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signed)}


@dataclass(frozen=True, slots=True)
class Strongbox:
    """Keeps keys closed where they lie: AES-256-GCM under the master key, bound to their subscription."""

    master: bytes

    def close(self, subscription: str, keys: Sequence[KeyPair]) -> bytes:
        """The keys, closed."""
        nonce = os.urandom(NONCE)
        text = json.dumps([asdict(one) for one in keys]).encode()
        return nonce + self._cipher().encrypt(nonce, text, subscription.encode())

    def open(self, subscription: str, box: bytes) -> Sequence[KeyPair]:
        """The keys. Raises InvalidTag for a box of another subscription or another master key."""
        text = self._cipher().decrypt(box[:NONCE], box[NONCE:], subscription.encode())
        return [KeyPair(**one) for one in json.loads(text)]

    def _cipher(self) -> AESGCM:
        """A key of its own, derived from the master key, so that no nonce is shared with what else it closes."""
        return AESGCM(hmac.new(self.master, b"palabre webhook keys", hashlib.sha256).digest())
