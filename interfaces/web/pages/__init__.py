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
    audit,
    board,
    commitments,
    compare,
    controls,
    decisions,
    deed,
    demo,
    documents,
    evaluations,
    fields,
    home,
    journal,
    keys,
    organisations,
    own_space,
    procedure_editor,
    procedures,
    proofs,
    public,
    public_agreement,
    schemas,
    search,
    strategies,
    webhooks,
    what_if,
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
    public,
    public_agreement,
    board,
    audit,
    decisions,
    journal,
    controls,
    compare,
    proofs,
    what_if,
    search,
    webhooks,
    keys,
    schemas,
    procedure_editor,
    procedures,
    fields,
    strategies,
)
