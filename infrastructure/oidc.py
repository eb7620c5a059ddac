"""OpenID Connect as a client: authorization code with PKCE, state and nonce, the identity token checked by its keys."""

from typing import Any, cast

import httpx
from authlib.integrations.httpx_client import OAuth2Client  # pyright: ignore[reportMissingTypeStubs] — it ships none
from authlib.oauth2 import rfc7636  # pyright: ignore[reportMissingTypeStubs] — likewise
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from application.accounts import Identity, NotIdentified
from application.ports import Clock

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
SECONDS, LEEWAY = 10.0, 60


class OpenIdProvider:
    """A provider, as its discovery document describes it; that is read when it is first needed."""

    def __init__(self, issuer: str, client: str, secret: str, back: str, clock: Clock) -> None:
        self.issuer = issuer.rstrip("/")
        self._client, self._secret, self._back, self._clock = client, secret, back, clock
        self._described: dict[str, Any] = {}

    def leave(self, state: str, nonce: str, verifier: str) -> str:
        """The address to send a browser to. Raises NotIdentified where the provider does not answer."""
        library: Any = rfc7636
        challenge = str(library.create_s256_code_challenge(verifier))
        asked = {"nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"}
        made = self._oauth().create_authorization_url(self._said("authorization_endpoint"), state=state, **asked)
        return str(made[0])

    def identify(self, code: str, nonce: str, verifier: str) -> Identity:
        """Whoever came back with this code. Raises NotIdentified."""
        claims = self._claims(self._token(code, verifier))
        self._check(claims, nonce)
        verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Identity(
            issuer=self.issuer, subject=str(claims["sub"]), email=str(claims["email"]) if verified else None
        )

    def _token(self, code: str, verifier: str) -> str:
        try:
            answer = cast(
                "dict[str, Any]",
                self._oauth().fetch_token(
                    self._said("token_endpoint"), grant_type="authorization_code", code=code, code_verifier=verifier
                ),
            )
            return str(answer["id_token"])
        except NotIdentified:
            raise
        except Exception as error:
            raise NotIdentified("token-refused") from error

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            told: Any = self._fetched(self._said("jwks_uri"))
            return dict(jwt.decode(token, KeySet.import_key_set(told), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotIdentified("token-unsigned") from error

    def _check(self, claims: dict[str, Any], nonce: str) -> None:
        asked = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": str(self._described["issuer"])},
            aud={"essential": True, "value": self._client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            asked.validate(claims)
        except JoseError as error:
            raise NotIdentified("token-unfit") from error
        named: Any = claims["aud"]
        several = isinstance(named, list) and named[1:] != []
        if claims.get("azp", None if several else self._client) != self._client:
            raise NotIdentified("token-unfit")

    def _oauth(self) -> Any:
        made: Any = OAuth2Client
        return made(self._client, self._secret or None, scope="openid email", redirect_uri=self._back, timeout=SECONDS)

    def _said(self, name: str) -> str:
        if not self._described:
            found = self._fetched(f"{self.issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self.issuer:
                raise NotIdentified("issuer-differs")
            self._described = found
        return str(self._described[name])

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            answer = httpx.get(address, timeout=SECONDS, follow_redirects=False)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise NotIdentified("provider-silent") from error
