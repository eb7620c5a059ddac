"""Every command of every noun as a POST, read from the command's own record."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.routing import Route

from application.execute import Ask, Caller, ChangedSince, Done
from application.nouns import Noun, command_name
from application.ports import IdempotencyKey
from domain.decider import Refusal
from domain.values import MandateId
from interfaces.api import body as request_body
from interfaces.api import problems
from interfaces.api.ballots import ballot_box, offered
from interfaces.api.schemas import UUID, complaints, request_model, stated, wrong_decimals
from interfaces.parts import Parts

PREFIX = "/api/v1"
PERSON = re.compile(f"person-{UUID}")
MANDATE = re.compile(f"mandate-{UUID}")
KEY = re.compile(r"[\x21-\x7e]{1,255}")
ONE_VERSION = re.compile(r'(?:W/)?"([0-9]{1,15})"')


def stream_pattern(noun: Noun) -> str:
    """What the identifiers of a noun look like."""
    return "installation" if noun.kind == "installation" else f"{noun.kind}-{UUID}"


class CommandRoute(Route):
    """All commands of a noun that begin something, or all that act on something."""

    def __init__(self, parts: Parts, noun: Noun, *, begins: bool) -> None:
        self._door, self._noun = Door(parts), noun
        fits = noun.creators.__contains__ if begins else noun.acts_on
        self._commands = {command_name(one): one for one in offered(noun) if fits(one)}
        stream = "" if begins else "/{stream}"
        path = f"{PREFIX}/{noun.plural}{stream}/{{command}}"
        super().__init__(path, self._answer, methods=["POST"], include_in_schema=False)
        names = "|".join(self._commands) or "(?!)"
        named = path.replace("{stream}", f"(?P<stream>{stream_pattern(noun)})").replace(
            "{command}", f"(?P<command>{names})"
        )
        self.path_regex = re.compile(rf"^{named}\Z")

    async def _answer(self, request: Request) -> Response:
        command = self._commands[request.path_params["command"]]
        content = await request.body()
        stream = request.path_params.get("stream")
        return await run_in_threadpool(self._door.carry_out, request, self._noun, command, stream, content)


def command_routes(parts: Parts) -> list[CommandRoute]:
    """The routes of all commands."""
    return [CommandRoute(parts, noun, begins=begins) for noun in parts.nouns.values() for begins in (True, False)]


class Unfit(Exception):
    """A request that the door itself answers."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


class Door:
    """A command on its way in and its answer on the way out."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._ballots = ballot_box(parts)

    def carry_out(self, request: Request, noun: Noun, command: type, stream: str | None, content: bytes) -> Response:
        """Read, execute, answer."""
        try:
            caller, expected = caller_of(request), _expected(request) if stream else None
            raw, fields = _fields(request, noun, command, content)
            if command in self._ballots:
                done = self._ballots[command](str(stream), fields, caller)
            else:
                ask = Ask(noun=noun, command=command, stream=stream, fields=fields, expected=expected)
                done = self.parts.execute(ask, caller, self._key(request, raw, caller))
        except Unfit as unfit:
            return unfit.answer
        except ChangedSince as refusal:
            return self._changed(request, refusal)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return self._done(noun, done, 201 if stream is None else 200)

    def _key(self, request: Request, raw: Mapping[str, Any], caller: Caller) -> IdempotencyKey | None:
        key = request.headers.get("idempotency-key")
        if key is None:
            return None
        if not KEY.fullmatch(key):
            raise _unfit_header(request, "Idempotency-Key", "1 to 255 visible ASCII characters")
        content = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
        return IdempotencyKey(actor=caller.actor, route=request.url.path, key=key, digest=self.parts.digest(content))

    def _changed(self, request: Request, refusal: ChangedSince) -> Response:
        stream, since = str(refusal.args[0]), int(refusal.args[1])
        changed = [
            {"name": fact.name, "version": fact.version, "recorded_at": _utc(fact.recorded_at), "actor": fact.actor}
            for fact in self.parts.execute.what_changed(stream, since)
        ]
        return problems.refused(request, refusal, changed, 412 if "if-match" in request.headers else 409)

    def _done(self, noun: Noun, done: Done, status: int) -> Response:
        position = done.positions[-1] if done.positions else self.parts.log.position()
        headers = {"ETag": f'"{done.version}"', "Palabre-Position": str(position)}
        if status == 201:
            headers["Location"] = f"{PREFIX}/{noun.plural}/{done.stream}"
        if done.views_behind:
            headers["Views-Behind"] = "true"
        answer = {
            "id": done.stream,
            "version": done.version,
            "events": self._facts(done),
            "repeated": done.repeated,
        }
        return JSONResponse(answer, status, headers=headers)

    def _facts(self, done: Done) -> Sequence[Mapping[str, Any]]:
        encoder = self.parts.encoder
        return [
            {"name": encoder.event_name(type(event)), "position": position, "data": encoder.plain(event)}
            for event, position in zip(done.events, done.positions, strict=True)
        ]


def _utc(instant: Any) -> str:
    return str(instant.isoformat()).replace("+00:00", "Z")


def caller_of(request: Request) -> Caller:
    """Who asks. Raises Unfit."""
    actor, mandate = request.headers.get("palabre-actor", ""), request.headers.get("palabre-mandate")
    if not PERSON.fullmatch(actor):
        raise Unfit(problems.problem(request, 401, "no-actor", headers={"WWW-Authenticate": "Palabre-Actor"}))
    if mandate is not None and not MANDATE.fullmatch(mandate):
        raise _unfit_header(request, "Palabre-Mandate", "this is no mandate's identifier")
    return Caller(actor=actor, mandate=None if mandate is None else MandateId(mandate))


def _expected(request: Request) -> int | None:
    """The version the caller builds on; `*` asks only that there is one, which every command does."""
    text = request.headers.get("if-match")
    if text is None or text.strip() == "*":
        return None
    found = ONE_VERSION.fullmatch(text.strip())
    if found is None:
        raise Unfit(problems.problem(request, 400, "unreadable-if-match"))
    return int(found[1])


def _unfit_header(request: Request, name: str, words: str) -> Unfit:
    wrong = {"field": f"header.{name}", "message": words, "kind": "value_error"}
    return Unfit(problems.wrong_fields(request, [wrong]))


def _fields(request: Request, noun: Noun, command: type, content: bytes) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The body as it came and as domain values. Raises Unfit."""
    if not request_body.is_json(request.headers.get("content-type", "")):
        raise Unfit(problems.problem(request, 415, "not-json", headers={"Accept": "application/json"}))
    try:
        raw = request_body.read_object(content)
        wrong = wrong_decimals(raw, request_model(noun, command))
        if wrong:
            raise Unfit(problems.wrong_fields(request, wrong))
        return raw, stated(request_model(noun, command).model_validate_json(json.dumps(raw)))
    except request_body.Unreadable as error:
        raise Unfit(problems.problem(request, 400, "unreadable-body", detail=str(error))) from error
    except request_body.Ambiguous as error:
        name, words = map(str, error.args)
        one = {"field": f"body.{name}"[:200], "message": words, "kind": "ambiguous"}
        raise Unfit(problems.wrong_fields(request, [one])) from error
    except ValidationError as error:
        found = complaints(error)
        if any(one["kind"] == "json_invalid" for one in found):
            unreadable = problems.problem(request, 400, "unreadable-body", detail=found[0]["message"])
            raise Unfit(unreadable) from error
        raise Unfit(problems.wrong_fields(request, found)) from error
