"""Text as it is searched: without case, accents or punctuation."""

import re
import unicodedata

_JOINED = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("’", " "))
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """`Économie sociale d'Été` → `economie sociale d ete`."""
    text = text.lower()
    if not text.isascii():
        for joined, apart in _JOINED:
            text = text.replace(joined, apart)
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return text.replace("'", " ")


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))
