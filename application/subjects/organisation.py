"""What conditions may see of an organisation and of a framework."""

from application.definitions.guards import VarType
from application.subjects.seeing import Seen, seen
from domain.belonging import all_on
from domain.values import latest

TEXT, NUMBER, FLAG, DATE, LIST = VarType.TEXT, VarType.NUMBER, VarType.FLAG, VarType.DATE, VarType.LIST
ORGANISATION: tuple[Seen, ...] = (
    seen("organisation.name", TEXT, lambda one, day: one.name_on(day), "son nom", "its name"),
    seen("organisation.kind", TEXT, lambda one, day: one.kind_on(day), "ce qu'elle est en droit", "what it is in law"),
    seen("organisation.exists", FLAG, lambda one, day: one.existed_on(day), "existe encore", "whether it still exists"),
    seen("organisation.ended_on", DATE, lambda one, _: one.ended_on, "a pris fin le", "ended on"),
    seen("organisation.successor", TEXT, lambda one, _: one.successor, "qui lui succède", "what succeeds it"),
    seen("organisation.esus", FLAG, lambda one, day: one.accredited_on(day), "agréée ESUS", "accredited ESUS"),
    seen(
        "organisation.bank_details_verified",
        FLAG,
        lambda one, _: one.bank_details_verified,
        "coordonnées bancaires vérifiées",
        "whether its bank details are verified",
    ),
    seen(
        "organisation.memberships",
        LIST,
        lambda one, day: tuple(sorted(all_on(one.memberships, day))),
        "ses adhésions",
        "what it belongs to",
    ),
)
FRAMEWORK: tuple[Seen, ...] = (
    seen("framework.name", TEXT, lambda one, _: one.name, "son nom", "its name"),
    seen("framework.open", FLAG, lambda one, day: one.open_on(day), "ouvert", "whether it is open"),
    seen("framework.zone", TEXT, lambda one, _: one.zone, "son fuseau horaire", "its time zone"),
    seen("framework.operator", TEXT, lambda one, _: latest(one.operators), "qui l'anime", "who runs it"),
    seen(
        "framework.parties",
        LIST,
        lambda one, day: tuple(sorted(one.parties_on(day))),
        "ses parties",
        "its parties",
    ),
    seen("framework.established_on", DATE, lambda one, _: one.established_on, "établi le", "established on"),
)
