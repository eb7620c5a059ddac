"""What can be wrong with an author's example, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

EXAMPLES: Mapping[str, Said] = {
    "example-undecided": Said(
        "L'exemple ne peut pas être décidé : {why}.",
        "Dites sous « given » ce que valent les données dont dépend la condition.",
        "The example cannot be decided: {why}.",
        "Say under “given” what the variables are that the condition depends on.",
    ),
    "example-contradiction": Said(
        "L'exemple mène la procédure à une contradiction : {why}.",
        "Corrigez la procédure.",
        "The example leads the procedure into a contradiction: {why}.",
        "Correct the procedure.",
    ),
    "example-not-refused": Said(
        "L'exemple attend un refus, mais le parcours avance jusqu'à : {stands}.",
        "Corrigez la condition, ou l'exemple.",
        "The example expects a refusal, but the case goes on to: {stands}.",
        "Correct the condition, or the example.",
    ),
    "example-refused": Said(
        "« {event} » n'est pas possible ici : le parcours se trouve en {stands}.",
        "Corrigez l'exemple, ou la procédure.",
        "“{event}” is not possible here: the case stands in {stands}.",
        "Correct the example, or the procedure.",
    ),
    "example-elsewhere": Said(
        "Le parcours se trouve en {stands}, et non en {expected}.",
        "Corrigez l'exemple, ou la procédure.",
        "The case stands in {stands}, not in {expected}.",
        "Correct the example, or the procedure.",
    ),
    "example-ended": Said(
        "Le parcours est terminé, en {stands}.",
        "Corrigez l'exemple, ou la procédure.",
        "The case has ended, in {stands}.",
        "Correct the example, or the procedure.",
    ),
    "example-not-ended": Said(
        "Le parcours n'est pas terminé : il se trouve en {stands}.",
        "Corrigez l'exemple, ou la procédure.",
        "The case has not ended: it stands in {stands}.",
        "Correct the example, or the procedure.",
    ),
}
