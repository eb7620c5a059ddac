"""Bytes as text: which encoding, line by line where a file mixes two, and text that was decoded wrongly before."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from application.grants.rows import Note, UnreadableFile

_NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c"))
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_FRENCH = "éèêëàâäçîïôöûùüœÉÈÊÀÂÇÎÔÛŒ’«»°€"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b]")
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")

_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0x100) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
_FOLLOWING = "".join(re.escape(character) for character, byte in _BYTES.items() if byte < 0xC0)
_TWICE = re.compile(f"[ÂÃÄÅÆË][{_FOLLOWING}]|â[{_FOLLOWING}]{{2}}")
_PLAUSIBLE = re.compile(r"[\u00a0-\u017f\u2010-\u203a\u20ac\u2122]")


class Decoded:
    """The lines of a file as text; `notes` say how, once they have been read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._used: Counter[str] = Counter()
        self._fallback = ""
        self._known = next((name for bom, name in _BOMS if data.startswith(bom)), "") or _without_mark(data)

    def __iter__(self) -> Iterator[str]:
        self._used.clear()
        if self._known.startswith(("utf-16", "utf-32")):
            return self._wide()
        return self._lines()

    def _wide(self) -> Iterator[str]:
        self._used[self._known[:6]] += 1
        text = self._data.decode(self._known, "replace").removeprefix("\ufeff")
        return iter(text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True))

    def _lines(self) -> Iterator[str]:
        data = self._data.removeprefix(b"\xef\xbb\xbf")
        if data.count(b"\r") - data.count(b"\r\n") > data.count(b"\n"):
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b" ").replace(b"\r", b"\n")
        elif b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        start = 0
        while start < len(data):
            end = data.find(b"\n", start) + 1 or len(data)
            yield self._line(data[start:end])
            start = end

    def _line(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            self._fallback = self._fallback or _single_byte(self._data)
            self._used[self._fallback] += 1
            return line.decode(self._fallback, "replace")
        self._used["utf-8"] += 1
        return text

    @property
    def notes(self) -> list[Note]:
        """The encodings met: several where lines differ."""
        if len(self._used) > 1:
            return [Note(rule="encoding-of-lines", count=count, detail=name) for name, count in self._used.items()]
        return [Note(rule="encoding", detail=next(iter(self._used), "ascii"))]


def _without_mark(data: bytes) -> str:
    """UTF-16 that does not say so, nothing for other text. Raises UnreadableFile for what is no text."""
    start = data[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > 0.4 * len(start) / 2 and min(even, odd) < 0.1 * max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    if sum(start.count(byte) for byte in _NEVER_IN_TEXT) > 8 + 0.02 * len(start):
        raise UnreadableFile("binary-file")
    return ""


def _single_byte(data: bytes) -> str:
    """The single-byte encoding in which most high bytes are letters of French."""
    high = Counter(byte for byte in data[: 1 << 22] if byte > 0x7F)

    def letters(name: str) -> int:
        return sum(count for byte, count in high.items() if bytes([byte]).decode(name, "replace") in _FRENCH)

    return max(("cp1252", "mac_roman", "cp850"), key=letters)


def unscrambled(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 put right, as many times as it happened."""
    if text.isascii() or not _TWICE.search(text := _CONTROL.sub("", unicodedata.normalize("NFC", text))):
        return text
    for _ in range(8):
        before, text = text, _TWICE.sub(lambda found: _once(found[0]), text)
        if text == before:
            break
    return text


def _once(pair: str) -> str:
    try:
        read = bytes(_BYTES[character] for character in pair).decode("utf-8")
    except UnicodeDecodeError:
        return pair
    return read if _PLAUSIBLE.match(read) or _BYTES.get(read, 0) else pair


@lru_cache(maxsize=1024)
def tidy(text: str) -> str:
    """The text composed, without control characters, its runs of spaces one space; line breaks stay."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    lines = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip()
