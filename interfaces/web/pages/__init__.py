"""The pages: one module each, with `add(web)` that registers its routes. A new module is one line here."""

from typing import Protocol

from interfaces.web.pages import (
    account,
    agreement,
    agreement_follow,
    agreement_history,
    agreement_money,
    agreement_parties,
    agreement_plan,
    agreements,
    commitments,
    deed,
    demo,
    documents,
    evaluations,
    home,
    notifications,
    openid,
    organisations,
    own_space,
    people_in,
    safety,
    ways_in,
)
from interfaces.web.web import Web


class PageModule(Protocol):
    """A module of pages."""

    def add(self, web: Web) -> None:
        """Register its routes."""
        ...


PAGES: tuple[PageModule, ...] = (
    home,
    account,
    demo,
    agreements,
    agreement,
    agreement_parties,
    agreement_money,
    agreement_plan,
    agreement_follow,
    agreement_history,
    documents,
    own_space,
    commitments,
    evaluations,
    organisations,
    deed,
    ways_in,
    openid,
    safety,
    people_in,
    notifications,
)
