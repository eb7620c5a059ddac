"""A form as it came: text by name, files apart, and what is wrong with it, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

LONGEST = 100_000
OWN = frozenset({"_token", "_nonce", "_expected", "_code"})
"""What the frame itself puts into every form."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something to mend: the field (empty: the whole), and how, in words."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was typed, kept whatever comes of it."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    files: Mapping[str, UploadFile] = field(default_factory=dict[str, UploadFile])

    def __getitem__(self, name: str) -> str:
        """The text of a field; empty where it was left out."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        """Everything chosen of several."""
        return self.values.get(name, ())

    def kept(self, name: str, otherwise: object = "") -> str:
        """What stands in a field: what was typed, or what it begins with."""
        return self[name] if name in self.values else str(otherwise if otherwise is not None else "")

    def own(self) -> Mapping[str, Sequence[str]]:
        """The visitor's fields alone."""
        return {name: values for name, values in self.values.items() if name not in OWN}

    @property
    def expected(self) -> int | None:
        """The version the form was made from."""
        text = self["_expected"]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def read(form: FormData) -> Sent:
    """A form from its fields; null characters are no text, and line ends are one character."""
    values: dict[str, list[str]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = value
        else:
            values.setdefault(name, []).append(value.replace("\x00", "").replace("\r\n", "\n").strip())
    return Sent(values, files)
