"""The name of a time zone, as the IANA writes it: only its form is checked, the zone itself lives outside."""

import re

_PART = r"[A-Za-z][A-Za-z0-9_+-]*"
_ZONE = re.compile(rf"{_PART}(/{_PART}){{0,2}}")


def well_formed(zone: str) -> bool:
    """Whether this can be the name of a time zone: `Europe/Paris`, `Indian/Reunion`, `UTC`."""
    return _ZONE.fullmatch(zone) is not None
