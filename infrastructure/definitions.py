"""Reads the documents in which procedures are written, and keeps what published ones define."""

from collections import OrderedDict
from threading import Lock

from application.definitions.document import Document
from domain.procedure.definition import Procedure
from domain.values import Digest
from infrastructure.formats import procedure_yaml

KEPT = 512


class NoLongerRead(ValueError):
    """A document that was published can no longer be read: the reader has changed."""


class YamlDefinitions:
    """The Definitions port on YAML documents."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Digest, Procedure] = OrderedDict()
        self._lock = Lock()

    def read(self, text: bytes | str) -> Document:
        """What a document defines, and what is wrong with it."""
        return procedure_yaml.load(text)

    def digest(self, procedure: Procedure) -> Digest:
        """The digest of what is defined."""
        return procedure_yaml.definition_digest(procedure)

    def published(self, digest: Digest, text: str) -> Procedure:
        """What a published document defines. Raises NoLongerRead."""
        with self._lock:
            known = self._kept.get(digest)
            if known is not None:
                self._kept.move_to_end(digest)
                return known
        made = procedure_yaml.load(text).procedure
        if made is None:
            raise NoLongerRead(digest)
        with self._lock:
            self._kept[digest] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
