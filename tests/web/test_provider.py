"""Coming in with an organisation's account: a real provider on loopback, made of Authlib's own server side."""

import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    JsonRequest,
    OAuth2Payload,
    OAuth2Request,
    grants,
)
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.accounts import Identity, Purpose
from domain import access
from infrastructure.outside import SystemClock
from interfaces.main import build
from tests.interfaces.conftest import World, a_framework, settings_in
from tests.templates import copied
from tests.web.conftest import Surfer, surfer

CLIENT, SECRET = "palabre", "a secret of the client"
BACK = "http://testserver/connexion/openid/retour"


class Client(ClientMixin):
    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return BACK

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == BACK

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    user: dict[str, Any]
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Asked(OAuth2Payload):
    """The parameters of a request, as Authlib wants them."""

    def __init__(self, data: dict[str, str]) -> None:
        self.kept = data

    @property
    def data(self) -> dict[str, str]:
        return self.kept

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: [value] for name, value in self.data.items()}


class Read(OAuth2Request):
    """A request whose form was read before."""

    kept: dict[str, str]

    @property
    def form(self) -> dict[str, str]:
        return self.kept

    @property
    def args(self) -> dict[str, str]:
        return self.kept


class Server(AuthorizationServer):
    codes: dict[str, Code]

    def query_client(self, client_id: str) -> Client | None:
        return Client() if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        del token, request

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def create_json_request(self, request: Any) -> JsonRequest:
        raise NotImplementedError

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        made = JSONResponse(body, status) if isinstance(body, dict) else Response(body, status)
        made.headers.update(dict(headers))
        return made

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        del name, args, kwargs


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012 — as the library declares it

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload.data
        self.server.codes[code] = Code(
            code,
            request.user,
            asked["redirect_uri"],
            asked["scope"],
            asked["nonce"],
            asked["code_challenge"],
            asked["code_challenge_method"],
        )

    def query_authorization_code(self, code: str, client: Any) -> Code | None:
        del client
        return self.server.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Any:
        return authorization_code.user


def _token(scope: str, **_: object) -> dict[str, str]:
    return {"access_token": "opaque", "token_type": "Bearer", "scope": scope}


