"""Use cases are tried on the same real parts as the doors."""

from tests.interfaces.conftest import any_world

__all__ = ["any_world"]
