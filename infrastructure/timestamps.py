"""Time-stamps of checkpoints (RFC 3161): somebody else's clock says when a tree was there.

The authority is shown the digest of the checkpoint's text, and nothing of the log.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.request import Request, urlopen

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from infrastructure.verifier import Refused

PATIENCE, LARGEST_ANSWER = 10.0, 1 << 20
Ask = Callable[[bytes], bytes]
"""Shows a request (DER) to the authority; returns its answer (DER). Raises OSError."""


def over_http(url: str) -> Ask:
    """The authority at this address."""
    if not url.startswith(("http://", "https://")):
        message = f"{url}: a time-stamping authority has an address that begins with https:// or http://"
        raise ValueError(message)

    def ask(query: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        request = Request(url, data=query, headers=headers)  # noqa: S310 - checked above
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
            content: bytes = answer.read(LARGEST_ANSWER)
        return content

    return ask


def stamp(text: str, ask: Ask) -> bytes:
    """The answer of an authority about this text. Refuses one that is about something else; OSError passes."""
    request = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    given = ask(request.as_bytes())
    try:
        answer = decode_timestamp_response(given)
        granted = PKIStatus(answer.status) == PKIStatus.GRANTED
        about = (answer.tst_info.nonce, answer.tst_info.message_imprint.message) if granted else None
    except ValueError as error:
        raise Refused("the authority's answer is no time-stamp") from error
    if about != (request.nonce, request.message_imprint.message):
        raise Refused("the authority did not grant the time-stamp, or stamped something else")
    return given


def check_stamp(text: str, response: bytes, root: bytes) -> datetime:
    """When an authority, whose root certificate (PEM) is believed, stamped this text. Refuses what does not hold."""
    try:
        believed = VerifierBuilder().add_root_certificate(x509.load_pem_x509_certificate(root)).build()
        answer = decode_timestamp_response(response)
        believed.verify_message(answer, text.encode())
    except (VerificationError, ValueError) as error:
        raise Refused(f"the time-stamp does not hold: {error}") from error
    return answer.tst_info.gen_time
