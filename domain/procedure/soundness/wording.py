"""Findings in words, in French and in English, each with what to do about it."""

from domain.procedure.definition import Place, StatePath, Words
from domain.procedure.soundness.findings import Finding, Leg, Rule

SHOWN = 6
"""How many steps a sentence names."""

_SAID: dict[tuple[Rule, str], tuple[str, str, str, str]] = {
    (Rule.NO_SUCH_STEP, ""): (
        "Aucune étape ne s'appelle « {name} ».",
        "There is no step called “{name}”.",
        "Corrigez le nom, ou ajoutez l'étape.",
        "Correct the name, or add the step.",
    ),
    (Rule.NO_SUCH_STEP, "join"): (
        "« {name} » est une jonction : on n'y entre pas, on entre dans les étapes qu'elle attend.",
        "“{name}” is a join: it is not entered, the steps it waits for are.",
        "Menez à l'une des étapes qu'elle attend.",
        "Lead to one of the steps that it waits for.",
    ),
    (Rule.NO_SUCH_STEP, "inside"): (
        "« {step} » commence par « {name} », qui n'en fait pas partie.",
        "“{step}” begins with “{name}”, which is not inside it.",
        "Commencez par une étape qu'elle contient.",
        "Begin with a step that it holds.",
    ),
    (Rule.NO_BEGINNING, ""): (
        "« {step} » contient des étapes sans dire par laquelle commencer.",
        "“{step}” holds steps and does not say which comes first.",
        "Ajoutez `initial` (ou `default` pour un historique).",
        "Add `initial` (or `default` for a history).",
    ),
    (Rule.NO_SUCH_EVENT, ""): (
        "La tâche « {name} » déclenche « {event} », qu'aucune étape n'attend.",
        "The task “{name}” raises “{event}”, which no step listens to.",
        "Ajoutez cet événement, ou retirez `raises`.",
        "Add that event, or leave out `raises`.",
    ),
    (Rule.UNREACHABLE, ""): (
        "Aucun chemin ne mène à l'étape « {step} ».",
        "No way leads to the step “{step}”.",
        "Menez-y une transition, ou retirez-la.",
        "Lead a transition to it, or take it out.",
    ),
    (Rule.NEVER_TAKEN, ""): (
        "La transition « {name} » ne peut jamais être prise.",
        "The transition “{name}” can never be taken.",
        "Retirez-la, ou changez ce qui l'empêche : une étape intérieure qui répond avant, une jonction incomplète.",
        "Take it out, or change what hinders it: an inner step that answers first, a join that is never complete.",
    ),
    (Rule.NEVER_TAKEN, "branch"): (
        "Une branche de la transition « {name} » ne peut jamais être prise : une autre, avant elle, l'est toujours.",
        "A branch of the transition “{name}” can never be taken: one before it always is.",
        "Retirez-la, ou placez-la avant celle qui est sans condition.",
        "Take it out, or put it before the one without a condition.",
    ),
    (Rule.DEAD_END, ""): (
        "Le dossier peut rester bloqué à {steps} : rien ne peut plus arriver et il n'est pas terminé.",
        "A case can get stuck at {steps}: nothing can happen any more, and it has not ended.",
        "Donnez une suite à ces étapes ; une jonction attend peut-être une étape qui ne viendra pas.",
        "Give these steps a way on; a join may be waiting for a step that will not come.",
    ),
    (Rule.LIVELOCK, ""): (
        "Le dossier peut tourner sans fin entre {steps} : aucune étape finale n'est plus accessible.",
        "A case can go round for ever among {steps}: no final step can be reached any more.",
        "Ajoutez une sortie vers une étape finale.",
        "Add a way out to a final step.",
    ),
    (Rule.ENTERED_TWICE, ""): (
        "Deux fils peuvent se rencontrer à l'étape « {step} », qui commencerait une seconde fois avant d'être finie.",
        "Two threads can meet in the step “{step}”, which would begin a second time before it is over.",
        "Réunissez les fils par une jonction (`join`), ou annulez l'un d'eux (`cancels`).",
        "Bring the threads together in a `join`, or cancel one of them (`cancels`).",
    ),
    (Rule.ENDED_TWICE, ""): (
        "Deux fils peuvent se terminer tous deux à l'étape « {step} ».",
        "Two threads can both end in the step “{step}”.",
        "Réunissez-les par une jonction (`join`), annulez l'un d'eux (`cancels`), ou donnez à chacun sa propre fin.",
        "Bring them together in a `join`, cancel one of them (`cancels`), or give each its own end.",
    ),
    (Rule.ENDLESS, ""): (
        "Des étapes peuvent se suivre sans fin et sans rien attendre : {steps}.",
        "Steps can follow each other for ever without waiting for anything: {steps}.",
        "Placez sur ce parcours une étape qui attend.",
        "Put a step that waits on this way.",
    ),
    (Rule.NOT_EXHAUSTIVE, ""): (
        "Il se peut qu'aucune branche de « {name} » ne convienne.",
        "It may be that no branch of “{name}” applies.",
        "Terminez la liste par `{{else: true, to: …}}`.",
        "End the list with `{{else: true, to: …}}`.",
    ),
    (Rule.WAITS, ""): (
        "L'étape « {step} » peut attendre pour toujours.",
        "The step “{step}” may wait for ever.",
        "Ajoutez un délai (`after`), ou dites pourquoi elle peut attendre (`may_wait`).",
        "Add an `after`, or say why it may wait (`may_wait`).",
    ),
    (Rule.ROLE_UNKNOWN, ""): (
        "Le rôle « {name} » n'est pas déclaré.",
        "The role “{name}” is not declared.",
        "Déclarez-le sous `roles`, ou corrigez le nom.",
        "Declare it under `roles`, or correct the name.",
    ),
    (Rule.ROLE_IDLE, ""): (
        "Le rôle « {name} » n'a jamais rien à faire.",
        "The role “{name}” never has anything to do.",
        "Confiez-lui quelque chose dans une étape accessible, ou retirez-le.",
        "Give it something to do in a step that can be reached, or take it out.",
    ),
    (Rule.TASK_OF_A_BODY, ""): (
        "La tâche « {name} » n'est confiée qu'à une instance, qui décide en réunion et n'a pas de tâches.",
        "The task “{name}” falls to a body alone, which decides in its meetings and has no tasks.",
        "Confiez la tâche à un rôle tenu par des personnes.",
        "Give the task to a role that people hold.",
    ),
    (Rule.SPAWNS_ITSELF, ""): (
        "À peine commencée, la procédure en ouvre une autre du même type, et ainsi de suite sans fin.",
        "As soon as it begins the procedure begins another one of its own, and so on for ever.",
        "Placez une étape qui attend avant `spawn`.",
        "Put a step that waits before `spawn`.",
    ),
}


