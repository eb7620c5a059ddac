"""Published test vectors, where they are at hand."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "vectors"
needed = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"the published vectors are not at {VECTORS}")


def merkle(kind: str) -> list[Any]:
    """The Merkle vectors of one kind, each named by its place."""
    root = VECTORS / "merkle" / "testdata" / kind
    files = sorted(root.rglob("*.json"))
    return [pytest.param(json.loads(file.read_text()), id=str(file.relative_to(root))) for file in files]


def hashes(texts: list[str] | None) -> list[bytes]:
    """Hashes in base64."""
    return [b64decode(text) for text in texts or ()]
