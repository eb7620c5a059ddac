"""The trail that every question about the past follows, up to date with the log."""

from application.history.trail import Trail
from interfaces.parts import Parts


def trail(parts: Parts) -> Trail:
    """A trail as the log stands now."""
    parts.settle()
    return Trail(parts.log, parts.replay.streams, parts.reading, parts.log.position())
