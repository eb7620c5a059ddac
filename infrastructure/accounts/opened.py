"""The doors, wired on the store of accounts as the settings say."""

import hashlib
import hmac

from application.accounts import Provider, Purpose
from application.doors import Doors
from application.ports import Clock, EventLog
from application.streams import Streams
from infrastructure.accounts.addresses import LogAddresses, StoredIdentities
from infrastructure.accounts.factors import StoredFactors
from infrastructure.accounts.links import StoredLinks
from infrastructure.accounts.notices import StoredNotices
from infrastructure.accounts.passwords import StoredPasswords
from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.throttle import StoredThrottle
from infrastructure.mail import SmtpMail
from infrastructure.settings import Settings

BACK = "/connexion/openid/retour"
"""Where a provider sends people back to."""


def open_doors(
    settings: Settings, store: AccountStore, master: bytes, log: EventLog, streams: Streams, clock: Clock
) -> Doors:
    """Open them."""

    def digest(content: bytes) -> str:
        return hmac.new(master, b"palabre accounts " + content, hashlib.sha256).hexdigest()

    passwords, links = StoredPasswords(store, clock.now), StoredLinks(store, clock.now)
    provider = _provider(settings, clock)
    return Doors(
        passwords=passwords,
        links=links,
        factors=StoredFactors(store, master, clock.now),
        throttle=StoredThrottle(store, clock.now),
        addresses=LogAddresses(store, log, streams, digest),
        identities=StoredIdentities(store, digest),
        notices=StoredNotices(store, master),
        mail=_mail(settings, clock),
        provider=provider,
        is_open=lambda: provider is not None or passwords.any() or links.any(Purpose.INVITE),
    )


def _mail(settings: Settings, clock: Clock) -> SmtpMail | None:
    if not settings.smtp_host:
        return None
    return SmtpMail(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        settings.mail_from,
        clock.now,
    )


def _provider(settings: Settings, clock: Clock) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    from infrastructure.oidc import OpenIdProvider  # noqa: PLC0415 — whoever has no provider starts faster

    secret = settings.oidc_client_secret.get_secret_value()
    return OpenIdProvider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.address + BACK, clock)
