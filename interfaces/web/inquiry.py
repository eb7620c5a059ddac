"""Whoever inquires reads everything within reach and writes nothing: what their pages have in common."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar, cast

from application.facts import Unknown
from application.history.paths import leaves
from application.ports import Recorded
from application.transparency import InclusionProof, NoCheckpoint, NoSuchLeaf, NoSuchTree
from domain.mandate import Role
from interfaces.telling.history import event_title
from interfaces.telling.values import told
from interfaces.web.called import Called
from interfaces.web.deeds.labels import LABELS
from interfaces.web.entry import bearing
from interfaces.web.language import N_
from interfaces.web.sections import Box, Line, kind_words, subject_path
from interfaces.web.visit import Visit

inquiring = bearing(Role.AUDITOR, Role.ADMINISTRATOR, Role.COORDINATOR, Role.SECRETARY)
following = bearing(Role.AUDITOR, Role.ADMINISTRATOR, Role.COORDINATOR, Role.SECRETARY, Role.INTEGRATOR)
LARGEST = 16
SHARED = frozenset({"organisation", "mandate"})
"""What belongs to no framework and concerns them all."""
UNBOUNDED = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.INTEGRATOR})
CHOICES: Mapping[str, str] = {
    "decision": N_("décision"),
    "opinion": N_("avis"),
    "consensus": N_("consensus"),
    "taken_note": N_("prise d’acte"),
    "referred_back": N_("renvoi"),
    "show_of_hands": N_("à main levée"),
    "roll_call": N_("par appel nominal"),
    "secret": N_("à bulletin secret"),
    "votes_cast": N_("suffrages exprimés"),
    "together": N_("tous ensemble"),
    "each": N_("chacun"),
    "electronic": N_("électronique"),
    "paper": N_("papier"),
    "payer": N_("financeur"),
    "beneficiary": N_("bénéficiaire"),
    "partner": N_("partenaire"),
    "open": N_("ouverte"),
    "accepted": N_("acceptée"),
    "regularised": N_("régularisée"),
}
"""Values of choices, in words."""
Made = TypeVar("Made")
REMEMBERED = 32
MOST_PLACES = 300
IDENTIFIER = re.compile("[a-z_]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLACES: Mapping[str, str] = {
    "adopted": N_("Adopté"),
    "amounts": N_("Montant accordé"),
    "ends": N_("Terme"),
    "parties": N_("Parties"),
    "stage": N_("État"),
    "money": N_("Argent"),
    "lines": N_("Crédits"),
    "forecast": N_("Prévu"),
    "voted": N_("Voté"),
    "committed": N_("Engagé"),
    "ordered": N_("Mandaté"),
    "paid": N_("Versé"),
    "advance_ordered": N_("Avance mandatée"),
    "advance_paid": N_("Avance versée"),
    "acts": N_("Actes"),
    "amendments": N_("Avenants"),
    "signatures": N_("Signatures"),
    "executory_on": N_("Exécutoire le"),
    "published_on": N_("Publié le"),
    "transmitted_on": N_("Transmis le"),
    "adopted_on": N_("Adopté le"),
    "signed_on": N_("Signé le"),
    "irregularities": N_("Irrégularités"),
    "facts": N_("Faits retenus"),
    "rule": N_("Règle"),
    "verdict": N_("Jugement"),
    "quorum": N_("Quorum"),
    "majority": N_("Majorité"),
    "notice": N_("Convocation"),
    "item": N_("Point"),
    "kind": N_("Forme"),
    "on": N_("Le"),
    "at": N_("Le"),
    "reference": N_("Référence"),
    "number": N_("Numéro"),
    "required": N_("Requis"),
    "met": N_("Atteint"),
    "in_favour": N_("Pour"),
    "against": N_("Contre"),
    "abstentions": N_("Abstentions"),
    "member": N_("Membre"),
    "title": N_("Titre"),
    "article": N_("Texte"),
    "colleges": N_("Collèges"),
    "in_office": N_("En exercice"),
    "on_site": N_("Sur place"),
    "by_video": N_("À distance"),
    "represented": N_("Représentés"),
    "recused": N_("Déportés"),
}
"""Parts of places, in words; those of forms are in `deeds.labels`."""
_made: dict[tuple[object, ...], tuple[object, object]] = {}
"""With the log it was made from, which stays alive with it: no other comes to stand in its place."""


def home_of(visit: Visit) -> str:
    """The framework looked at. Raises Unknown where there is none."""
    if visit.visitor.framework is None:
        raise Unknown
    return str(visit.visitor.framework["id"])


def as_known(visit: Visit, name: str, make: Callable[[], Made], home: str = "") -> Made:
    """What takes long to make, kept until something is recorded or the day is over."""
    key = (id(visit.parts.log), visit.parts.log.position(), visit.today, home or home_of(visit), name)
    found = _made.get(key)
    if found is None:
        while len(_made) >= REMEMBERED:
            _made.pop(next(iter(_made)), None)
        found = _made[key] = visit.parts.log, make()
    return cast("Made", found[1])


def title_of(visit: Visit, name: str) -> str:
    """What happened, from the name of an event (`agreement.signed`)."""
    title = event_title(name.partition(".v")[0], visit.language)
    return title[:1].upper() + title[1:]


def actor_of(visit: Visit, actor: str) -> str:
    """Who did it: a person by name, or a part of the system."""
    if actor.startswith("person-"):
        return visit.name_of(actor)
    return visit.say("le système (%(name)s)", name=actor)


def proof_of(visit: Visit, position: int) -> InclusionProof | None:
    """The proof that an event stands in the log; None where there is none yet, or no such event."""
    try:
        return visit.parts.transparency.inclusion(position)
    except (NoCheckpoint, NoSuchLeaf, NoSuchTree):
        return None


def says(visit: Visit, event: Any) -> Iterator[tuple[str, str]]:
    """What an event says, place by place, in words; what it leaves open is left out."""
    names = Called(visit)
    for place, value in islice(leaves(event), MOST_PLACES):
        yield place_words(visit, place, names), value_words(visit, value, names)


def value_words(visit: Visit, value: Any, names: Called) -> str:
    """A value in words, choices too as far as they have any."""
    if isinstance(value, StrEnum):
        return visit.say(CHOICES[value]) if value in CHOICES else value.replace("_", " ")
    return told(value, visit.language, names)


def place_words(visit: Visit, place: str, names: Called) -> str:
    """A place in a state in words, as far as its parts have any."""
    return " › ".join(_part(visit, one, names) for one in place.split("."))


def _part(visit: Visit, part: str, names: Called) -> str:
    if part in PLACES or part in LABELS:
        return visit.say(PLACES.get(part) or LABELS[part])
    found = IDENTIFIER.match(part)
    named = names.get(found[0]) if found else None
    if found is None or not named:
        return part.replace("_", " ")
    return f"{named} {part[found.end() :].strip('/:')}".strip()


def fact_at(visit: Visit, position: str) -> Recorded:
    """The event of a place in the log that the visitor may look into. Raises Unknown."""
    asked = int(position) if position.isascii() and position.isdigit() and len(position) < LARGEST else 0
    if not 0 < asked <= visit.parts.log.position():
        raise Unknown(position)
    fact = next(iter(visit.parts.log.at([asked])), None)
    if fact is None or not may_see(visit, fact.framework, fact.stream):
        raise Unknown(position)
    return fact


def may_see(visit: Visit, framework: object, stream: str) -> bool:
    """Whether somebody sees what a stream holds: the installation's own is for those whose power is not bounded."""
    if framework is not None or stream.partition("-")[0] in SHARED:
        return visit.visitor.reaches(framework)
    return sees_all(visit)


