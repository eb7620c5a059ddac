"""The kinds of things of the three fields of work: where each is listed and told, and what hangs on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.mandate import Role
from interfaces.web.language import N_

OFFICE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.SECRETARY, Role.AUDITOR})
JUDGES = OFFICE | {Role.CHAIR, Role.MEMBER}
MOST = 200
ROWS = 60
TONES = {
    "ended": "quiet",
    "repaid": "good",
    "accepted": "good",
    "refused": "bad",
    "notified": "good",
    "adopted": "good",
}
NOT_TOLD = frozenset({"id", "name", "framework", "title", "version", "updated_at", "irregularities_open", "state"})
HIDDEN = frozenset(
    {"id", "framework", "buyer", "authority", "clause", "commitment", "person", "criterion", "documents", "number"}
)

LEFT_OUT = {
    "lots": frozenset({"tenders", "reference", "ended_on", "months", "published_on"}),
    "modifications": frozenset({"months", "published_on"}),
}
"""Columns of records that would make their table too wide to read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: where it is listed, where it is told, what its lines say, and what hangs on it."""

    listing: str
    path: str
    title: str
    lead: str
    told: Sequence[str]
    records: Mapping[str, str]
    children: Sequence[tuple[str, str, str]] = ()
    """Listing, its filter, and the heading."""
    seen_by: frozenset[Role] | None = None
    """Who sees all of it; None: everybody in the framework. Those whom an entry names see that one."""
    up: str = "/territoire"


KINDS: Mapping[str, Kind] = {
    one.listing: one
    for one in (
        Kind(
            "contracts",
            "/marches",
            N_("Marchés"),
            N_("Ce qui est acheté, avec les clauses sociales et environnementales, et ce qui en est tenu."),
            ("buyer", "amount", "next_deadline"),
            {
                "lots": N_("Lots"),
                "modifications": N_("Modifications"),
                "subcontracts": N_("Sous-traitance"),
            },
        ),
        Kind(
            "procurement_plans",
            "/achats-responsables",
            N_("Schémas d’achats responsables"),
            N_("Ce que la collectivité s’est fixé pour ses achats, et le bilan de chaque année."),
            ("authority", "start", "end"),
            {"indicators": N_("Indicateurs et cibles"), "figures": N_("Chiffres"), "reviews": N_("Bilans annuels")},
        ),
        Kind(
            "programmes",
            "/dispositifs",
            N_("Dispositifs"),
            N_("Qui accompagne celles et ceux qui entreprennent, et ce que cela donne."),
            ("kind", "operator", "supported"),
            {},
            (
                ("calls", "programme", N_("Appels à candidatures")),
                ("sessions", "programme", N_("Formations et rendez-vous")),
                ("projects", "programme", N_("Projets accompagnés")),
            ),
        ),
        Kind(
            "calls",
            "/appels",
            N_("Appels à candidatures"),
            N_("Ce qui était offert, qui a répondu, qui a été retenu."),
            ("closes_on", "application_count", "granted"),
            {},
            (("rankings", "call", N_("Candidatures, de la mieux notée à la moins bien notée")),),
            up="/dispositifs",
        ),
        Kind(
            "applications",
            "/candidatures",
            N_("Candidatures"),
            N_("Ce qui est demandé, comment c’est noté, ce qui est décidé."),
            ("requested", "granted", "score", "submitted_on"),
            {"scores": N_("Notes, critère par critère")},
            seen_by=JUDGES,
            up="/dispositifs",
        ),
        Kind(
            "projects",
            "/projets",
            N_("Projets accompagnés"),
            N_("De l’idée au lancement, et ce qu’il en est des années après."),
            ("activity", "municipality", "launched_on"),
            {
                "enrolments": N_("Dispositifs suivis"),
                "finance": N_("Ce qu’il a reçu"),
                "follow_ups": N_("Ce qu’il est devenu"),
                "attendance": N_("Rendez-vous et formations"),
            },
            (("loans", "project", N_("Prêts")), ("applications", "project", N_("Candidatures"))),
            seen_by=OFFICE,
        ),
        Kind(
            "loans",
            "/prets",
            N_("Prêts"),
            N_("Ce qui a été prêté, ce qui est remboursé, qui garantit."),
            ("kind", "lender", "outstanding", "next_due"),
            {
                "instalments": N_("Échéancier"),
                "repayments": N_("Remboursements"),
                "guarantees": N_("Garanties"),
            },
            seen_by=OFFICE,
        ),
        Kind(
            "clusters",
            "/poles",
            N_("Pôles territoriaux"),
            N_("Qui coopère ici durablement, et ce qui est mis en commun."),
            ("territory", "member_count"),
            {"members": N_("Membres")},
        ),
    )
}
