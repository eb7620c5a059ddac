"""The schemas of events: what the `dataschema` of each one points at."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request

from interfaces.api import problems
from interfaces.api.reading import register_form
from interfaces.parts import Parts
from interfaces.schemas import published

register_form("event_name", "[a-z][a-z-]*[.][a-z][a-z-]*")
register_form("event_version", "[1-9][0-9]{0,3}")


def add_event_schemas(app: FastAPI, parts: Parts) -> None:
    """One address for each event and version that was ever published."""

    @app.get(
        "/schemas/{name:event_name}/{version:event_version}",
        tags=["events"],
        operation_id="events.schema",
        response_model=dict[str, Any],
        responses={404: {}},
        summary="Fetch the JSON Schema of an event's data.",
    )
    def schema(request: Request, name: str, version: str) -> Any:
        found = schema_of(parts, f"{name}.v{version}")
        return problems.problem(request, 404, "no-such-place") if found is None else found

    del schema


def schema_of(parts: Parts, name: str) -> Mapping[str, Any] | None:
    """The schema as it was published once, in whatever version; of what is not published yet, as it is written."""
    known = published(name)
    return parts.encoder.event_schema(name) if known is None else known["schema"]
