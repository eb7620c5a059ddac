"""The pages: one module each, with `add(web)` that registers its routes. A new module is one line here."""

from typing import Protocol

from interfaces.web.pages import (
    account,
    agenda,
    agreement,
    agreement_follow,
    agreement_history,
    agreement_money,
    agreement_parties,
    agreement_plan,
    agreements,
    cases,
    commitments,
    committees,
    deed,
    demo,
    documents,
    drafting,
    evaluations,
    home,
    meeting_deeds,
    meetings,
    minutes,
    organisations,
    own_space,
    reprise,
    work,
)
from interfaces.web.web import Web


class PageModule(Protocol):
    """A module of pages."""

    def add(self, web: Web) -> None:
        """Register its routes."""
        ...


PAGES: tuple[PageModule, ...] = (
    home,
    meeting_deeds,
    meetings,
    minutes,
    account,
    demo,
    agreements,
    drafting,
    agreement,
    agreement_parties,
    agreement_money,
    agreement_plan,
    agreement_follow,
    agreement_history,
    documents,
    own_space,
    commitments,
    committees,
    evaluations,
    organisations,
    reprise,
    deed,
    agenda,
    work,
    cases,
)