def sees_all(visit: Visit) -> bool:
    """Whether one of the visitor's powers to inquire is bounded to no framework."""
    return any(one.framework is None for one in visit.visitor.powers if one.role in UNBOUNDED)


def state_of(visit: Visit, stream: str) -> Mapping[str, Any]:
    """The state of anything that the visitor may inquire into. Raises Unknown."""
    state = visit.show(stream).state
    home = stream if stream.startswith("framework-") else state.get("framework")
    if not may_see(visit, home, stream):
        raise Unknown(stream)
    return state


def choices(visit: Visit, words: str, path: str, param: str = "objet") -> list[Line]:
    """What these words may mean, each leading to the same question about it."""
    return [Line(one.title, f"{path}?{param}={one.id}", (kind_words(visit, one.kind),)) for one in found(visit, words)]


def found(visit: Visit, words: str, limit: int = 50) -> list[Any]:
    """What the visitor may find by words."""
    hits = visit.parts.reading.search(words, limit=limit) if words else ()
    return [one for one in hits if visit.visitor.reaches(one.framework)]


def subject_box(visit: Visit, value: str) -> Box:
    """The question which thing is meant."""
    return Box("objet", visit.say("De quoi ?"), "search", value, hint=visit.say("Des mots du titre, ou l’identifiant."))


def is_stream(visit: Visit, text: str) -> bool:
    """Whether a text names something there is."""
    return visit.parts.replay.streams.is_name(text) and visit.parts.log.version(text) > 0


def subject_of(visit: Visit, stream: str, names: Called) -> tuple[str, str]:
    """What a stream is called, and its page."""
    name = names.get(stream)
    return (name or kind_words(visit, stream.partition("-")[0])), (subject_path(stream) if name else "")
