"""TEMP"""

from domain.decider import record
from domain.procedure.configuration import Configuration


@record
class Stuck:
    states: tuple[str, ...] = ()


@record
class Placed:
    configuration: Configuration
    moved: tuple[tuple[str, str], ...] = ()


def placed(configuration, definition, version):
    return Placed(configuration=configuration)
