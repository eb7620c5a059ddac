"""Passwords, links and codes: what lets in, once, for a while, and what is recorded of whoever stays outside."""

from collections.abc import Generator
from datetime import timedelta

import pyotp
import pytest

from application.accounts import LASTS, Purpose
from application.signing_in import NEEDS_SECOND_FACTOR
from domain import access, person
from domain.person import ErasureReason
from infrastructure.accounts.factors import TRUSTED
from infrastructure.accounts.throttle import FREE, LONGEST
from interfaces.parts import Parts
from tests.web.conftest import Surfer, hidden, surfer
from tests.web.mailing import Mailed, link_in, mailed_world

GOOD = "une phrase que je retiens"
PASSWORD = "/connexion/mot-de-passe"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def mailed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Mailed]:
    with mailed_world(tmp_path_factory.mktemp("accounts"), request.param) as made:
        yield made


@pytest.fixture
def somebody(mailed: Mailed, request: pytest.FixtureRequest) -> str:
    """Somebody new with an address of their own."""
    name = f"s{abs(hash(request.node.name))}"
    mailed.world.person(name)
    mailed.write_to(name, f"{name}@asso.example")
    mailed.inbox.taken()
    return name


def failures(parts: Parts) -> list[tuple[str, str, str]]:
    parts.book.flush()
    facts = parts.log.of_types([access.SignInFailed], 0, 10_000)
    return [(one.event.way, one.event.reason, one.event.account) for one in facts]  # type: ignore[attr-defined]


def invited(mailed: Mailed, name: str) -> Surfer:
    """Somebody who has used their invitation."""
    secret = mailed.world.parts.doors.links.make(Purpose.INVITE, mailed.world.ids[name])
    mine = surfer(mailed.world)
    answer = mine.send(f"/lien/{secret}", f"/lien/{secret}", {"password": GOOD, "repeated": GOOD})
    assert answer.status_code == 303
    return mine


def enter(mailed: Mailed, name: str, password: str = GOOD) -> tuple[Surfer, int]:
    mine = surfer(mailed.world)
    fields = {"email": f" {name}@ASSO.example", "password": password, "suite": "/conventions"}
    return mine, mine.send(PASSWORD, PASSWORD, fields).status_code


def test_an_invitation_makes_an_account_once(mailed: Mailed, somebody: str) -> None:
    secret = mailed.world.parts.doors.links.make(Purpose.INVITE, mailed.world.ids[somebody])
    path, mine = f"/lien/{secret}", surfer(mailed.world)
    short = mine.send(path, path, {"password": "court", "repeated": "court"})
    assert (short.status_code, "data-focus" in short.text, "court" in short.text) == (422, True, False)
    assert mine.send(path, path, {"password": GOOD, "repeated": f"{GOOD}."}).status_code == 422
    fields = {"password": GOOD, "repeated": GOOD, "_token": hidden(mine.open(path).text, "_token")}
    assert mine.client.post(path, data=fields, follow_redirects=False).status_code == 303
    assert mine.open("/moi").status_code == 200
    assert surfer(mailed.world).open(path).status_code == 410
    assert ("link", "link-dead", "") in failures(mailed.world.parts)
    assert enter(mailed, somebody)[1] == 303


def test_an_invitation_does_not_wait_for_ever(mailed: Mailed, somebody: str) -> None:
    secret = mailed.world.parts.doors.links.make(Purpose.INVITE, mailed.world.ids[somebody])
    before = mailed.clock.now()
    mailed.clock.set(before + LASTS[Purpose.INVITE])
    assert mailed.world.parts.doors.links.use(secret, Purpose.INVITE) is None
    mailed.clock.set(before)


def test_nothing_tells_whether_an_account_exists(mailed: Mailed, somebody: str) -> None:
    invited(mailed, somebody)
    mine = surfer(mailed.world)
    wrong = mine.send(PASSWORD, PASSWORD, {"email": f"{somebody}@asso.example", "password": "faux"})
    nobody = mine.send(PASSWORD, PASSWORD, {"email": "personne@asso.example", "password": "faux"})
    assert wrong.status_code == nobody.status_code == 422
    assert "ne vont pas ensemble" in wrong.text
    assert "ne vont pas ensemble" in nobody.text
    known = {way: account for way, reason, account in failures(mailed.world.parts) if reason == "wrong-password"}
    assert known["password"] == mailed.world.ids[somebody]
    assert ("password", "unknown-account", "") in failures(mailed.world.parts)
    sent = [
        mine.send("/connexion/oublie", "/connexion/oublie", {"email": f"{one}@asso.example"}) for one in (somebody, "x")
    ]
    assert sent[0].text.count("vient d’y être envoyé") == sent[1].text.count("vient d’y être envoyé") == 1
    assert len(mailed.inbox.taken()) == 1


