"""What the words of the domain are called on pages, and the tone in which a state is shown: never by colour alone."""

from collections.abc import Callable, Mapping

from interfaces.sentences import event_titles
from interfaces.web.language import N_, words
from interfaces.web.meeting.words import MEETING_WORDS

GOOD, WARN, BAD, INFO, QUIET = "good", "warn", "bad", "info", "quiet"

WORDS: Mapping[str, Mapping[str, str]] = {
    "agreement.state": {
        "draft": N_("Brouillon"),
        "negotiation": N_("Négociation"),
        "approved": N_("Texte approuvé"),
        "signed": N_("Signée"),
        "in_force": N_("En vigueur"),
        "suspended": N_("Suspendue"),
        "under_notice": N_("Mise en demeure"),
        "expired": N_("Arrivée à terme"),
        "terminated": N_("Résiliée"),
        "renewed": N_("Renouvelée"),
        "closed": N_("Close"),
        "withdrawn": N_("Retirée"),
        "abandoned": N_("Abandonnée"),
        "registered": N_("Connue par une publication"),
    },
    "agreement.kind": {
        "objectives": N_("Convention d’objectifs"),
        "framework": N_("Convention-cadre"),
        "grant": N_("Subvention"),
        "yearly_application": N_("Convention annuelle d’application"),
        "charter": N_("Charte"),
        "declaration": N_("Déclaration"),
    },
    "agreement.role": {
        "payer": N_("Financeur"),
        "beneficiary": N_("Bénéficiaire"),
        "partner": N_("Partenaire"),
    },
    "deadline.kind": {
        "say_no_to_renewal": N_("Dernier jour pour s’opposer à la reconduction"),
        "end": N_("Terme de la convention"),
        "cure": N_("Fin du délai de mise en demeure"),
        "resume": N_("Reprise prévue"),
        "report": N_("Compte rendu financier attendu"),
        "payment": N_("Versement dû"),
        "instalment": N_("Échéance de versement"),
        "commitment": N_("Échéance d’un engagement"),
        "milestone": N_("Jalon"),
        "meeting": N_("Séance"),
        "reply": N_("Fin du droit de réponse"),
        "clause": N_("Clause à tenir"),
        "publication": N_("Données du marché à publier"),
        "contract-end": N_("Fin du marché"),
        "yearly-review": N_("Bilan annuel du plan d’achats"),
        "indicators": N_("Indicateurs du plan d’achats à revoir"),
        "plan-end": N_("Fin du plan d’achats"),
        "call_closes": N_("Clôture de l’appel à candidatures"),
        "completion": N_("Dossier à compléter"),
        "follow_up": N_("Nouvelles à demander"),
        "loan_instalment": N_("Échéance d’un prêt"),
    },
    "commitment.state": {
        "declared": N_("Déclaré"),
        "accepted": N_("Accepté"),
        "planned": N_("Planifié"),
        "in_progress": N_("En cours"),
        "delivered": N_("Réalisé"),
        "verified": N_("Vérifié"),
        "missed": N_("Manqué"),
        "waived": N_("Abandonné d’un commun accord"),
        "superseded": N_("Remplacé"),
    },
    "amendment.state": {
        "draft": N_("En projet"),
        "signed": N_("Signé"),
        "effective": N_("A pris effet"),
        "withdrawn": N_("Retiré"),
    },
    "role": {
        "administrator": N_("Administration"),
        "coordinator": N_("Coordination"),
        "secretary": N_("Secrétariat"),
        "chair": N_("Présidence"),
        "member": N_("Membre"),
        "representative": N_("Représentation"),
        "auditor": N_("Audit"),
        "integrator": N_("Données et intégration"),
    },
    "subject": {
        "agreement": N_("Convention"),
        "commitment": N_("Engagement"),
        "evaluation": N_("Évaluation"),
        "meeting": N_("Séance"),
        "committee": N_("Comité"),
        "organisation": N_("Organisation"),
        "framework": N_("Cadre de coopération"),
    },
    "act.kind": {
        "deliberation": N_("Délibération"),
        "decision": N_("Décision"),
        "order": N_("Arrêté"),
        "minutes": N_("Procès-verbal"),
        "statutes": N_("Statuts"),
        "other": N_("Acte"),
    },
    "act.step": {
        "published": N_("publié le"),
        "transmitted": N_("transmis le"),
        "executory": N_("exécutoire le"),
    },
    "act.challenge": {"appeal": N_("Recours du"), "referral": N_("Déféré par le préfet le")},
    "act.end": {"annulled": N_("Annulé le"), "repealed": N_("Abrogé le"), "withdrawn": N_("Retiré le")},
    "document.kind": {
        "application": N_("Dossier de demande"),
        "republican_contract": N_("Contrat d’engagement républicain"),
        "other": N_("Autre document"),
    },
    "agreement.field": {
        "amounts": N_("Montant accordé"),
        "ends": N_("Terme"),
        "parties": N_("Parties"),
        "stage": N_("État"),
        "in_force_since": N_("Entrée en vigueur"),
        "signed_on": N_("Date de signature"),
        "title": N_("Titre"),
    },
    "evaluation.state": {
        "planned": N_("Prévue"),
        "terms_agreed": N_("Termes arrêtés"),
        "collecting": N_("Collecte en cours"),
        "drafted": N_("Projet de rapport remis"),
        "right_of_reply": N_("Droit de réponse"),
        "adopted": N_("Adoptée"),
        "published": N_("Publiée"),
        "cancelled": N_("Abandonnée"),
    },
    "commitment.kind": {
        "pledge": N_("Promesse"),
        "service": N_("Service"),
        "training": N_("Formation"),
        "grant": N_("Subvention"),
        "loan": N_("Prêt"),
        "guarantee": N_("Garantie"),
        "in_kind_aid": N_("Aide en nature"),
        "procurement_clause": N_("Clause de marché"),
        "pooled_resource": N_("Moyen mutualisé"),
        "representation": N_("Représentation"),
        "support": N_("Accompagnement"),
    },
    "evaluation.kind": {
        "mid_term": N_("À mi-parcours"),
        "final": N_("Finale"),
        "ex_ante": N_("Préalable"),
        "thematic": N_("Thématique"),
        "standing": N_("Permanente"),
    },
    "evaluation.answer": {"accepted": N_("Acceptée"), "partly": N_("Acceptée en partie"), "rejected": N_("Rejetée")},
    "organisation.kind": {
        "local_authority": N_("Collectivité"),
        "cooperative": N_("Coopérative"),
        "mutual": N_("Mutuelle"),
        "foundation": N_("Fondation"),
        "association": N_("Association"),
        "company": N_("Entreprise"),
        "network": N_("Réseau"),
        "public_body": N_("Établissement public"),
        "informal_collective": N_("Collectif"),
    },
    "organisation.ending": {
        "merged": N_("Absorbée"),
        "duplicate": N_("Doublon"),
        "dissolved": N_("Dissoute"),
    },
    "irregularity.state": {
        "open": N_("Ouverte"),
        "regularised": N_("Régularisée"),
        "accepted": N_("Acceptée en l’état"),
    },
    "field_of_work": {
        "political_commitment": N_("Engagement politique"),
        "enterprise_creation": N_("Création d’entreprises"),
        "coordination": N_("Coordination"),
    },
    **MEETING_WORDS,
}
"""Values of the domain in French, by the field they stand in; page modules have tables of their own."""

