"""How a fault is put in words."""

from typing import NamedTuple


class Said(NamedTuple):
    """What is wrong and what to do about it; `{…}` is filled with the values of the case."""

    fr: str
    remedy_fr: str
    en: str
    remedy_en: str
