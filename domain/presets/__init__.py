"""The rules that the law gives a body, or that such bodies usually give themselves, each with its article and days."""

from domain.presets.lookup import PRESETS, bylaws_of, names, versions
from domain.presets.preset import DatedBylaws, NoTextThatDay, Preset, UnknownPreset

__all__ = [
    "PRESETS",
    "DatedBylaws",
    "NoTextThatDay",
    "Preset",
    "UnknownPreset",
    "bylaws_of",
    "names",
    "versions",
]