def test_whoever_fails_waits_longer_each_time(mailed: Mailed, somebody: str) -> None:
    invited(mailed, somebody)
    for _ in range(FREE):
        assert enter(mailed, somebody, "faux")[1] == 422
    mine, status = enter(mailed, somebody)
    assert status == 429
    start = mailed.clock.now()
    waits = []
    for _ in range(3):
        waits.append(
            mailed.world.parts.doors.throttle.wait(f"as  {somebody}@asso.example", f"as {somebody}@asso.example")
        )
        mailed.clock.set(mailed.clock.now() + timedelta(seconds=waits[-1]))
        assert enter(mailed, somebody, "faux")[1] == 422
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] <= LONGEST
    mailed.clock.set(mailed.clock.now() + timedelta(seconds=LONGEST))
    assert enter(mailed, somebody)[1] == 303
    mailed.clock.set(start)
    del mine


def test_a_forgotten_password_is_chosen_anew_and_ends_other_sessions(mailed: Mailed, somebody: str) -> None:
    before = invited(mailed, somebody)
    asked = surfer(mailed.world)
    asked.send("/connexion/oublie", "/connexion/oublie", {"email": f"{somebody}@asso.example"})
    path = link_in(mailed.inbox.last())
    asked.open(path), asked.open(path)  # a mail program looks, too
    assert asked.send(path, path, {"password": f"{GOOD} 2", "repeated": f"{GOOD} 2"}).status_code == 303
    assert before.client.get("/moi", follow_redirects=False).status_code == 303
    assert enter(mailed, somebody)[1] == 422
    assert enter(mailed, somebody, f"{GOOD} 2")[1] == 303