def finding(
    rule: Rule,
    variant: str = "",
    *,
    states: tuple[StatePath, ...] = (),
    transition: str = "",
    place: Place,
    path: tuple[Leg, ...] = (),
    **names: str,
) -> Finding:
    """A finding of that rule, said with these names."""
    shown = [one or "…" for one in states[:SHOWN]] + ["…"] * (len(states) > SHOWN)
    steps = ", ".join(f"« {one} »" for one in shown), ", ".join(f"“{one}”" for one in shown)
    fr, en, cure_fr, cure_en = _SAID[rule, variant]
    return Finding(
        rule=rule,
        states=states,
        transition=transition,
        place=place,
        words=Words(fr=fr.format(steps=steps[0], **names), en=en.format(steps=steps[1], **names)),
        remedy=Words(fr=cure_fr.format(**names), en=cure_en.format(**names)),
        path=path,
    )


def unchecked_past(configurations: int) -> Words:
    """What is said where the bound was reached."""
    return Words(
        fr=f"Non vérifiée au-delà de {configurations:_} configurations.".replace("_", "\u202f"),
        en=f"Not checked past {configurations:,} configurations.",
    )


def too_large(size: int, depth: int) -> Words:
    """What is said of a definition that is too large to be looked at."""
    return Words(
        fr=f"Non vérifiée : plus de {size:_} étapes, branches et cibles, ou plus de {depth} niveaux.".replace(
            "_", "\u202f"
        ),
        en=f"Not checked: more than {size:,} steps, branches and targets, or more than {depth} levels.",
    )
