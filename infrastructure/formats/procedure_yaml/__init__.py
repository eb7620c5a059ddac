"""Procedures as YAML: read with every fault told, written back, and described for editors."""

from infrastructure.formats.procedure_yaml.digest import definition_digest, without_places
from infrastructure.formats.procedure_yaml.grammar import schema
from infrastructure.formats.procedure_yaml.loading import load
from infrastructure.formats.procedure_yaml.writing import NotWritable, to_yaml

__all__ = ["NotWritable", "definition_digest", "load", "schema", "to_yaml", "without_places"]
