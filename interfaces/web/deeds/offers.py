"""What may be done about each subject, in the order in which it comes up, and what each deed is called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from application.authority import open_to
from domain.agreement.parts import OPEN_STAGES, RUNNING, Stage
from interfaces.web.language import N_
from interfaces.web.visit import Visit

TITLES: Mapping[str, str] = {
    "agreement.open-negotiation": N_("Ouvrir la négociation"),
    "agreement.revise-text": N_("Réviser le texte"),
    "agreement.withdraw": N_("Retirer le projet"),
    "agreement.abandon": N_("Abandonner la négociation"),
    "agreement.record-act": N_("Verser l’acte d’une partie"),
    "agreement.publish-act": N_("Dire l’acte publié"),
    "agreement.transmit-act": N_("Dire l’acte transmis à l’État"),
    "agreement.suspend-act": N_("Dire l’acte suspendu par le juge"),
    "agreement.annul-act": N_("Dire l’acte annulé par le juge"),
    "agreement.sign": N_("Signer"),
    "agreement.record-signature": N_("Verser une signature sur papier"),
    "agreement.certify-copies": N_("Certifier les exemplaires signés"),
    "agreement.accede": N_("Adhérer au texte"),
    "agreement.notify": N_("Notifier aux parties"),
    "agreement.draft-amendment": N_("Proposer un avenant"),
    "agreement.withdraw-amendment": N_("Retirer l’avenant"),
    "agreement.record-amendment": N_("Verser un avenant conclu ailleurs"),
    "agreement.forecast-credits": N_("Prévoir des crédits"),
    "agreement.vote-credits": N_("Inscrire des crédits votés"),
    "agreement.commit-credits": N_("Inscrire des crédits engagés"),
    "agreement.grant-advance": N_("Accorder une avance"),
    "agreement.value-in-kind": N_("Valoriser une aide en nature"),
    "agreement.set-schedule": N_("Fixer l’échéancier"),
    "agreement.receive-report": N_("Remettre le compte rendu financier"),
    "agreement.verify-milestone": N_("Dire un jalon atteint"),
    "agreement.order-payment": N_("Inscrire un mandatement"),
    "agreement.record-payment": N_("Inscrire un versement"),
    "agreement.cancel-payment": N_("Annuler un versement"),
    "agreement.order-recovery": N_("Émettre un titre de restitution"),
    "agreement.record-recovery": N_("Inscrire une restitution"),
    "agreement.file-document": N_("Déposer un document"),
    "agreement.suspend": N_("Suspendre la convention"),
    "agreement.resume": N_("Reprendre la convention"),
    "agreement.give-notice": N_("Mettre en demeure"),
    "agreement.acknowledge-cure": N_("Dire le manquement réparé"),
    "agreement.agree-to-terminate": N_("Consentir à résilier"),
    "agreement.terminate": N_("Résilier"),
    "agreement.refuse-renewal": N_("S’opposer à la reconduction"),
    "agreement.renew": N_("Renouveler"),
    "agreement.close": N_("Clore"),
    "agreement.succeed-party": N_("Faire succéder une organisation"),
    "agreement.contest-entry": N_("Contester une inscription"),
    "agreement.answer-contest": N_("Répondre à la contestation"),
    "agreement.complete-reprise": N_("Compléter la reprise"),
    "agreement.regularise-irregularity": N_("Régulariser"),
    "agreement.accept-irregularity": N_("Accepter en l’état"),
    "commitment.declare": N_("Déclarer un engagement"),
    "commitment.accept": N_("Accepter l’engagement"),
    "commitment.plan": N_("Planifier"),
    "commitment.start": N_("Commencer"),
    "commitment.deliver": N_("Dire l’engagement réalisé"),
    "commitment.add-evidence": N_("Déposer un justificatif"),
    "commitment.verify": N_("Vérifier"),
    "commitment.waive": N_("Abandonner d’un commun accord"),
    "commitment.state-due-date": N_("Fixer l’échéance"),
    "commitment.move-due-date": N_("Déplacer l’échéance"),
    "commitment.add-milestone": N_("Ajouter un jalon"),
    "commitment.reach-milestone": N_("Dire le jalon atteint"),
    "commitment.move-milestone": N_("Déplacer le jalon"),
    "commitment.set-indicator": N_("Poser un indicateur"),
    "commitment.record-observation": N_("Relever une valeur"),
    "commitment.contest": N_("Contester une inscription"),
    "commitment.answer-contest": N_("Répondre à la contestation"),
    "commitment.regularise-irregularity": N_("Régulariser"),
    "commitment.accept-irregularity": N_("Accepter en l’état"),
    "evaluation.plan-evaluation": N_("Prévoir une évaluation"),
    "evaluation.set-criteria": N_("Poser les critères"),
    "evaluation.agree-terms": N_("Arrêter les termes"),
    "evaluation.appoint-evaluator": N_("Désigner un évaluateur ou une évaluatrice"),
    "evaluation.declare-interests": N_("Déclarer ses intérêts"),
    "evaluation.start-collecting": N_("Commencer la collecte"),
    "evaluation.record-finding": N_("Écrire un constat"),
    "evaluation.score-criterion": N_("Noter un critère"),
    "evaluation.recommend": N_("Recommander"),
    "evaluation.submit-draft": N_("Remettre le projet de rapport"),
    "evaluation.open-reply": N_("Ouvrir le droit de réponse"),
    "evaluation.reply-to-draft": N_("Répondre au projet de rapport"),
    "evaluation.adopt-report": N_("Adopter le rapport"),
    "evaluation.publish-report": N_("Publier le rapport"),
    "evaluation.respond": N_("Répondre à la recommandation"),
    "evaluation.cancel-evaluation": N_("Abandonner l’évaluation"),
    "evaluation.regularise-irregularity": N_("Régulariser"),
    "evaluation.accept-irregularity": N_("Accepter en l’état"),
    "organisation.register": N_("Inscrire une organisation"),
    "organisation.rename": N_("Changer le nom"),
    "organisation.move": N_("Changer le siège"),
    "organisation.correct-identifiers": N_("Corriger les identifiants"),
    "organisation.join": N_("Inscrire une adhésion"),
    "organisation.leave": N_("Inscrire un départ"),
    "organisation.accredit": N_("Inscrire un agrément"),
    "organisation.dissolve": N_("Dire l’organisation dissoute"),
    "organisation.merge": N_("Dire l’organisation absorbée"),
    "organisation.regularise-irregularity": N_("Régulariser"),
    "organisation.accept-irregularity": N_("Accepter en l’état"),
    "mandate.grant": N_("Donner une habilitation"),
    "mandate.deputise": N_("Désigner qui supplée"),
    "mandate.take-over": N_("Faire reprendre par une autre personne"),
    "mandate.revoke": N_("Mettre fin à l’habilitation"),
    "mandate.extend": N_("Prolonger l’habilitation"),
    "mandate.complete": N_("Compléter ce qui manque"),
}
BEFORE_SIGNING = OPEN_STAGES
STAGES: Mapping[str, frozenset[str]] = {
    "agreement.open-negotiation": frozenset({Stage.DRAFT}),
    "agreement.withdraw": frozenset({Stage.DRAFT}),
    "agreement.abandon": frozenset({Stage.NEGOTIATION, Stage.APPROVED}),
    "agreement.revise-text": frozenset(OPEN_STAGES),
    "agreement.sign": frozenset(OPEN_STAGES),
    "agreement.set-schedule": frozenset(OPEN_STAGES),
    "agreement.notify": frozenset({Stage.SIGNED}),
    **dict.fromkeys(
        (
            "agreement.draft-amendment",
            "agreement.suspend",
            "agreement.give-notice",
            "agreement.agree-to-terminate",
            "agreement.terminate",
            "agreement.refuse-renewal",
        ),
        frozenset(RUNNING),
    ),
    "agreement.resume": frozenset({Stage.SUSPENDED}),
    "agreement.renew": frozenset({*RUNNING, Stage.EXPIRED}),
    "agreement.close": frozenset({Stage.EXPIRED, Stage.TERMINATED, Stage.RENEWED}),
    "commitment.accept": frozenset({"declared"}),
    "commitment.plan": frozenset({"accepted"}),
    "commitment.start": frozenset({"planned"}),
    "commitment.deliver": frozenset({"in_progress", "missed"}),
    "commitment.verify": frozenset({"delivered"}),
    "commitment.move-due-date": frozenset({"declared", "accepted", "planned", "in_progress", "missed"}),
    "commitment.waive": frozenset({"declared", "accepted", "planned", "in_progress", "missed"}),
    "evaluation.set-criteria": frozenset({"planned"}),
    "evaluation.agree-terms": frozenset({"planned"}),
    "evaluation.start-collecting": frozenset({"terms_agreed"}),
    "evaluation.record-finding": frozenset({"collecting"}),
    "evaluation.score-criterion": frozenset({"collecting"}),
    "evaluation.recommend": frozenset({"collecting"}),
    "evaluation.submit-draft": frozenset({"collecting"}),
    "evaluation.open-reply": frozenset({"drafted"}),
    "evaluation.reply-to-draft": frozenset({"right_of_reply"}),
    "evaluation.adopt-report": frozenset({"right_of_reply"}),
    "evaluation.publish-report": frozenset({"adopted"}),
}
"""Where a deed makes sense; elsewhere it is not offered, though its command would say why not."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be done: what it is called, and where its form is."""

    command: str
    title: str
    path: str


def offers(visit: Visit, stream: str, state: Any, names: Sequence[str]) -> list[Offer]:
    """Those of these deeds that the visitor may do now."""
    return list(_offered(visit, stream, state, names))


def _offered(visit: Visit, stream: str, state: Any, names: Sequence[str]) -> Iterator[Offer]:
    noun = stream.partition("-")[0]
    stage = str(getattr(state, "stage", None) or "")
    for name in names:
        command = f"{noun}.{name}"
        if stage in STAGES.get(command, {stage}) and allowed(visit, command, stream, state):
            yield Offer(command, visit.say(TITLES[command]), f"/faire/{stream}/{name}")


def allowed(visit: Visit, command: str, stream: str, state: Any) -> bool:
    """Whether the visitor has a power that may carry this out about this subject."""
    noun, _, name = command.partition(".")
    found = visit.parts.nouns[noun].command(name)
    if found is None or command not in TITLES or visit.visitor.person is None:
        return False
    home = stream if noun == "framework" else getattr(state, "framework", None) or None
    return open_to(visit.visitor.powers, noun, found, stream, state, home)