def device(mailed: Mailed, mine: Surfer, name: str) -> pyotp.TOTP:
    """Register a device, as its owner does."""
    drawn = mine.open("/moi/appareil.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    totp = pyotp.TOTP(mailed.world.parts.doors.factors.propose(mailed.world.ids[name]))
    assert mine.send("/moi/appareil", "/moi/securite", {"code": "000000"}).status_code == 422
    assert mine.send("/moi/appareil", "/moi/securite", {"code": totp.at(mailed.clock.now())}).status_code == 303
    return totp


def test_a_device_is_asked_for_at_the_door_and_each_code_once(mailed: Mailed, somebody: str) -> None:
    totp = device(mailed, invited(mailed, somebody), somebody)
    mine, status = enter(mailed, somebody)
    assert (status, "palabre_session" in mine.client.cookies) == (200, False)
    fields = {"email": f"{somebody}@asso.example", "password": GOOD, "suite": "/conventions"}
    asked = mine.client.post(PASSWORD, data={"_token": hidden(mine.open(PASSWORD).text, "_token"), **fields})
    pending = {"_token": hidden(asked.text, "_token"), "pending": hidden(asked.text, "pending")}
    used = mine.client.post("/connexion/code", data={**pending, "code": totp.at(mailed.clock.now())})
    assert used.status_code == 422
    mailed.clock.set(mailed.clock.now() + timedelta(seconds=31))
    right = mine.client.post(
        "/connexion/code", data={**pending, "code": totp.at(mailed.clock.now())}, follow_redirects=False
    )
    assert (right.status_code, right.headers["Location"]) == (303, "/conventions")
    session = mailed.world.parts.sessions.find(mine.client.cookies["palabre_session"])
    assert session is not None
    assert mailed.world.parts.doors.factors.trusts(session.name)


def test_a_partner_needs_no_password(mailed: Mailed, somebody: str) -> None:
    mine = surfer(mailed.world)
    mine.send("/connexion/lien", "/connexion/lien", {"email": f"{somebody}@asso.example", "suite": "/mon-espace"})
    path = link_in(mailed.inbox.last())
    opened = mine.send(path, path, {})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/mon-espace")
    assert mine.open("/mon-espace").status_code == 200
    assert surfer(mailed.world).open(path).status_code == 410


def test_signing_asks_for_a_code_and_keeps_what_was_typed(mailed: Mailed) -> None:
    world, factors = mailed.world, mailed.world.parts.doors.factors
    mailed.write_to("president", "presidente@ateliers.example")
    mailed.inbox.taken()
    mine = surfer(world)
    secret = world.parts.sessions.begin(world.president, "link")
    mine.client.cookies.set("palabre_session", secret)
    agreement = f"agreement-{world.framework[-36:]}"
    path, token = f"/faire/{agreement}/sign", hidden(mine.open("/moi").text, "_token")
    from interfaces.web.acting import act
    from interfaces.web.visit import Visit

    def signs(visit: Visit) -> object:
        fields = {"party": world.association, "text": visit.sent["text"]}
        return act(visit, "agreement.sign", agreement, fields, again=again, then="/", said="")

    def again(wrong: object, status: int) -> object:
        del wrong
        from starlette.responses import PlainTextResponse

        return PlainTextResponse("asked the rules", status)

    del path
    app = mine.client.app
    app.state.web.deed("/essai/signer", signs, enter=_anybody())  # type: ignore[attr-defined]
    app.router.routes.append(app.state.web.routes[-1])  # type: ignore[attr-defined]
    asked = mine.client.post("/essai/signer", data={"_token": token, "text": 'un "texte"'})
    assert asked.status_code == 403
    assert 'name="text" value="un &#34;texte&#34;"' in asked.text
    code = mailed.inbox.last().split(" : ")[1][:6]
    wrong = mine.client.post("/essai/signer", data={"_token": token, "text": "t", "_code": "12"})
    assert (wrong.status_code, "data-focus" in wrong.text) == (403, True)
    assert ("second-factor", "wrong-code", world.president) in failures(world.parts)
    assert mailed.inbox.taken() == [], "a code is on its way already"
    done = mine.client.post("/essai/signer", data={"_token": token, "text": "t", "_code": code})
    assert done.text == "asked the rules"
    again_ = mine.client.post("/essai/signer", data={"_token": token, "text": "t"})
    assert again_.text == "asked the rules"
    session = world.parts.sessions.find(secret)
    assert session is not None
    before = mailed.clock.now()
    mailed.clock.set(before + TRUSTED)
    assert not factors.trusts(session.name)
    mailed.clock.set(before)


def _anybody() -> object:
    from interfaces.web.entry import public

    return public


def test_what_needs_a_code_are_commands() -> None:
    from application.nouns import command_name
    from application.registry import NOUNS

    for name in NEEDS_SECOND_FACTOR:
        noun, _, command = name.partition(".")
        assert command in {command_name(one) for one in NOUNS[noun].commands}, name


def test_whoever_is_erased_is_forgotten_at_the_door(mailed: Mailed, somebody: str) -> None:
    mine = invited(mailed, somebody)
    world = mailed.world
    who = world.ids[somebody]
    world.do("administrator", "person", person.Erase, who, reason=ErasureReason.REQUEST, on=mailed.clock.now().date())
    world.parts.react()
    assert enter(mailed, somebody)[1] in (422, 429)
    assert not world.parts.doors.passwords.is_set(who)
    assert mine.client.get("/moi", follow_redirects=False).status_code == 303


def test_an_administrator_invites_and_closes(mailed: Mailed, somebody: str) -> None:
    admin = surfer(mailed.world, "administrator")
    shown = admin.send("/comptes/inviter", "/comptes", {"person": mailed.world.ids[somebody]})
    assert shown.status_code == 200
    path = link_in(mailed.inbox.last())
    assert path in shown.text
    mine = surfer(mailed.world)
    assert mine.send(path, path, {"password": GOOD, "repeated": GOOD}).status_code == 303
    admin.send("/comptes/fermer", "/comptes", {"person": mailed.world.ids[somebody]})
    assert mine.client.get("/moi", follow_redirects=False).status_code == 303
    assert surfer(mailed.world, "coordinator").open("/comptes").status_code == 403
