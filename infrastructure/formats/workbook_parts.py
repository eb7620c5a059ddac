"""The parts of a workbook as bytes, before anything builds trees of them: how many elements, and what is merged."""

import re
import zipfile
from collections.abc import Mapping
from functools import reduce

from application.grants.rows import UnreadableFile
from infrastructure.formats.tables import Merge

LARGEST_CONTENT = 150 << 20
MOST_ELEMENTS = 3_000_000
"""Tags in a part without rows, such as the texts that cells share."""
MOST_IN_ONE_ROW = 250_000
"""Tags from one row to the next, and in the parts that every workbook has."""

_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]{0,40}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_LONGEST_MERGE = 100
_SMALL = re.compile(r"xl/(?:styles|workbook)\.xml|\[Content_Types\]\.xml|.*\.rels|docProps/.*|xl/theme/.*")


def merges(archive: zipfile.ZipFile) -> Mapping[str, tuple[Merge, ...]]:
    """The cells merged over several rows, sheet by sheet. Raises UnreadableFile for a part out of all proportion."""
    parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
    return {part.filename: _looked_at(archive, part) for part in parts}


def _looked_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[Merge, ...]:
    small = _SMALL.fullmatch(part.filename) is not None
    found: set[Merge] = set()
    in_rows, since, end = False, 0, b""
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            first, *rows = _ROW.split(chunk)
            in_rows = in_rows or bool(rows)
            since = max(_tags(since, first), *(row.count(b"<") for row in rows), 0)
            if since > (MOST_IN_ONE_ROW if in_rows or small else MOST_ELEMENTS):
                raise UnreadableFile("content-too-large", part.filename[:80])
            since = rows[-1].count(b"<") if rows else since
            if b"mergeCell" in (joined := end + chunk):
                found.update(_merge(one) for one in _MERGE.finditer(joined))
            end = chunk[-_LONGEST_MERGE:]
    return tuple(sorted((one for one in found if one.last > one.first), key=lambda one: (one.first, one.column)))


def _tags(before: int, piece: bytes) -> int:
    return before + piece.count(b"<")


def _merge(found: re.Match[bytes]) -> Merge:
    column = reduce(lambda so_far, letter: so_far * 26 + letter - 64, found[1], 0) - 1
    return Merge(column=column, first=int(found[2]), last=int(found[3]))
