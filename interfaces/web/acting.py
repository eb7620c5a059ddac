"""How pages act: a command as the visitor, once for each form however often it is sent, refused in words."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from application.execute import Ask, ChangedSince, Done
from application.ports import IdempotencyKey
from domain.decider import Refusal
from domain.irregularity import rule_name
from interfaces.api.problems import STATUS
from interfaces.api.schemas import complaints, request_model, stated
from interfaces.sentences import sentence
from interfaces.web.conflict import conflict
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.second import second_factor
from interfaces.web.visit import Visit

Again = Callable[[Sequence[Wrong], int], Response]
"""Shows the form again with what is wrong, under an HTTP status; what was typed is in `visit.sent`."""
KINDS: Mapping[str, str] = {
    "missing": N_("Remplissez ce champ."),
    "date_from_datetime_parsing": N_("Écrivez une date comme 2026-11-23."),
    "date_parsing": N_("Écrivez une date comme 2026-11-23."),
    "decimal_parsing": N_("Écrivez un nombre."),
    "int_parsing": N_("Écrivez un nombre entier."),
    "enum": N_("Choisissez une des réponses proposées."),
    "literal_error": N_("Choisissez une des réponses proposées."),
    "string_too_long": N_("C’est trop long : écrivez plus court."),
    "string_too_short": N_("Remplissez ce champ."),
}
UNFIT = N_("Cette valeur ne convient pas ici.")


def act(
    visit: Visit,
    command: str,
    stream: str | None,
    fields: Mapping[str, object],
    *,
    again: Again,
    then: str | Callable[[Done], str],
    said: str,
    once: IdempotencyKey | None = None,
) -> Response:
    """Carry out `noun.command` with fields as the API takes them; empty texts are left out.

    Done: on to `then`, which says `said`. Refused: `again`. Changed meanwhile: a page with both, where nothing is lost.
    `once` names what must never be done twice, whichever form it comes from; else each form that was shown is one.
    """
    stopped = second_factor(visit, command)
    if stopped is not None:
        return stopped
    kind, _, name = command.partition(".")
    noun = visit.parts.nouns[kind]
    found = noun.command(name)
    if found is None:
        raise KeyError(command)
    given = {each: value for each, value in fields.items() if value not in (None, "", [], ())}
    try:
        typed = stated(request_model(noun, found).model_validate_json(json.dumps(given)))
        ask = Ask(noun=noun, command=found, stream=stream, fields=typed, expected=visit.sent.expected)
        done = visit.parts.execute(ask, visit.visitor.caller(), once or key(visit))
    except ValidationError as error:
        return again(unfit(visit, error), 422)
    except ChangedSince as refusal:
        return conflict(visit, refusal)
    except Refusal as refusal:
        return again([refused(visit, refusal)], STATUS.get(type(refusal), 409))
    return visit.go(then if isinstance(then, str) else then(done), said)


def unfit(visit: Visit, error: ValidationError) -> list[Wrong]:
    """What is wrong with the fields, one by one, in words."""
    return list(_wrong(visit, error))


def refused(visit: Visit, refusal: Refusal) -> Wrong:
    """A refusal in words, with the article it rests on."""
    words = sentence(rule_name(type(refusal)), visit.language)
    return Wrong("", f"{words} ({refusal.article})" if refusal.article else words)


def key(visit: Visit) -> IdempotencyKey | None:
    """One for each form that was shown: sent twice, it is carried out once."""
    nonce = visit.sent["_nonce"][:200]
    if not nonce or visit.visitor.person is None:
        return None
    content = json.dumps(visit.sent.own(), sort_keys=True).encode()
    files = "".join(f"{name}\0{file.filename}\0{file.size}" for name, file in sorted(visit.sent.files.items()))
    digest = visit.parts.digest(content + hashlib.sha256(files.encode()).digest())
    return IdempotencyKey(actor=visit.visitor.person, route=f"web {visit.request.url.path}", key=nonce, digest=digest)


def _wrong(visit: Visit, error: ValidationError) -> Any:
    for one in complaints(error):
        name = one["field"].removeprefix("body").strip(".").split(".")[0]
        known = KINDS.get(one["kind"])
        in_english = one["message"] if visit.language == "en" else visit.say(UNFIT)
        yield Wrong(name, visit.say(known) if known else in_english)
