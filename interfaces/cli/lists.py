"""Lists as people read them in a terminal: the few columns that matter, short identifiers, names instead of ids."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from application.nouns import Noun
from application.reading import Listing
from interfaces.parts import Parts

PAGE = 500
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SHORT = 12
"""Signs at the end of an identifier: enough to tell things apart and to ask for one."""

BRIEF: Mapping[str, tuple[str, ...]] = {
    "agreements": ("id", "title", "state", "payer", "beneficiary", "granted", "paid", "next_deadline", "late"),
    "applications": ("id", "title", "state", "requested", "granted", "score", "rank", "missing"),
    "audit_trail": ("position", "recorded_at", "type", "subject", "actor", "text"),
    "broken_links": ("kind", "title", "detail", "subject"),
    "calls": ("id", "title", "closes_on", "open", "application_count", "accepted_count", "envelope", "granted"),
    "clusters": ("id", "name", "territory", "founded_on", "labels", "member_count"),
    "cases": ("id", "name", "state", "steps", "ended_in", "next_timer", "tasks_open", "incidents_open"),
    "causes": ("position", "type", "subject", "cause"),
    "commitments": ("id", "title", "kind", "state", "owners", "due", "late", "progress"),
    "committees": ("id", "name", "state", "seat_count", "bylaws"),
    "clauses": ("contract", "lot", "kind", "text", "unit", "target", "performed", "attained"),
    "contracts": ("id", "title", "buyer", "state", "lot_count", "amount", "next_deadline"),
    "deadlines": ("on", "kind", "title", "about", "by", "past"),
    "decisions": ("on", "title", "kind", "adopted", "in_favour", "against", "abstentions", "quorum_met", "rule"),
    "documents": ("kind", "title", "id"),
    "evaluations": ("id", "title", "kind", "state", "overall_score", "recommendations_open"),
    "frameworks": ("id", "name", "territory", "operator", "established_on", "open"),
    "import_rows": ("id", "beneficiary", "amount", "occurrence", "import"),
    "imports": ("id", "name", "begun_at", "rows", "recorded", "unchanged", "corrected", "quarantined"),
    "incidents": ("case", "incident", "kind", "words", "state", "raised_at"),
    "instalments": ("agreement", "number", "label", "payer", "beneficiary", "due", "paid", "state", "last_day"),
    "irregularities": ("subject", "number", "rule", "article", "detail", "cure", "state"),
    "lineage": ("on", "from", "relation", "to"),
    "loans": ("id", "title", "state", "disbursed", "outstanding", "arrears", "next_due", "written_off"),
    "lots": ("contract", "lot", "title", "state", "holders", "amount", "notified_on", "social", "environmental"),
    "mandates": ("id", "person", "organisation", "role", "capacity", "since", "until", "in_force"),
    "meetings": ("id", "held_on", "title", "state", "item_count", "outcome_count", "minutes_published_on"),
    "memberships": ("organisation", "of", "since", "until"),
    "money": ("agreement", "payer", "year", "voted", "committed", "ordered", "paid", "to_recover"),
    "organisations": ("id", "name", "kind", "siren", "rna", "active", "irregularities_open"),
    "payments": ("id", "on", "third_party", "amount", "kind", "order", "state", "reason", "agreement", "matched_by"),
    "people": ("id", "name", "registered_on", "erased_on"),
    "pooled_resources": ("title", "organisation", "share", "part", "state", "accepted_on"),
    "procedures": ("id", "name", "subject", "newest", "published_on", "retired_on"),
    "programmes": ("id", "title", "kind", "open", "applied", "accepted", "launched", "active_at_three_years"),
    "projects": ("id", "title", "state", "organisation", "launched_on", "sessions_attended", "last_answer"),
    "rankings": ("place", "score", "title", "state", "rank", "id"),
    "plan_figures": ("plan", "year", "indicator", "value", "target", "counted", "unknown"),
    "procurement_plans": ("id", "title", "authority", "state", "start", "end", "reviewed_year"),
    "recommendations": ("number", "text", "addressed_to", "responses_awaited", "evaluation"),
    "representations": ("committee", "body", "seat", "organisation", "person", "mandate", "since", "until", "held"),
    "strategies": ("id", "title", "state", "owners", "awaited", "objective_count", "commitment_count"),
    "statements": ("id", "name", "begun_at", "rows", "recorded", "unchanged", "corrected", "queued", "quarantined"),
    "tasks": ("due_at", "step", "roles", "of", "holder", "case"),
    "timers": ("due_at", "step", "rule", "case"),
    "sessions": ("starts_on", "title", "kind", "cohort", "enrolled_count", "present_count", "id"),
    "seats": ("committee", "seat", "kind", "college", "person", "organisation", "since", "until"),
}


def columns(name: str, listing: Listing, *, wide: bool) -> list[str]:
    """Which columns a terminal shows."""
    known = [one.name for one in listing.columns]
    return known if wide else [each for each in BRIEF.get(name, known) if each in known]


def rows(
    parts: Parts, name: str, filters: Mapping[str, str], today: date, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """The entries of a list, page after page. Raises BadQuestion."""
    after: str | None = None
    left = limit
    while True:
        size = PAGE if left is None else min(PAGE, left)
        page = parts.reading.page(name, filters, after=after, limit=size, today=today)
        yield from (dict(item) for item in page.items)
        after, left = page.next, None if left is None else left - len(page.items)
        if after is None or left == 0:
            return


def shown(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """An entry as texts for a table."""
    return {name: text(row.get(name)) for name in names}


def text(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return short(value) if is_id(value) else _instant(value)[:200]
        case {"id": str(who), "name": None} if who.startswith("person-"):
            return f"erased ({short(who)})"
        case {"id": _, "name": name}:
            return str(name or short(str(value["id"])))
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case list() | tuple():
            return ", ".join(text(each) for each in _several(value))
        case _:
            return str(value)


def _several(value: Any) -> list[Any]:
    return list(value)


def _instant(value: str) -> str:
    """An instant to the minute, in UTC; any other text as it is."""
    return f"{value[:10]} {value[11:16]}" if INSTANT.fullmatch(value) else value


def is_id(value: str) -> bool:
    """Whether a text is a stream's name."""
    return len(value) > 36 and value[-37] == "-" and value[-28] == "-" and value[-23] == "-"


