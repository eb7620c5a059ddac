"""Times of BPMN timers (ISO 8601 as text) as durations of a procedure, and back."""

import re

from domain.procedure.definition import Span, Timer
from infrastructure.formats.xml_tree import Element

_DURATION = re.compile(
    r"(?P<sign>-)?P(?!$)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?!$)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,8})(?:\.0+)?S)?)?"
)
_WORKDAYS = re.compile(r"(?P<sign>-)?(?P<workdays>\d{1,4}) workdays?")
_OF = re.compile(r"(?P<of>[a-z_]\w*(?:\.[a-z_]\w*)+)(?: ?(?P<sign>[+-]) ?(?P<delay>[P\d].*))?")
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:[^/P]*/)?(?P<every>P.*)")


def span(text: str) -> Span | None:
    """A duration (`P3M`, `-P6M`, `PT12H`, `10 workdays`); None for what is none."""
    found = _DURATION.fullmatch(text) or _WORKDAYS.fullmatch(text)
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value and name != "sign"}
    clock = parts.pop("hours", 0) * 3600 + parts.pop("minutes", 0) * 60 + parts.pop("seconds", 0)
    return Span(negative=found["sign"] is not None, seconds=clock, **parts)


def timer(definition: Element | None) -> tuple[Timer | None, bool]:
    """When a timer falls due, None where that cannot be read; and whether only the first of several times is kept."""
    for kind, text in _times(definition):
        if kind == "timeCycle" and (cycle := _CYCLE.fullmatch(text)) and (every := span(cycle["every"])):
            return Timer(delay=every), cycle["times"] != "1"
        if kind == "timeDuration" and (delay := span(text)):
            return Timer(delay=delay), False
        if relative := _relative(text):
            return relative, False
    return None, False


def _relative(text: str) -> Timer | None:
    """A date of the subject, or so long before or after it: `agreement.ends_on - P6M`."""
    found = _OF.fullmatch(text)
    if found is None:
        return None
    delay = span(found["delay"]) if found["delay"] else Span()
    if delay is None or delay.negative:
        return None
    return Timer(delay=_signed(delay, negative=found["sign"] == "-"), of=found["of"])


def _signed(delay: Span, *, negative: bool) -> Span:
    parts = ("years", "months", "weeks", "days", "workdays", "seconds")
    return Span(negative=negative, **{name: getattr(delay, name) for name in parts})


def repeats(definition: Element | None) -> bool:
    """Whether a timer goes off more than once."""
    return any(kind == "timeCycle" and not text.startswith("R1/") for kind, text in _times(definition))


def _times(definition: Element | None) -> list[tuple[str, str]]:
    if definition is None:
        return []
    return [(one.name, unwrapped(" ".join(one.text.split()))) for one in definition.children if one.text]


def unwrapped(expression: str) -> str:
    """An expression without the marks that engines put around one: `${…}`, `#{…}`, a leading `=`."""
    text = expression.strip()
    if text[:2] in {"${", "#{"} and text.endswith("}"):
        return text[2:-1].strip()
    return text[1:].strip() if text[:1] == "=" and text[:2] != "==" else text


def iso(delay: Span) -> str:
    """A duration as text, the way `span` reads it."""
    sign = "-" if delay.negative else ""
    if delay.workdays:
        return f"{sign}{delay.workdays} workdays"
    units = (("Y", delay.years), ("M", delay.months), ("W", delay.weeks), ("D", delay.days))
    days = "".join(f"{count}{unit}" for unit, count in units if count)
    hours, rest = divmod(delay.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = "".join(f"{count}{unit}" for unit, count in (("H", hours), ("M", minutes), ("S", seconds)) if count)
    return f"{sign}P{days}{'T' if clock else ''}{clock}" if days or clock else "P0D"


def when(due: Timer) -> tuple[str, str]:
    """A timer as the element of BPMN that holds it, and its text."""
    if not due.of:
        return "timeDuration", iso(due.delay)
    text = iso(_signed(due.delay, negative=False))
    return "timeDate", due.of if due.delay == Span() else f"{due.of} {'-' if due.delay.negative else '+'} {text}"
