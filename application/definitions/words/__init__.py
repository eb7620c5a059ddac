"""What can be wrong with the document of a procedure, in words: one entry a rule, each with its remedy."""

from collections.abc import Mapping

from application.definitions.words.meaning import MEANING
from application.definitions.words.reading import READING
from application.definitions.words.said import Said
from application.definitions.words.shape import SHAPE
from application.definitions.words.typing import TYPING

WORDS: Mapping[str, Said] = {**READING, **SHAPE, **MEANING, **TYPING}
