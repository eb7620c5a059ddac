"""given / when / then for any decider."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.decider import Decider, Refusal


@dataclass
class Scenario:
    """`Scenario(decider).given(*events).when(command).then(*events)`."""

    decider: Decider[Any, Any, Any]
    history: tuple[object, ...] = ()
    command: object = field(default=None)

    def given(self, *history: object) -> "Scenario":
        return Scenario(self.decider, history)

    def when(self, command: object) -> "Scenario":
        return Scenario(self.decider, self.history, command)

    def then(self, *expected: object) -> None:
        assert self._decided() == list(expected)

    def then_nothing(self) -> None:
        assert self._decided() == []

    def then_refused(self, rule: type[Refusal], *details: object) -> None:
        with pytest.raises(rule) as refusal:
            self._decided()
        assert refusal.value.args == details

    def _decided(self) -> list[object]:
        state = self.decider.fold(self.history)
        return list(self.decider.decide(self.command, state))
