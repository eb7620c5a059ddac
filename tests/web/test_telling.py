"""Who is told what: once, in their pages and by e-mail, whatever happens in between."""

import ssl
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from application.mail import Mail, Message, NotSent
from application.notices import Notice, Notices, Wishes
from application.notifying import TELLS
from application.registry import NOUNS
from domain import commitment as commitments
from domain.agreement import text
from domain.agreement.parts import AgreementKind, NamedParty
from domain.commitment.state import Kind, Origin, OriginKind, Owner
from domain.framework import FieldOfWork
from domain.values import OrganisationId
from infrastructure.mail import SmtpMail
from infrastructure.outside import SystemClock
from interfaces.web.telling import SAID, notify
from tests.web.conftest import surfer
from tests.web.mailing import Inbox, Mailed, link_in, mail_server, mailed_world, text_of

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def mailed(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Mailed]:
    with mailed_world(tmp_path, request.param) as made:
        made.write_to("president", "presidente@ateliers.example")
        notify(made.world.parts)
        made.inbox.taken()
        yield made


def notice(mailed: Mailed, key: str, *, urgent: bool, person: str = "president", subject: str = "") -> Notice:
    return Notice(
        key=key,
        person=mailed.world.ids[person],
        kind="agreement.Approved" if urgent else "agreement.TookEffect",
        subject=subject or f"agreement-{mailed.world.framework[-36:]}",
        urgent=urgent,
        at=mailed.clock.now(),
    )


def told(mailed: Mailed, *notices: Notice) -> dict[str, int]:
    mailed.world.parts.doors.notices.add(notices, 0)
    return dict(notify(mailed.world.parts))


def test_what_is_told_happens_and_has_words() -> None:
    happens = {f"{noun.kind}.{event.__name__}" for noun in NOUNS.values() for event in noun.events}
    assert set(TELLS) <= happens
    assert set(TELLS) < set(SAID)


def test_what_cannot_wait_is_told_at_once_and_once(mailed: Mailed) -> None:
    one = notice(mailed, "a", urgent=True)
    assert told(mailed, one, one)["sent"] == 1
    assert told(mailed, one)["sent"] == 0
    (letter,) = mailed.inbox.taken()
    assert letter["To"] == "presidente@ateliers.example"
    assert letter["Subject"] == "Votre signature est attendue"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.get_body(("html",))
    assert html is not None
    assert link_in(text_of(letter)) in str(html.get_content())
    assert "<style" not in str(html.get_content())


def test_what_can_wait_is_told_together_once_a_week(mailed: Mailed) -> None:
    mailed.clock.set(MONDAY)
    assert told(mailed, *(notice(mailed, key, urgent=False) for key in "ab"))["sent"] == 1
    assert mailed.inbox.last().count("La convention est en vigueur") == 2
    mailed.clock.set(MONDAY + timedelta(days=3))
    assert told(mailed, notice(mailed, "c", urgent=False))["sent"] == 0
    mailed.clock.set(MONDAY + timedelta(days=7))
    assert told(mailed)["sent"] == 1
    assert mailed.inbox.last().count("La convention est en vigueur") == 1


def test_a_full_server_is_tried_again(mailed: Mailed) -> None:
    mailed.inbox.full = True
    assert told(mailed, notice(mailed, "a", urgent=True))["failed"] == 1
    mailed.inbox.full = False
    assert told(mailed)["sent"] == 0, "not before some minutes"
    mailed.clock.set(mailed.clock.now() + timedelta(minutes=3))
    assert told(mailed)["sent"] == 1
    assert len(mailed.inbox.taken()) == 1


def test_a_crash_after_sending_is_recognised_as_the_same_letter(mailed: Mailed) -> None:
    """Between the mail server's word and ours there is an instant in which a process can die."""

    class Dies(Exception):
        pass

    class DyingMail:
        def __init__(self, real: Mail) -> None:
            self.real = real

        def send(self, message: Message) -> None:
            self.real.send(message)
            raise Dies

    parts = mailed.world.parts
    assert parts.doors.mail is not None
    parts.doors.notices.add([notice(mailed, "a", urgent=True)], 0)
    with pytest.raises(Dies):
        notify(replace(parts, doors=replace(parts.doors, mail=DyingMail(parts.doors.mail))))
    assert notify(parts)["sent"] == 0, "another process may still have it in hand"
    mailed.clock.set(mailed.clock.now() + timedelta(minutes=6))
    assert notify(parts)["sent"] == 1
    first, second = mailed.inbox.taken()
    assert first["Message-ID"] == second["Message-ID"]
    mailed.clock.set(mailed.clock.now() + timedelta(days=9))
    assert notify(parts)["sent"] == 0


