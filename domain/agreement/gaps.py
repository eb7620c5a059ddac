"""What should be known of a signed agreement and is not: an irregularity until somebody completes it."""

from collections.abc import Iterable
from datetime import date

from domain import irregularity
from domain.decider import Refusal


class TakenOverTextUnknown(Refusal):
    """The text of an agreement that was signed is on file."""

    cure = "A party hands in the signed text."


class TakenOverSignatureUnknown(Refusal):
    """Each party's signature under a signed agreement is known."""

    cure = "The party shows its signed copy."


class TakenOverActUnknown(Refusal):
    """Each authority's act behind a signed agreement is known."""

    article = "CGCT L2121-29, L2131-1"
    cure = "The authority names the act."


class TakenOverStartUnknown(Refusal):
    """The day from which an agreement has been in force is known."""

    cure = "The parties state the day."


def filled(
    known: irregularity.Irregularities, gaps: Iterable[tuple[type[Refusal], str]], on: date
) -> list[irregularity.Event]:
    """The irregularities that consisted in these gaps, put right."""
    names = {(irregularity.rule_name(rule), detail) for rule, detail in gaps}
    return [
        irregularity.IrregularityRegularised(number=one.number, how="Complété.", on=on)
        for one in known
        if one.state is irregularity.IrregularityState.OPEN and (one.rule, one.detail) in names
    ]
