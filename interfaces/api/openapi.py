"""The OpenAPI document: what FastAPI knows of reading, and every command from its own record."""

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from application.authority import nobody, rule_for
from application.nouns import Noun, command_name
from application.reading import Column, ColumnType, Listing
from domain.values import Money
from interfaces.api import problems
from interfaces.api.ballots import BALLOTS, offered
from interfaces.api.commands import PREFIX, stream_pattern
from interfaces.api.schemas import (
    LARGEST_WHOLE,
    UUID,
    Form,
    Problem,
    Recording,
    form_of,
    hints_of,
    longest_text,
    request_model,
    whole_numbers,
)
from interfaces.api.transparency import LEVEL, TILE_PATH
from interfaces.parts import Parts

REF = "#/components/{}/{}"
DAYS = "^(1[5-9]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
DECIMAL = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
AMOUNT = r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$"
PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("Unreadable", "The request cannot be read."),
    401: ("NoActor", "The request names no actor (Palabre-Actor), or shows no key where one is required."),
    403: ("NotEmpowered", "No mandate of the actor allows it, or the key does not reach so far."),
    404: ("Unknown", "Nothing is registered under this identifier, or under one that a field names."),
    409: ("Refused", "The rules do not allow it in this state; `type` names the rule."),
    410: ("Gone", "The document was destroyed under a visa; `detail` says on what ground, and names a redacted copy."),
    412: ("Changed", "What the caller builds on has changed; `changed` says how."),
    413: ("TooLarge", "The request is too large."),
    415: ("NotJson", "The body is no JSON."),
    422: ("Invalid", "A field is wrong or missing; `fields` says which."),
    429: ("TooMany", "The key has asked too often; `Retry-After` says when to go on."),
    503: ("Unavailable", "The database does not answer; the same Idempotency-Key may be sent again."),
}
KEY: Mapping[str, str] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key (`palabre keys create`). Whoever shows one reads and acts as its holder, within its bounds.",
}
WHEN: Mapping[str, str] = {
    "on": "The day from which it holds; today where left out",
    "at": "The instant at which it happened; now where left out",
}
HEADERS: Mapping[str, str] = {
    "ETag": "The version of the stream: send it back in If-Match",
    "Palabre-Position": "The position of the log that the answer knows of",
    "Views-Behind": "`true` where the lists do not show it yet",
    "Location": "What began",
    "Retry-After": "Seconds to wait",
    "Content-Language": "`fr` or `en`, as Accept-Language prefers; French where it prefers nothing",
}


def document(app: FastAPI, parts: Parts) -> dict[str, Any]:
    """The whole document."""
    from interfaces.api.examples import EXAMPLES  # noqa: PLC0415 — the whole sample is read for them: only when asked

    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas, names = _schemas(parts)
    components = made.setdefault("components", {})
    components["schemas"] = components.get("schemas", {}) | schemas
    components["responses"] = {name: _problem(words, code) for code, (name, words) in PROBLEMS.items()} | _answers()
    components["parameters"] = _parameters()
    components["headers"] = {
        name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()
    }
    components["securitySchemes"] = {"Actor": _actor(), "Key": KEY}
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    for path, item in made["paths"].items():
        for operation in item.values():
            _tidy_reading(path, operation, parts)
    for listing in parts.reading.listings().values():
        _type_items(made, listing)
    for noun in parts.nouns.values():
        for command in offered(noun):
            example = EXAMPLES.get(f"{noun.kind}.{command_name(command)}")
            for begins in (True, False):
                if command in noun.creators if begins else noun.acts_on(command):
                    made["paths"] |= _operation(noun, command, names[noun.kind, command], example, begins=begins)
    made["tags"] = [
        {"name": noun.plural, "description": inspect.getdoc(noun.state) or ""} for noun in parts.nouns.values()
    ]
    return made


def _ref(kind: str, name: str) -> dict[str, Any]:
    return {"$ref": REF.format(kind, name)}


