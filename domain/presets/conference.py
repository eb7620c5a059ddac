"""The regional conference of the social economy: it debates and proposes without a vote, every two years."""

from datetime import date

from domain.agreement.parts import months_later
from domain.bylaws import (
    AgendaRule,
    MajorityRule,
    ModeRule,
    NoticeRule,
    OutcomeKind,
    PublicationRule,
)
from domain.decider import Refusal, record
from domain.presets.preset import JOINED, Preset
from domain.presets.texts import since
from domain.values import Period

ARTICLE = "loi n° 2014-856 du 31 juillet 2014, art. 8"
SINCE_2014 = since(2014, 8, 2)

CONFERENCE = Preset(
    name="regional-sse-conference",
    title="Conférence régionale de l'économie sociale et solidaire",
    gives=frozenset({OutcomeKind.CONSENSUS, OutcomeKind.TAKEN_NOTE, OutcomeKind.REFERRED_BACK}),
    notice=(NoticeRule(days=15, article=f"{ARTICLE} ; usage, convocation", held=SINCE_2014),),
    majority=(MajorityRule(consensus=True, article=ARTICLE, held=SINCE_2014),),
    modes=(ModeRule(modes=JOINED, article=f"{ARTICLE} ; usage, modalités", held=SINCE_2014),),
    agenda=(AgendaRule(closed=False, article=f"{ARTICLE} ; usage, ordre du jour", held=SINCE_2014),),
    publication=(PublicationRule(list_days=30, minutes=False, article=f"{ARTICLE} ; usage, relevé", held=SINCE_2014),),
)


@record
class Interval:
    """At most so many months between two meetings, as a text lays down, and the days on which it held."""

    months: int
    article: str
    held: Period


INTERVALS = (Interval(months=24, article=ARTICLE, held=SINCE_2014),)
"""The conference is held every two years at least."""


class ConferenceOverdue(Refusal):
    """The regional conference of the social economy is held every two years at least."""

    article = ARTICLE
    cure = "The prefect and the president of the region convene the conference."


def next_by(last: date) -> date | None:
    """The day by which the next conference is held, counted from the last; None where no text says so."""
    rule = next((one for one in INTERVALS if one.held.holds(last)), None)
    return None if rule is None else months_later(last, rule.months)


def overdue(last: date, today: date) -> ConferenceOverdue | None:
    """The breach of not having met since then, once the day has passed by which it was to meet."""
    due = next_by(last)
    return ConferenceOverdue(due) if due is not None and today > due else None
