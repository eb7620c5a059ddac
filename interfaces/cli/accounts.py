"""`accounts invite`, `link`, `close`: who can sign in, from the machine Palabre runs on."""

from typing import Annotated

import typer

from application.accounts import Identity, Purpose
from interfaces.cli.door import USAGE, AsJson, fail, opened, out, print_json
from interfaces.cli.reading import stream_of
from interfaces.web.posting import address_of, send_secret

accounts = typer.Typer(help="Who can sign in to the pages.", no_args_is_help=True)
Person = Annotated[str, typer.Argument(help="A person, or the end of their identifier")]


@accounts.command()
def invite(context: typer.Context, person: Person, *, as_json: AsJson = False) -> None:
    """Make a link by which somebody chooses a password. It works once, for seven days, and is shown once."""
    with opened(context, as_json=as_json) as parts:
        who = stream_of(parts, "person", person, as_json=as_json)
        parts.doors.links.withdraw(who, Purpose.INVITE)
        secret, to = parts.doors.links.make(Purpose.INVITE, who), parts.doors.addresses.email_of(who)
        language = parts.doors.notices.wishes(who).language
        sent = to is not None and send_secret(parts, to, Purpose.INVITE, secret, language)
        if as_json:
            print_json({"person": who, "link": address_of(parts, secret), "sent": sent})
            return
        out.print(address_of(parts, secret), highlight=False, markup=False)
        out.print("Sent by e-mail." if sent else "Not sent: hand it over yourself.", style="dim")


@accounts.command()
def link(
    context: typer.Context,
    person: Person,
    subject: Annotated[str, typer.Option(help="The subject by which the provider knows them")] = "",
    email: Annotated[str, typer.Option(help="Or an e-mail address that the provider has verified")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Let somebody in by their account at the OpenID Connect provider."""
    with opened(context, as_json=as_json) as parts:
        who, provider = stream_of(parts, "person", person, as_json=as_json), parts.doors.provider
        if provider is None:
            fail("no-provider", "Name the provider first: PALABRE_OIDC_ISSUER", USAGE, as_json=as_json)
        if bool(subject) is bool(email):
            fail("one-of-both", "Say either --subject or --email.", USAGE, as_json=as_json)
        parts.doors.identities.link(who, Identity(issuer=provider.issuer, subject=subject, email=email or None))
        if as_json:
            print_json({"person": who, "issuer": provider.issuer})


@accounts.command()
def close(context: typer.Context, person: Person, *, as_json: AsJson = False) -> None:
    """End every session of somebody, and every link that would let them in."""
    with opened(context, as_json=as_json) as parts:
        who = stream_of(parts, "person", person, as_json=as_json)
        parts.doors.links.withdraw(who, *Purpose)
        ended = parts.sessions.revoke_all(who)
        if as_json:
            print_json({"person": who, "ended": ended})
            return
        out.print(f"{ended} sessions ended.")
