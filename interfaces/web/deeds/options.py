"""The words of each choice in a form."""

from collections.abc import Mapping

from interfaces.web.language import N_
from interfaces.web.vocabulary import WORDS

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "agreement.Stage": WORDS["agreement.state"],
    "agreement.AgreementKind": WORDS["agreement.kind"],
    "AgreementKind": WORDS["agreement.kind"],
    "PartyRole": WORDS["agreement.role"],
    "FieldOfWork": WORDS["field_of_work"],
    "Role": WORDS["role"],
    "mandate.Role": WORDS["role"],
    "SourceKind": {
        "paper": N_("Sur papier"),
        "publication": N_("D’après une publication"),
        "finance_system": N_("D’après le logiciel de finances"),
        "statement": N_("D’après une déclaration"),
    },
    "ActKind": {
        "deliberation": N_("Délibération"),
        "decision": N_("Décision"),
        "order": N_("Arrêté"),
        "minutes": N_("Procès-verbal"),
        "statutes": N_("Statuts"),
        "other": N_("Autre"),
    },
    "agreement.DocumentKind": {
        "application": N_("Dossier de demande"),
        "republican_contract": N_("Contrat d’engagement républicain"),
        "other": N_("Autre"),
    },
    "agreement.TerminationGround": {
        "breach": N_("Pour manquement, après mise en demeure"),
        "accord": N_("D’un commun accord"),
        "clause": N_("Par une clause du texte"),
    },
    "agreement.RenewalScope": {"full": N_("Entière"), "partial": N_("Partielle")},
    "agreement.InstalmentKind": {"single": N_("Unique"), "interim": N_("Acompte"), "balance": N_("Solde")},
    "agreement.AidNature": {"in_cash": N_("En argent"), "in_kind": N_("En nature"), "both": N_("Les deux")},
    "agreement.RecoveryGround": {
        "overpayment": N_("Trop-versé"),
        "unspent": N_("Somme non dépensée"),
        "not_as_agreed": N_("Emploi non conforme"),
        "act_undone": N_("Acte défait"),
        "other": N_("Autre"),
    },
    "commitment.Kind": WORDS["commitment.kind"],
    "commitment.OriginKind": {
        "agreement": N_("Une convention"),
        "declaration": N_("Une déclaration"),
        "recommendation": N_("Une recommandation"),
        "decision": N_("Une décision"),
    },
    "commitment.Direction": {
        "increase": N_("Doit augmenter"),
        "decrease": N_("Doit diminuer"),
        "hold": N_("Doit se maintenir"),
    },
    "evaluation.Kind": WORDS["evaluation.kind"],
    "evaluation.Answer": WORDS["evaluation.answer"],
    "organisation.Kind": WORDS["organisation.kind"],
    "organisation.Label": {"esus": N_("Agrément ESUS")},
    "mandate.Ground": {
        "resignation": N_("Démission"),
        "removal": N_("Retrait"),
        "term_ended": N_("Fin de mandat"),
        "replaced": N_("Remplacement"),
        "act_annulled": N_("Acte annulé"),
        "organisation_ended": N_("Fin de l’organisation"),
        "death": N_("Décès"),
        "other": N_("Autre"),
    },
}
"""The words of each choice, by the type of value; of those that several nouns have, with the noun."""
