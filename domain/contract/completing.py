"""What is unknown of a contract is completed later; what was published stands."""

from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar, cast

from domain.contract.terms import Holder, Place
from domain.decider import Refusal, replace
from domain.values import Money

R = TypeVar("R")


class PublishedDataFixed(Refusal):
    """What was published of a contract changes by a numbered modification alone."""

    article = "Code de la commande publique, art. R. 2196-1; arrêté du 22 décembre 2022"
    cure = "The buyer publishes a modification, or says which of the two is wrong."


class Fixed(StrEnum):
    """What stands of a description: nothing yet, what is known of it, or the whole, where it was published whole."""

    NOTHING = "nothing"
    KNOWN = "known"
    WHOLE = "whole"


def completed(known: R, stated: R, fixed: Fixed) -> tuple[R, list[PublishedDataFixed]]:
    """What is known once this is stated too, as far as it is not fixed."""
    changes: dict[str, object] = {}
    contradicted: list[PublishedDataFixed] = []
    for name, before, now in _differing(known, stated):
        if fixed is Fixed.WHOLE or (fixed is Fixed.KNOWN and not _unknown(before)):
            contradicted.append(PublishedDataFixed(f"{name}: {said(before)} → {said(now)}"))
        else:
            changes[name] = now
    return (replace(known, **changes) if changes else known), contradicted


def _differing(known: Any, stated: Any) -> Iterator[tuple[str, object, object]]:
    for one in fields(known):
        before, now = getattr(known, one.name), getattr(stated, one.name)
        if not _unknown(now) and now != before:
            yield one.name, before, now


def _unknown(value: object) -> bool:
    return value is None or value in ("", ())


def said(value: object) -> str:
    """A value in a word or two, for the details of an irregularity."""
    match value:
        case None | "" | ():
            return "?"
        case Money():
            return f"{value.amount} {value.currency}"
        case Holder():
            return value.number or value.organisation
        case Place():
            return f"{value.kind} {value.code}"
        case tuple():
            return ", ".join(said(each) for each in cast("tuple[object, ...]", value))
        case _:
            return str(value)