def short(name: str) -> str:
    """The end of an identifier."""
    return name[-SHORT:]


def names(parts: Parts, today: date) -> dict[str, str]:
    """What organisations and people are called, by id."""
    return {
        str(row["id"]): str(row.get("name") or f"erased on {row['erased_on']}")
        for listing in ("organisations", "people")
        for row in rows(parts, listing, {}, today)
        if row.get("name") or row.get("erased_on")
    }


def tree(value: Any, called: Mapping[str, str], indent: str = "  ") -> Iterator[str]:
    """A state as indented lines; what is empty or unknown is left out."""
    for name, held in value.items():
        if held in (None, "", [], {}):
            continue
        if isinstance(held, dict) and not {"amount", "currency"} <= held.keys():
            yield f"{indent}{name}:"
            yield from tree(held, called, indent + "    ")
        elif isinstance(held, list) and any(isinstance(each, dict) for each in _several(held)):
            yield f"{indent}{name}:"
            for each in _several(held):
                lines = list(tree(each, called, "")) if isinstance(each, dict) else [_called(each, called)]
                yield f"{indent}  - {lines[0] if lines else ''}"
                yield from (f"{indent}    {line}" for line in lines[1:])
        else:
            yield f"{indent}{called.get(name, name)}: {_called(held, called)}"


def _called(value: Any, called: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_called(each, called) for each in _several(value))
    return called.get(value, text(value)) if isinstance(value, str) else text(value)


def full(parts: Parts, noun: Noun, given: str, today: date) -> str | None:
    """The stream that a caller means: its whole name, its UUID, or the end of it; None where none or several end so."""
    if given == noun.kind or given.startswith(f"{noun.kind}-"):
        return given
    if len(given) == 36:
        return f"{noun.kind}-{given}"
    if noun.plural not in parts.reading.listings():
        return None
    found = [str(row["id"]) for row in rows(parts, noun.plural, {}, today) if str(row["id"]).endswith(given)]
    return found[0] if len(found) == 1 else None