TONES: Mapping[str, str] = {
    **dict.fromkeys(
        ("in_force", "verified", "delivered", "signed", "approved", "effective", "adopted", "active", "published"), GOOD
    ),
    **dict.fromkeys(("suspended", "negotiation", "planned", "drafted", "right_of_reply"), WARN),
    **dict.fromkeys(("under_notice", "terminated", "missed", "late", "no_quorum"), BAD),
    **dict.fromkeys(
        (
            "draft",
            "declared",
            "accepted",
            "in_progress",
            "convened",
            "opened",
            "registered",
            "terms_agreed",
            "collecting",
            "reconvened",
        ),
        INFO,
    ),
}


def said(language: str) -> Callable[[object, str], str]:
    """The filter: `row.state|said("agreement.state")`; a value nobody named is said as it is written."""

    def say(value: object, field: str) -> str:
        if value is None:
            return ""
        french = WORDS[field].get(str(value))
        return str(value).replace("_", " ") if french is None else words(language).gettext(french)

    return say


def tone(value: object) -> str:
    """The tone of a state."""
    return TONES.get(str(value), QUIET)


def event_title(noun: str, event: type, language: str) -> str:
    """What happened: the French title, or the name of the event as English words."""
    if language == "en":
        return _spaced(event.__name__)
    titles = event_titles()
    return titles.get(f"{noun}.{event.__name__}") or titles.get(f"application.{event.__name__}") or event.__name__


def _spaced(name: str) -> str:
    apart = "".join(f" {one.lower()}" if one.isupper() else one for one in name).strip()
    return apart[:1].upper() + apart[1:]