@dataclass
class Provider:
    """An identity provider, at which whoever is `user` is signed in. `spoil` changes what an identity token claims."""

    user: dict[str, Any] = field(default_factory=dict[str, Any])
    spoil: dict[str, Any] = field(default_factory=dict[str, Any])
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signs_with: RSAKey | None = None

    def __post_init__(self) -> None:
        outer = self

        class OpenId(OpenIDCode):
            def exists_nonce(self, nonce: str, request: Any) -> bool:
                return any(one.nonce == nonce for one in outer.server.codes.values())

            def get_client_algorithm(self, client: Any) -> str:
                return "RS256"

            def get_client_claims(self, client: Any) -> dict[str, Any]:
                return {"iss": outer.issuer, "aud": CLIENT}

            def get_jwt_config(self, grant: Any = None, client: Any = None) -> dict[str, Any]:
                key = (outer.signs_with or outer.key).as_dict(private=True)
                return {"key": key, "alg": "RS256", "iss": outer.issuer, "exp": 300, "kid": "one"}

            def generate_user_info(self, user: Any, scope: str) -> UserInfo:
                return UserInfo({**user, **outer.spoil})

        self.server = Server(scopes_supported=["openid", "email"])
        self.server.codes = {}
        self.server.register_token_generator("default", _token)
        self.server.register_grant(CodeGrant, [OpenId(require_nonce=True), CodeChallenge(required=True)])

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.described),
                Route("/jwks", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def described(self, request: Request) -> Response:
        del request
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return JSONResponse({"issuer": self.issuer, **{name: f"{self.issuer}/{at}" for name, at in names.items()}})

    async def keys(self, request: Request) -> Response:
        del request
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        asked = self._asked(request, dict(request.query_params))
        grant = self.server.get_consent_grant(request=asked, end_user=self.user)
        return await run_in_threadpool(self.server.create_authorization_response, asked, self.user, grant)

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return await run_in_threadpool(self.server.create_token_response, self._asked(request, form))

    @staticmethod
    def _asked(request: Request, data: dict[str, str]) -> OAuth2Request:
        made = Read(request.method, str(request.url), headers=request.headers)
        made.payload, made.kept = Asked(data), data
        return made


@pytest.fixture(scope="module")
def provider() -> Generator[Provider]:
    made = Provider()
    server = uvicorn.Server(uvicorn.Config(made.app(), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        thread.start()
        while not server.started:
            thread.join(0.02)
        made.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield made
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def world(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    folder = Path(tmp_path_factory.mktemp("provider"))
    with copied(a_framework, "sqlite", folder) as (url, ids):
        oidc = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "public_url": "http://testserver"}
        from pydantic import SecretStr

        settings = settings_in(folder, url).model_copy(update={**oidc, "oidc_client_secret": SecretStr(SECRET)})
        parts = build(settings, SystemClock())
        parts.settle()
        yield World(parts, settings, dict(ids))
        parts.close()


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> None:
    provider.spoil, provider.signs_with = {}, None


def there_and_back(mine: Surfer, path: str = "/connexion/openid?suite=/conventions", **changed: str) -> httpx.Response:
    """Out to the provider, which knows whoever it is, and back with what it answers."""
    out = mine.client.get(path, follow_redirects=False)
    assert out.status_code == 303
    back = httpx.get(out.headers["Location"], follow_redirects=False)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}
    return mine.client.get("/connexion/openid/retour", params={**query, **changed}, follow_redirects=False)


def reasons(world: World) -> list[str]:
    world.parts.book.flush()
    return [one.event.reason for one in world.parts.log.of_types([access.SignInFailed], 0, 1_000)]  # type: ignore[attr-defined]


def test_an_account_that_nobody_linked_opens_nothing(world: World, provider: Provider) -> None:
    provider.user = {"sub": "stranger", "email": "a@b.fr", "email_verified": True}
    refused = there_and_back(surfer(world))
    assert (refused.status_code, "relié à personne" in refused.text) == (403, True)
    assert reasons(world)[-1] == "account-not-linked"


def test_an_invitation_links_the_account_for_good(world: World, provider: Provider) -> None:
    provider.user = {"sub": "president", "email": "p@ateliers.example", "email_verified": True}
    secret = world.parts.doors.links.make(Purpose.INVITE, world.president)
    mine = surfer(world)
    assert f"/connexion/openid?invitation={secret}" in mine.open(f"/lien/{secret}").text
    first = there_and_back(mine, f"/connexion/openid?invitation={secret}")
    assert (first.status_code, first.headers["Location"]) == (303, "/")
    later = surfer(world)
    assert there_and_back(later).headers["Location"] == "/conventions"
    assert "President" in later.open("/moi").text


def test_a_verified_address_is_linked_by_an_administrator(world: World, provider: Provider) -> None:
    linked = surfer(world, "administrator").send(
        "/comptes/relier", "/comptes", {"person": world.mayor, "email": "M@c.fr"}
    )
    assert linked.status_code == 303
    provider.user = {"sub": "mayor", "email": "m@c.fr", "email_verified": False}
    assert there_and_back(surfer(world)).status_code == 403
    provider.user = {"sub": "mayor", "email": "m@c.fr", "email_verified": True}
    assert there_and_back(surfer(world)).status_code == 303
    provider.user = {"sub": "mayor", "email": "renamed@c.fr", "email_verified": False}
    assert there_and_back(surfer(world)).status_code == 303, "the subject is linked now"


def test_what_comes_back_must_be_what_went_out(world: World, provider: Provider) -> None:
    provider.user = {"sub": "president"}
    world.parts.doors.identities.link(world.president, Identity(issuer=provider.issuer, subject="president"))
    assert there_and_back(surfer(world), state="another").status_code == 403
    one, other = surfer(world), surfer(world)
    out = one.client.get("/connexion/openid", follow_redirects=False).headers["Location"]
    back = httpx.get(out, follow_redirects=False).headers["Location"].removeprefix("http://testserver")
    assert other.client.get(back, follow_redirects=False).status_code == 403, "another browser"
    assert there_and_back(surfer(world), code="forged").status_code == 403
    assert reasons(world)[-3:] == ["state-unknown", "state-unknown", "token-refused"]


@pytest.mark.parametrize(
    "spoil", [{"aud": "another"}, {"nonce": "another"}, {"iss": "https://evil.example"}, {"exp": 1}]
)
def test_a_token_for_somebody_else_is_refused(world: World, provider: Provider, spoil: dict[str, Any]) -> None:
    provider.user, provider.spoil = {"sub": "president"}, spoil
    refused = there_and_back(surfer(world))
    assert (refused.status_code, reasons(world)[-1]) == (403, "token-unfit")


def test_a_token_by_another_key_is_refused(world: World, provider: Provider) -> None:
    provider.user = {"sub": "president"}
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert there_and_back(surfer(world)).status_code == 403
    assert reasons(world)[-1] == "token-unsigned"
