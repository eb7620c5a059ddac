"""Who may look after webhooks: administrators and integrators, each as far as their mandate reaches."""

from collections.abc import Sequence

from application.authority import NotEmpowered, NotTheirMandate
from application.facts import Facts
from application.mandates import powers
from domain.mandate import Empowerment, Role
from domain.values import FrameworkId, MandateId, PersonId

TENDING = frozenset({Role.ADMINISTRATOR, Role.INTEGRATOR})


def tended(facts: Facts, actor: str, mandate: MandateId | None) -> "Tended":
    """What the actor may look after today. Raises NotTheirMandate, NotEmpowered where that is nothing."""
    held = [powers(facts, name) for name in facts.mandates_of(PersonId(actor)) if mandate in (None, name)]
    if mandate is not None and not held:
        raise NotTheirMandate(mandate)
    today = facts.today(None)
    return Tended([one for one in held if one.role in TENDING and one.holds_on(today)])


class Tended:
    """The webhooks of some frameworks, or of all."""

    def __init__(self, held: Sequence[Empowerment]) -> None:
        if not held:
            raise NotEmpowered("webhook")
        self._held = held

    def reaches(self, frameworks: Sequence[str]) -> bool:
        """Whether they may look after a webhook that is sent the facts of these; of none named: of all there are."""
        if any(one.framework is None for one in self._held):
            return True
        named = [FrameworkId(each) for each in frameworks]
        return bool(named) and all(any(one.covers(each) for one in self._held) for each in named)

    def insist(self, frameworks: Sequence[str]) -> None:
        """Raises NotEmpowered where they may not."""
        if not self.reaches(frameworks):
            raise NotEmpowered("webhook", *frameworks)