def test_the_log_is_read_once_even_where_a_reader_dies(mailed: Mailed) -> None:
    """How far the log was read is kept together with what was found in it."""

    class Dies(Exception):
        pass

    class DyingNotices:
        def __init__(self, real: Notices) -> None:
            self.real = real

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

        def add(self, notices: Sequence[Notice], position: int) -> int:
            del notices, position
            raise Dies

    parts, president = mailed.world.parts, mailed.world.president
    commitment = promised(mailed)
    dying: Any = DyingNotices(parts.doors.notices)
    with pytest.raises(Dies):
        notify(replace(parts, doors=replace(parts.doors, notices=dying)))
    assert [notify(parts)["derived"] for _ in range(2)] == [1, 0]
    (one,) = parts.doors.notices.of(president, 10)
    assert (one.kind, one.subject, one.urgent) == ("commitment.Declared", commitment, False)
    assert "Former douze personnes" in surfer(mailed.world, "president").open("/notifications").text


def promised(mailed: Mailed) -> str:
    """A commitment of the association, which its president did not declare."""
    world, today = mailed.world, mailed.clock.now().date()
    parties = (NamedParty(organisation=OrganisationId(world.association)),)
    here = {"framework": world.framework, "on": today}
    charter = {"kind": AgreementKind.CHARTER, "title": "Charte", "parties": parties}
    agreement = world.do("coordinator", "agreement", text.Draft, **here, **charter)
    return world.do(
        "coordinator",
        "commitment",
        commitments.Declare,
        **here,
        title="Former douze personnes",
        kind=Kind.TRAINING,
        field=FieldOfWork.COORDINATION,
        owners=(Owner(organisation=OrganisationId(world.association)),),
        origin=Origin(kind=OriginKind.AGREEMENT, stream=agreement),
        due=today + timedelta(days=90),
    )


def test_one_click_ends_the_letters_and_nothing_else(mailed: Mailed) -> None:
    told(mailed, notice(mailed, "a", urgent=True))
    (letter,) = mailed.inbox.taken()
    address = str(letter["List-Unsubscribe"]).strip("<>")
    path = "/" + address.split("/", 3)[3]
    mine = surfer(mailed.world)
    mine.open(path)
    assert told(mailed, notice(mailed, "b", urgent=True))["sent"] == 1, "looking at the page ends nothing"
    assert mine.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert told(mailed, notice(mailed, "c", urgent=True))["sent"] == 0
    forged = path.replace(path[-3:], "000")
    assert mine.client.post(forged, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    shown = surfer(mailed.world, "president")
    assert shown.open("/notifications").text.count("Votre signature est attendue") == 3
    assert ">3</span>" in shown.open("/moi").text
    shown.send("/notifications", "/notifications", {})
    assert "Tout marquer" not in shown.open("/notifications").text
    shown.send("/moi/messages", "/moi/securite", {"at_once": "true"})
    assert mailed.world.parts.doors.notices.wishes(mailed.world.president) == Wishes(weekly=False, at_once=True)


def test_a_letter_is_in_the_readers_language(mailed: Mailed) -> None:
    mailed.world.parts.doors.notices.wish(mailed.world.president, Wishes(language="en"))
    told(mailed, notice(mailed, "a", urgent=True))
    (letter,) = mailed.inbox.taken()
    assert letter["Subject"] == "Your signature is awaited"
    assert "Stop receiving" in str(letter.get_body(("html",)))


def certificate() -> tuple[bytes, bytes]:
    """A certificate of the name `localhost`, signed by itself, and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2040, 1, 1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return signed.public_bytes(serialization.Encoding.PEM), secret


def test_mail_goes_out_closed_and_only_to_whom_it_trusts(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_bytes(certificate()[0])
    shown, secret = certificate()
    (tmp_path / "cert.pem").write_bytes(shown)
    (tmp_path / "key.pem").write_bytes(secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    trusting = ssl.create_default_context(cadata=shown.decode())
    message = Message(
        to="a@b.fr", subject="Objet\r\nBcc: evil@example.org", text="x", html="<p>x</p>", name="n", headers={}
    )
    for security, options in (("starttls", {"tls_context": server, "require_starttls": True}), ("none", {})):
        inbox = Inbox()
        with mail_server(inbox, **options) as port:
            now: Any = SystemClock().now
            mail = SmtpMail("localhost", port, security, "", "", "P <p@x.fr>", now, trusting)  # type: ignore[arg-type]
            mail.send(message)
            (one,) = inbox.taken()
            assert one["Bcc"] is None
            if security == "starttls":
                with pytest.raises(NotSent):
                    replace(mail, context=None).send(message)
            else:
                with pytest.raises(NotSent):
                    replace(mail, security="starttls").send(message)
                assert inbox.taken() == []
