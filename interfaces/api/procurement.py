"""The contracts of a framework over HTTP, as essential data of procurement (DECP 2.0.3)."""

from typing import Any

from fastapi import FastAPI, Request

from application.decp.exporting import to_publish
from application.facts import Unknown
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.parts import Parts
from interfaces.telling.procurement import contract_names

SHAPE = {
    "type": "object",
    "required": ["marches"],
    "properties": {
        "marches": {
            "type": "object",
            "properties": {
                "marche": {"type": "array", "items": {"type": "object"}},
                "contrat-concession": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}


def add_procurement(app: FastAPI, parts: Parts) -> None:
    """What is published of contracts."""

    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/decp",
        responses={
            200: {"content": {"application/json": {"schema": SHAPE}}, "description": "DECP 2.0.3"},
            404: {},
            503: {},
        },
        tags=["frameworks"],
        operation_id="framework.decp",
        summary="Publish the contracts of a framework as essential data of procurement (DECP 2.0.3).",
    )
    def decp(request: Request, id: str) -> Any:  # noqa: A002 — the name in the address
        parts.settle()
        streams = parts.execute.house.streams
        if streams.folded(id).version == 0:
            return problems.refused(request, Unknown(id), status=404)
        published, _ = to_publish(streams, contract_names(parts, id))
        return parts.procurement_files.document(published)

    del decp
