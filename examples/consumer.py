"""A consumer of a Palabre log to start from: a copy in SQLite, every event exactly once, proved as it comes.

    cp infrastructure/verifier.py examples/consumer.py somewhere/ && cd somewhere && pip install cryptography rfc8785
    python consumer.py http://127.0.0.1:8000 copy.db 'palabre/019b…+5e0d1a2b+AQ…' [--once]

The last argument is the log's key (`palabre checkpoint keys`). Kill it whenever you like: a page and its place are one
transaction. `verified` says how far a signed checkpoint vouches for the copy; what lies beyond waits for the next one.
"""

import json
import sqlite3
import sys
import time
from functools import reduce
from hashlib import sha256
from http.client import HTTPException
from urllib.request import urlopen

from verifier import Refused, VerifierKey, check_signature, decoded, encoded, leaf_hash, node_hash, read_key

TABLES = """
CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, id TEXT UNIQUE, event TEXT, root BLOB);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY, position INTEGER, verified INTEGER, edge TEXT);
INSERT OR IGNORE INTO place VALUES (1, 0, 0, '[]');
"""


def follow(address: str, copy: sqlite3.Connection, key: VerifierKey, *, once: bool) -> None:
    """Pull pages for ever, or until all there is has come and a checkpoint vouches for it. Raises Refused."""
    copy.executescript(TABLES)
    pause = 0 if once else 20
    while True:
        position, verified = copy.execute("SELECT position, verified FROM place").fetchone()
        try:
            with urlopen(f"{address}/feeds/events?after={position}&limit=500&wait={pause}", timeout=30) as answer:
                page = json.load(answer)
        except (OSError, HTTPException, ValueError):  # the network, or half an answer: ask again
            time.sleep(1)
            continue
        with copy:
            take(copy, page)
            verify(copy, page["proofs"], key)
        if once and not page["events"] and position == verified:
            return


def take(copy: sqlite3.Connection, page: dict) -> None:
    """Put the page's events into the copy, each behind the one before it and as its leaf says."""
    position, edge = copy.execute("SELECT position, edge FROM place").fetchone()
    hashes = [bytes.fromhex(one) for one in json.loads(edge)]
    if (proofs := page["proofs"]) is None:
        raise Refused("no checkpoint has been published yet: palabre checkpoint publish")
    for event, leaf, content in zip(page["events"], proofs["leaves"], proofs["contents"], strict=True):
        position += 1
        check(event, json.loads(leaf), content, position)
        root = grow(hashes, position - 1, leaf_hash(leaf.encode()))
        copy.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (position, event["id"], json.dumps(event), root))
    copy.execute("UPDATE place SET position = ?, edge = ?", (position, json.dumps([one.hex() for one in hashes])))


def check(event: dict, leaf: dict, content: str, position: int) -> None:
    held = json.loads(content, object_hook=aside)
    said = (int(event["sequence"]), event["id"], event["subject"], event["streamversion"], event["type"])
    name = f"fr.palabre.{held['name']}.v{held['schema']}"
    if said != (position, held["event"], held["stream"], held["version"], name) or leaf["position"] != position:
        raise Refused(f"what came for position {position} is another event")
    data = json.loads(json.dumps(event["data"]), object_hook=aside)
    if leaf["body"] != sha256(content.encode()).hexdigest() or data != held["payload"]:
        raise Refused(f"event {position} is not what was recorded")


def aside(one: dict) -> dict | None:
    return (
        None if one.keys() in ({"of", "commitment"}, {"of", "text"}, {"of"}) else one
    )  # leaves have people's values by commitments


def grow(edge: list[bytes], size: int, reached: bytes) -> bytes:
    """Add a leaf's hash to the right edge of a tree of this size (RFC 6962); the root of the tree then."""
    while size & 1:
        reached, size = node_hash(edge.pop(), reached), size >> 1
    edge.append(reached)
    return reduce(lambda right, left: node_hash(left, right), reversed(edge))


def verify(copy: sqlite3.Connection, proofs: dict, key: VerifierKey) -> None:
    """Compare the root that the log signed with the copy's own of that size, once the copy has come so far."""
    if not (found := copy.execute("SELECT root FROM events WHERE position = ?", (proofs["size"],)).fetchone()):
        return
    text, _, lines = proofs["checkpoint"].rpartition("\n\n")
    values = [decoded(line.split(" ")[2]) for line in lines.splitlines() if line.startswith(f"— {key.name} ")]
    check_signature(text + "\n", key, next((value[4:] for value in values if value[:4] == key.id), b""))
    if text.split("\n")[1:3] != [str(proofs["size"]), encoded(found[0])]:
        raise Refused(f"the log signed another history of {proofs['size']} events than it sent")
    copy.execute("UPDATE place SET verified = max(verified, ?)", (proofs["size"],))


if __name__ == "__main__":
    follow(sys.argv[1], sqlite3.connect(sys.argv[2]), read_key(sys.argv[3]), once="--once" in sys.argv)
