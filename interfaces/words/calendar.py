"""Durations and calendars, in French."""

FRENCH: dict[str, str] = {
    "not-a-span": "Une durée s'écrit comme P3M, P20D, PT12H, -P6M ou « 10 workdays ».",
    "calendar-has-no-such-year": "On ne compte de jours ouvrés que dans les années dont on connaît les jours fériés.",
    "date-out-of-reach": "Une échéance tombe entre les années 1 et 9999.",
}
