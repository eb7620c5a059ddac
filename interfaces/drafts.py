"""Bylaws that somebody wrote out to try: read strictly, every mistake named."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from domain.bylaws import Bylaws
from interfaces.api.schemas import Strict, complaints, wrong_decimals


class Draft(Strict):
    """Bylaws to judge past decisions by."""

    bylaws: Bylaws


class DraftUnreadable(ValueError):
    """The draft is not in the shape of bylaws: `found` says which field holds what it cannot hold."""

    def __init__(self, found: Sequence[Mapping[str, str]]) -> None:
        super().__init__("; ".join(f"{one['field']}: {one['message']}" for one in found))
        self.found = found


def read_draft(raw: Mapping[str, Any]) -> Bylaws:
    """The bylaws in a mapping `{bylaws: …}`. Raises DraftUnreadable."""
    wrong = wrong_decimals(raw, Draft)
    if wrong:
        raise DraftUnreadable(wrong)
    try:
        return Draft.model_validate_json(json.dumps(raw, default=str)).bylaws
    except ValidationError as error:
        raise DraftUnreadable(complaints(error)) from error
