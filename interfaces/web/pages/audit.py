"""Where whoever inquires begins: every question one may put to the register."""

from starlette.responses import Response

from interfaces.web.inquiry import inquiring
from interfaces.web.language import N_
from interfaces.web.sections import Line, Section
from interfaces.web.visit import Visit
from interfaces.web.web import Web

QUESTIONS = (
    (
        N_("Qui a décidé quoi ?"),
        "/decisions",
        N_("Chaque décision avec sa règle, ses présents, ses votes et ses pièces."),
    ),
    (N_("Que s’est-il passé ?"), "/journal", N_("Tous les événements, dans l’ordre, avec leur cause et leurs effets.")),
    (
        N_("Qu’est-ce qui cloche ?"),
        "/controles",
        N_("Les contrôles que l’on fait d’abord, et les irrégularités au dossier."),
    ),
    (
        N_("Qu’est-ce qui a changé ?"),
        "/comparer",
        N_("N’importe quoi entre deux dates : ce qui valait, ou ce que l’on savait."),
    ),
    (N_("Pourquoi ce chiffre ?"), "/pourquoi", N_("La chaîne des causes, jusqu’à un vote et une habilitation.")),
    (N_("Où le fil est-il rompu ?"), "/liens", N_("Ce qui n’a pas de source, pas de décision, pas de suite.")),
    (
        N_("Et si la règle avait été autre ?"),
        "/si",
        N_("Les décisions passées rejugées sous un projet de règlement ou de procédure."),
    ),
    (N_("Quels parcours ont quitté la procédure ?"), "/conformite", N_("Dossier par dossier, et à quel endroit.")),
    (N_("Pouvez-vous le prouver ?"), "/preuve", N_("La preuve d’un événement, vérifiée devant vous.")),
)


def add(web: Web) -> None:
    """The page, and its entry of the menu."""
    web.page("/verifier", page, enter=inquiring, seen_by="auditor")
    web.in_menu(N_("Vérifier"), "/verifier", 60, enter=inquiring)


def page(visit: Visit) -> Response:
    """Every question."""
    lines = [Line(visit.say(question), path, (visit.say(help_),)) for question, path, help_ in QUESTIONS]
    return visit.page(
        "pages/plain.html",
        title=visit.say("Vérifier"),
        lead=visit.say("Tout se lit ici, rien ne s’y écrit."),
        sections=[Section(visit.say("Vos questions"), lines=lines)],
    )
