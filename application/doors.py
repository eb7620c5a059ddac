"""Everything by which people come in and are reached, in one place for whoever opens a door."""

from collections.abc import Callable
from dataclasses import dataclass

from application.accounts import Addresses, Factors, Identities, Links, Passwords, Provider, Throttle
from application.mail import Mail
from application.notices import Notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ports of signing in and of mail; `mail` and `provider` are None where none is configured."""

    passwords: Passwords
    links: Links
    factors: Factors
    throttle: Throttle
    addresses: Addresses
    identities: Identities
    notices: Notices
    mail: Mail | None
    provider: Provider | None
    is_open: Callable[[], bool]
    """Whether anybody could sign in: somebody has a password or an invitation, or there is a provider."""