class Described(GenerateJsonSchema):
    """Says of every value what it may be: identifiers of what, how long, how large."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        """A number with decimals is a text, so that no program rounds it."""
        del schema
        whole = {"type": "integer", "minimum": -LARGEST_WHOLE, "maximum": LARGEST_WHOLE}
        return {"anyOf": [whole, {"type": "string", "format": "decimal", "pattern": DECIMAL}]}

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        """A record of the domain."""
        made = _described(super().dataclass_schema(schema), hints_of(schema["cls"]))
        if schema["cls"] is Money:
            made["properties"]["amount"] = {"type": "string", "format": "decimal", "pattern": AMOUNT}
        return made

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """A request or an answer."""
        kind: type[BaseModel] = schema["cls"]
        made = super().model_schema(schema)
        return _described(made, {name: field.annotation for name, field in kind.model_fields.items()})


def _described(made: dict[str, Any], hints: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in made.get("properties", {}).items():
        value.pop("title", None)
        form = form_of(hints.get(name))
        for leaf in _leaves(value):
            _bound(leaf, name, form)
        if name in WHEN and name not in made.get("required", ()):
            value["description"] = WHEN[name]
    return made


def _leaves(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "type" in schema and schema["type"] not in ("array", "object"):
        yield schema
    for name in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(name), dict):
            yield from _leaves(schema[name])
    for name in ("anyOf", "oneOf", "prefixItems"):
        for one in schema.get(name, ()):
            yield from _leaves(one)


def _bound(leaf: dict[str, Any], name: str, form: Form | None) -> None:
    match leaf:
        case {"type": "string", "format": "date" | "date-time"}:
            leaf["pattern"] = DAYS + ("$" if leaf["format"] == "date" else "T.*(Z|[+-][0-9]{2}:[0-9]{2})$")
        case {"type": "string", "format": "decimal"}:
            pass
        case {"type": "string"} if form is not None:
            leaf |= {"format": form.format, "pattern": f"^{form.pattern}$"}
        case {"type": "string"} if name == "currency":
            leaf["pattern"] = "^[A-Z]{3}$"
        case {"type": "string"} if "enum" not in leaf and "const" not in leaf:
            leaf["maxLength"] = longest_text(name)
        case {"type": "integer"} if "minimum" not in leaf:
            leaf["minimum"], leaf["maximum"] = whole_numbers(name)
        case _:
            pass


def _schemas(parts: Parts) -> tuple[dict[str, Any], dict[tuple[str, type], str]]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Recording, "validation"), (Problem, "validation")]
    models = {
        (noun.kind, command): request_model(noun, command) for noun in parts.nouns.values() for command in offered(noun)
    }
    wanted.extend((model, "validation") for model in models.values())
    refs, made = models_json_schema(wanted, ref_template=REF.format("schemas", "{model}"), schema_generator=Described)
    names = {key: refs[model, "validation"]["$ref"].rpartition("/")[2] for key, model in models.items()}
    return _short_names(made["$defs"]), names


def _short_names(schemas: dict[str, Any]) -> dict[str, Any]:
    """Where two nouns have a word in common, each by its noun: `CommitmentKind`, not the path to it."""
    text = json.dumps(schemas)
    for long in (name for name in schemas if name.startswith("domain__")):
        text = text.replace(f'"{long}"', f'"{_short(long)}"').replace(f'/{long}"', f'/{_short(long)}"')
    found: dict[str, Any] = json.loads(text)
    return found


def _short(name: str) -> str:
    _, noun, *_, word = name.split("__")
    return f"{noun.title().replace('_', '')}{word}"


def _actor() -> dict[str, Any]:
    return {
        "type": "apiKey",
        "in": "header",
        "name": "Palabre-Actor",
        "description": "Who asks: a person's identifier. Until people sign in, Palabre serves its own machine alone.",
    }


def _parameters() -> dict[str, Any]:
    return {
        "Mandate": _header("Palabre-Mandate", "The mandate used; found where left out", pattern=f"^mandate-{UUID}$"),
        "IdempotencyKey": _header(
            "Idempotency-Key",
            "Your own name for this request. The same key and body: the same answer, recorded once. "
            "The same key and another body: 422. A refused request leaves the key free.",
            pattern="^[!-~]{1,255}$",
        ),
        "IfMatch": _header(
            "If-Match",
            'The version you build on, as ETag gave it: "3". Where it has changed since: 412, with what happened.',
            pattern=r'^((W/)?"[0-9]{1,15}"|\*)$',
        ),
        "IfNoneMatch": _header("If-None-Match", 'The version you have, as ETag gave it: "3"'),
        "Language": _header("Accept-Language", "`fr` or `en`: the language of rules in words"),
    }


def _header(name: str, words: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": words,
        "schema": {"type": "string", **schema},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: _ref("headers", name) for name in names}


def _answers() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("schemas", "Recording")}}
    return {
        "Done": {
            "description": "Done, or already so.",
            "headers": _headers("ETag", "Palabre-Position", "Views-Behind"),
            "content": content,
        },
        "Begun": {
            "description": "Begun.",
            "headers": _headers("ETag", "Palabre-Position", "Views-Behind", "Location"),
            "content": content,
        },
        "NotModified": {"description": "It is still at the version you have.", "headers": _headers("ETag")},
    }


def _problem(words: str, code: int) -> dict[str, Any]:
    return {
        "description": words,
        "headers": _headers("Content-Language", *(["Retry-After"] if code in (429, 503) else [])),
        "content": {problems.MEDIA_TYPE: {"schema": _ref("schemas", "Problem")}},
    }


def _operation(noun: Noun, command: type, model: str, example: Any, *, begins: bool) -> dict[str, Any]:
    name = command_name(command)
    path = f"{PREFIX}/{noun.plural}/{name}" if begins else f"{PREFIX}/{noun.plural}/{{id}}/{name}"
    words = inspect.getdoc(command) or name
    body: dict[str, Any] = {"schema": _ref("schemas", model)}
    if example is not None:
        body["example"] = example
    post: dict[str, Any] = {
        "tags": [noun.plural],
        "operationId": f"{noun.kind}.{name}" if begins or command not in noun.creators else f"{noun.kind}.{name}-here",
        "summary": words.splitlines()[0],
        "description": f"{words}\n\n{_who(noun, command)}",
        "security": [{"Actor": []}, {"Key": []}],
        "parameters": _asked_beside(noun, command),
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": _responses(begins=begins),
    }
    return {path: {"post": post}}


def _asked_beside(noun: Noun, command: type) -> list[dict[str, Any]]:
    """What a command takes besides its body. Of the urn, nothing is built on and nothing happens twice."""
    names = ["Mandate", "Language"] if command in BALLOTS else ["Mandate", "IdempotencyKey", "Language"]
    headers = [_ref("parameters", name) for name in names]
    if command in noun.creators:
        return headers
    return [_id(noun), *headers, *([] if command in BALLOTS else [_ref("parameters", "IfMatch")])]


def _responses(*, begins: bool) -> dict[str, Any]:
    done = {"201": _ref("responses", "Begun")} if begins else {"200": _ref("responses", "Done")}
    return done | {str(code): _ref("responses", name) for code, (name, _) in PROBLEMS.items()}


def _id(noun: Noun) -> dict[str, Any]:
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": f"The {noun.kind}",
        "schema": _stream(noun),
    }


def _stream(noun: Noun) -> dict[str, Any]:
    return {"type": "string", "format": f"{noun.kind}-id", "pattern": f"^{stream_pattern(noun)}$"}


def _who(noun: Noun, command: type) -> str:
    """Who may do it, in words."""
    rule = rule_for(noun.kind, BALLOTS.get(command, command))
    roles = sorted(rule.roles)
    offices = f"Open to: {', '.join(roles)}." if roles else "Reserved to those it concerns, in person."
    return (
        offices if rule.concerned is nobody or not roles else f"{offices} And to those it concerns, in their own name."
    )


def _tidy_reading(path: str, operation: dict[str, Any], parts: Parts) -> None:
    """Problems are problem documents, and what is read tells its version and position."""
    responses = operation["responses"]
    for code in list(responses):
        if code == "304":
            responses[code] = _ref("responses", "NotModified")
        elif int(code) in PROBLEMS:
            responses[code] = _ref("responses", PROBLEMS[int(code)][0])
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["schema"] = _path_schema(path, parameter["name"], parts)
        else:
            _never_null(parameter["schema"])
    if "304" in responses:
        responses["200"]["headers"] = _headers("ETag", "Palabre-Position")
        operation["parameters"] = [*operation.get("parameters", ()), _ref("parameters", "IfNoneMatch")]
    elif operation["operationId"].startswith("list."):
        responses["200"]["headers"] = _headers("Palabre-Position")


def _never_null(schema: dict[str, Any]) -> None:
    """A parameter is given or left out; in an address there is no null."""
    for name in ("title", "description"):
        schema.pop(name, None)
    given = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
    schema |= given[0] if given else {}


def _path_schema(path: str, name: str, parts: Parts) -> dict[str, Any]:
    if path.startswith("/tile/"):
        return {"type": "string", "pattern": f"^{LEVEL if name == 'level' else TILE_PATH}$"}
    if name == "number":
        return {"type": "integer", "minimum": 1}
    for noun in parts.nouns.values():
        if f"/{noun.plural}/" in path:
            return _stream(noun)
    if "evidence" in path:
        return {"type": "string", "format": "digest", "pattern": "^sha256:[0-9a-f]{64}$"}
    return {"type": "string", "pattern": "^[a-z0-9-]{1,100}$"}


def _type_items(made: dict[str, Any], listing: Listing) -> None:
    """The entries of a list, column by column."""
    name = f"{listing.name.replace('-', '_').title().replace('_', '')}Entry"
    properties = {column.name: _column(column) for column in listing.columns}
    made["components"]["schemas"][name] = {"type": "object", "properties": properties, "required": list(properties)}
    page = {
        "type": "object",
        "description": "One page. Follow `next` until it is null.",
        "required": ["items", "next", "position"],
        "properties": {
            "items": {"type": "array", "items": _ref("schemas", name)},
            "next": {"type": ["string", "null"], "description": "Send it back as `after` for the next page"},
            "position": {"type": "integer", "description": "The log position the list is up to date with"},
        },
    }
    operation = made["paths"][f"{PREFIX}/{listing.name}"]["get"]
    operation["responses"]["200"]["content"] = {"application/json": {"schema": page}}


NAMED: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {"id": {"type": "string"}, "name": {"type": ["string", "null"]}},
    "required": ["id"],
}
MONEY: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
    "required": ["amount", "currency"],
}
TYPES: Mapping[ColumnType, Mapping[str, Any]] = {
    ColumnType.TEXT: {"type": ["string", "null"]},
    ColumnType.ID: {"type": ["string", "null"]},
    ColumnType.NUMBER: {"type": ["integer", "null"]},
    ColumnType.DECIMAL: {"type": ["string", "null"]},
    ColumnType.FLAG: {"type": ["boolean", "null"]},
    ColumnType.DAY: {"type": ["string", "null"], "format": "date"},
    ColumnType.INSTANT: {"type": ["string", "null"], "format": "date-time"},
    ColumnType.MONEY: MONEY,
    ColumnType.ORGANISATION: NAMED,
    ColumnType.PERSON: {**NAMED, "type": ["object", "string", "null"]},
    ColumnType.ORGANISATIONS: {"type": ["array", "null"], "items": NAMED},
    ColumnType.TEXTS: {"type": ["array", "null"], "items": {"type": "string"}},
    ColumnType.RECORDS: {"type": ["array", "null"], "items": {"type": "object"}},
}


def _column(column: Column) -> dict[str, Any]:
    return {**TYPES[column.type], "description": column.description}
