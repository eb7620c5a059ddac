"""What can be wrong with an order, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

ORDERS: Mapping[str, Said] = {
    "no-such-command": Said(
        "L'ordre « {command} » n'existe pas.",
        "« palabre commands » liste ce qui peut être ordonné ; sinon « notify » ou « escalate ».",
        "There is no command “{command}”.",
        "“palabre commands” lists what can be ordered; else “notify” or “escalate”.",
    ),
    "needs-a-person": Said(
        "« {command} » demande l'habilitation d'une personne : cela ne s'ordonne pas.",
        "Faites-en une tâche, et attendez le fait avec « when ».",
        "“{command}” needs a person's own mandate: it is not ordered.",
        "Make a task of it, and listen to the fact with “when”.",
    ),
    "no-such-field": Said(
        "« {command} » n'a pas de champ « {field} ».",
        "Ses champs sont : {known}.",
        "“{command}” has no field “{field}”.",
        "Its fields are: {known}.",
    ),
    "field-missing": Said(
        "Il manque à « {command} » le champ « {field} ».",
        "Donnez-le sous « with », au besoin par une expression qui commence par « = ».",
        "“{command}” lacks the field “{field}”.",
        "Give it under “with”, if need be by an expression that begins with “=”.",
    ),
    "order-about-nothing": Said(
        "« {command} » ne porte pas sur le sujet du parcours.",
        "Dites sur quoi, par « stream » sous « with ».",
        "“{command}” is not about the subject of the case.",
        "Say what it is about, by “stream” under “with”.",
    ),
    "tells-nobody": Said(
        "« {command} » n'avertit personne.",
        "Nommez des rôles sous « roles ».",
        "“{command}” tells nobody.",
        "Name roles under “roles”.",
    ),
}
