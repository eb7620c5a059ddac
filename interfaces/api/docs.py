"""The API as a page that needs nothing from elsewhere: every operation with its fields, answers and an example."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Spec = Mapping[str, Any]
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Palabre — API</title><link rel="stylesheet" href="{stylesheet}">
</head><body><main><h1>Palabre — API</h1>{intro}
<p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<nav><h2>Contents</h2><p>{contents}</p></nav>{sections}</main></body></html>
"""


def docs_page(spec: Spec, stylesheet: str) -> str:
    """The page for an OpenAPI document, with the address of its style sheet."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["other"])[0]
            by_tag.setdefault(tag, []).append(_operation(spec, path, method, operation))
    paragraphs = (line.strip("- \n") for line in spec["info"]["description"].strip().splitlines())
    return PAGE.format(
        stylesheet=stylesheet,
        intro="".join(f"<p>{_code(line)}</p>" for line in paragraphs if line),
        contents=" · ".join(
            f'<a href="#{escape(tag)}">{escape(tag)}</a> ({len(found)})' for tag, found in by_tag.items()
        ),
        sections="".join(f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(found)}' for tag, found in by_tag.items()),
    )


def _operation(spec: Spec, path: str, method: str, operation: Spec) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    parts = [
        f"<p>{_code(operation.get('description', ''))}</p>",
        _table("Parameters", _parameters(spec, operation)),
        _table("Body", _fields(spec, body.get("schema", {}))),
        _example(body),
        _table("Answers", _answers(spec, operation)),
    ]
    name = f"<code>{escape(path)}</code> — {escape(operation.get('summary', ''))}"
    head = f'<span class="method">{method.upper()}</span> {name}'
    return f"<details><summary>{head}</summary>{''.join(parts)}</details>"


def _answers(spec: Spec, operation: Spec) -> Iterator[tuple[str, str]]:
    for status, answer in operation["responses"].items():
        yield status, str(_resolved(spec, answer).get("description", ""))


def _parameters(spec: Spec, operation: Spec) -> Iterator[tuple[str, str]]:
    for one in (_resolved(spec, each) for each in operation.get("parameters", ())):
        needed = ", required" if one.get("required") else ""
        yield f"{one['name']} ({one['in']}{needed})", str(one.get("description", ""))


def _fields(spec: Spec, schema: Spec) -> Iterator[tuple[str, str]]:
    found = _resolved(spec, schema)
    required = set(found.get("required", ()))
    for name, one in found.get("properties", {}).items():
        yield name + (" (required)" if name in required else ""), _type(one)


def _resolved(spec: Spec, schema: Spec) -> Spec:
    """What a reference stands for (`#/components/schemas/Money`), or the thing itself."""
    found: Any = schema
    for step in str(schema.get("$ref", "")).split("/")[1:]:
        found = (spec if step == "components" else found)[step]
    resolved: Spec = found
    return resolved


def _type(schema: Spec) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type") or schema.get("const") or "value")


def _example(body: Spec) -> str:
    examples = [one.get("value") for one in body.get("examples", {}).values()] or [body.get("example")]
    if examples[0] is None:
        return ""
    return f"<pre>{escape(json.dumps(examples[0], ensure_ascii=False, indent=2))}</pre>"


def _table(title: str, rows: Iterator[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><td><code>{escape(name)}</code></td><td>{_code(words)}</td></tr>" for name, words in rows)
    return f"<table><caption>{title}</caption>{lines}</table>" if lines else ""


def _code(words: str) -> str:
    """Text with `code` marked as such."""
    pieces = escape(words).split("`")
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))
