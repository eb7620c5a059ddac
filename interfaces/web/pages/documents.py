"""Documents on file: each under its digest, listed with the agreement and handed out to whoever may see it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response

from application.facts import Unknown
from domain.values import Digest, Evidence
from interfaces.web.entry import signed_in
from interfaces.web.pages.agreement_sheet import examples, facts_of, sheet
from interfaces.web.visit import Visit
from interfaces.web.web import Web

KINDS = frozenset({"agreement", "commitment", "evaluation", "organisation"})


def add(web: Web) -> None:
    """The list of an agreement's documents, and each document."""
    web.page("/conventions/{id}/pieces", documents, enter=signed_in, examples=examples("pieces"))
    web.file("/pieces/{stream}/{digest}", document, enter=signed_in)


def documents(visit: Visit) -> Response:
    """Every document that an event of the agreement names, with the event."""
    found = sheet(visit)
    named: dict[str, tuple[Evidence, Any]] = {}
    for fact in facts_of(visit, found.id):
        for one in evidence_in(fact.event):
            named.setdefault(one.digest, (one, fact))
    gone = visit.parts.destructions.destroyed
    return found.page(
        "pieces",
        documents=[(one, fact, one.digest in gone) for one, fact in reversed(named.values())],
        filed=[(one, visit.name_of(one.organisation)) for one in found.state.documents],
        deeds=found.offers("file-document", "certify-copies", "receive-report"),
    )


def evidence_in(value: Any) -> Iterator[Evidence]:
    """Every document that a value names."""
    if isinstance(value, Evidence):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from evidence_in(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield from evidence_in(tuple(cast("Mapping[str, Any]", value).values()))
    elif isinstance(value, tuple | list | frozenset):
        for each in cast("tuple[Any, ...]", value):
            yield from evidence_in(each)


def document(visit: Visit) -> Response:
    """One document, as it was handed in. Raises Unknown for one that the subject does not name, or that is gone."""
    stream, digest = visit.path("stream"), visit.path("digest")
    if stream.partition("-")[0] not in KINDS:
        raise Unknown(stream)
    visit.show(stream)
    facts = visit.parts.replay.history(stream)
    found = next((one for fact in facts for one in evidence_in(fact.event) if one.digest == digest), None)
    if found is None or digest in visit.parts.destructions.destroyed:
        raise Unknown(digest)
    try:
        content = visit.parts.files.content(Digest(digest))
    except KeyError as error:
        raise Unknown(digest) from error
    name = quote(found.title or digest[7:19], safe=" ").replace('"', "")
    answer = visit.file(content, found.media_type, "document")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(name)}" if name != found.title else f'attachment; filename="{name}"'
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
