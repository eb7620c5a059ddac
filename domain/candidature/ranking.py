"""How applications to one call stand beside each other: by the weighted mean of what the jury gave."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from domain.call.state import Criterion
from domain.candidature.state import Application, Mark

WHOLE = Decimal(100)
HUNDREDTH = Decimal("0.01")


def counted(application: Application) -> Iterator[Mark]:
    """The marks that count: those of members without a known interest."""
    return (one for one in application.marks if one.member not in application.interested)


def set_aside(application: Application) -> int:
    """How many marks are on file and do not count."""
    return sum(one.member in application.interested for one in application.marks)


def mean(application: Application, criterion: Criterion) -> Decimal | None:
    """The mean of the points on a criterion; None where nobody gave any that count."""
    points = [one.points for one in counted(application) if one.criterion == criterion.code]
    return sum(points, Decimal(0)) / len(points) if points else None


def score(application: Application) -> Decimal | None:
    """From 0 to 100: each criterion as a share of its maximum, by weight; None until all are scored."""
    criteria = () if application.terms is None else application.terms.criteria
    weighed = Decimal(0)
    for one in criteria:
        points = mean(application, one)
        if points is None:
            return None
        weighed += one.weight * points / one.maximum
    weights = sum((one.weight for one in criteria), Decimal(0))
    return (weighed / weights * WHOLE).quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if weights else None
