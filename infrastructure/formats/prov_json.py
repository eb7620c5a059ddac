"""W3C PROV-JSON of a decision's lineage: facts are activities, what they made are entities, people act for bodies."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from application.history.decisions import DecisionSeen
from application.history.grounds import Relation
from application.history.lineage import DecisionLineage
from application.history.why import Cause, FactSeen, MandateSeen
from domain.values import ActReference

NAMESPACES = {
    "event": "urn:palabre:event:",
    "stream": "urn:palabre:stream:",
    "actor": "urn:palabre:actor:",
    "act": "urn:palabre:act:",
    "file": "urn:palabre:file:",
    "palabre": "urn:palabre:term:",
}


def write(lineage: DecisionLineage) -> bytes:
    """The lineage as one PROV-JSON document, UTF-8."""
    made = _Made()
    made.decision(lineage.decision)
    made.cause(lineage.chain, None)
    for effect in lineage.effects:
        made.fact(effect.fact)
        made.informed(effect.fact.event, effect.cause)
    text: str = made.document.serialize(format="json", indent=1)
    return text.encode()


def _document() -> Any:
    from prov.model import ProvDocument  # noqa: PLC0415 — every command would start later for a library that few use

    return ProvDocument()


@dataclass(slots=True)
class _Made:
    """A document in the making; everything is said once."""

    document: Any = field(default_factory=_document)
    said: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])

    def __post_init__(self) -> None:
        for prefix, uri in NAMESPACES.items():
            self.document.add_namespace(prefix, uri)

    def decision(self, seen: DecisionSeen) -> None:
        """The outcome with its figures, the documents it used, and the members who were there."""
        activity = self._activity(seen.event or seen.id, "meeting.outcome-recorded", seen.on, _figures(seen))
        for document in seen.evidence:
            attributes = {"prov:label": document.title, "palabre:mediaType": document.media_type}
            if self._once("file", document.digest):
                self.document.entity(f"file:{document.digest}", attributes)
            self._link("used", activity, f"file:{document.digest}")
        for member in seen.members:
            if member.there or member.represented_by:
                self._agent(member.person, "prov:Person")
                self._associate(activity, member.person, member.mandate)
                self._behalf(member.person, member.organisation)

    def cause(self, cause: Cause, above: FactSeen | None) -> None:
        """One link of the chain behind it, and all behind that."""
        if cause.fact is not None:
            self.fact(cause.fact)
            if above is not None:
                self._between(above, cause)
        elif cause.mandate is not None:
            self._mandate(cause.mandate, above)
        elif cause.act is not None and above is not None:
            self._link("used", f"event:{above.event}", self._act(cause.act))
        for one in cause.causes:
            self.cause(one, cause.fact or above)

    def fact(self, fact: FactSeen) -> None:
        """A fact: an activity of its actor that left its stream in a new version."""
        activity = self._activity(fact.event, fact.name, fact.effective, {"palabre:position": fact.position})
        entity = _version(fact)
        if self._once("version", entity):
            self.document.entity(entity, {"prov:type": fact.stream.partition("-")[0], "palabre:stream": fact.stream})
            self.document.wasGeneratedBy(entity, activity)
        person = fact.actor.startswith("person-")
        self._agent(fact.actor, "prov:Person" if person else "prov:SoftwareAgent")
        self._associate(activity, fact.actor, None)

    def informed(self, effect: str, cause: str) -> None:
        """One fact was caused by another."""
        self._link("wasInformedBy", f"event:{effect}", f"event:{cause}")

    def _between(self, above: FactSeen, cause: Cause) -> None:
        fact = cause.fact
        if fact is None:
            return
        if cause.relation is Relation.CAUSED_BY:
            self.informed(above.event, fact.event)
            return
        self._link("used", f"event:{above.event}", _version(fact))
        self._link("wasDerivedFrom", _version(above), _version(fact))

    def _mandate(self, seen: MandateSeen, above: FactSeen | None) -> None:
        name = f"stream:{seen.id}"
        if self._once("mandate", name):
            words = {"prov:type": "prov:Plan", "palabre:role": seen.role or "", "palabre:capacity": seen.capacity}
            self.document.entity(name, {key: value for key, value in words.items() if value})
        if seen.person is not None:
            self._agent(seen.person, "prov:Person")
            self._behalf(seen.person, seen.organisation)
            if above is not None:
                self._associate(f"event:{above.event}", seen.person, seen.id)

    def _act(self, act: ActReference) -> str:
        name = f"act:{'-'.join(part for part in (act.kind.value, act.number, str(act.adopted_on or '')) if part)}"
        name = name.replace(" ", "_")
        if self._once("act", name):
            label = " ".join(part for part in (act.body, act.number) if part)
            self.document.entity(name, {"prov:type": "palabre:act", "prov:label": label or act.kind.value})
        return name

    def _activity(self, event: str, name: str, when: date | datetime, words: dict[str, Any]) -> str:
        activity = f"event:{event}"
        if self._once("activity", activity):
            at = when if isinstance(when, datetime) else datetime.combine(when, time.min, UTC)
            self.document.activity(activity, at, at, {"prov:type": name, **words})
        return activity

    def _agent(self, name: str, kind: str) -> None:
        if self._once("agent", name):
            self.document.agent(f"actor:{name}", {"prov:type": kind})

    def _behalf(self, person: str, organisation: str | None) -> None:
        if organisation is not None and self._once("behalf", person, organisation):
            self._agent(organisation, "prov:Organization")
            self.document.actedOnBehalfOf(f"actor:{person}", f"actor:{organisation}")

    def _associate(self, activity: str, person: str, mandate: str | None) -> None:
        if self._once("associated", activity, person, mandate or ""):
            plan = None if mandate is None else f"stream:{mandate}"
            self.document.wasAssociatedWith(activity, f"actor:{person}", plan)

    def _link(self, relation: str, one: str, other: str) -> None:
        if self._once(relation, one, other):
            getattr(self.document, relation)(one, other)

    def _once(self, *key: str) -> bool:
        if key in self.said:
            return False
        self.said.add(key)
        return True


def _version(fact: FactSeen) -> str:
    return f"stream:{fact.stream}.{fact.version}"


def _figures(seen: DecisionSeen) -> dict[str, Any]:
    return dict(_facts(seen))


def _facts(seen: DecisionSeen) -> Iterator[tuple[str, Any]]:
    yield "prov:label", seen.title
    yield "palabre:kind", seen.kind.value
    if seen.adopted is not None:
        yield "palabre:adopted", seen.adopted
    if seen.reference:
        yield "palabre:reference", seen.reference
    if seen.rule is not None:
        yield "palabre:rule", seen.rule.title
    for name, figures in (("quorum", seen.quorum.recounted or seen.quorum.stated), ("majority", seen.majority)):
        if figures is not None:
            yield f"palabre:{name}Required", figures.required
            yield f"palabre:{name}Met", figures.met
