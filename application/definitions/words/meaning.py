"""Something that does not fit the rest of the document, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

MEANING: Mapping[str, Said] = {
    "zone-unknown": Said(
        "Le fuseau horaire « {value} » n'existe pas.",
        "Écrivez un nom de l'IANA, par exemple Europe/Paris.{hint_fr}",
        "There is no time zone “{value}”.",
        "Write an IANA name, for example Europe/Paris.{hint_en}",
    ),
    "workdays-unknown": Said(
        "Aucun calendrier de jours ouvrés ne porte le code « {value} ».",
        "Écrivez un pays, ou un pays et une région (ISO 3166-2) : FR, FR-57.{hint_fr}",
        "There is no calendar of working days for “{value}”.",
        "Write a country, or a country and a region (ISO 3166-2): FR, FR-57.{hint_en}",
    ),
    "role-unknown": Said(
        "Le rôle « {value} » n'est pas déclaré.",
        "Déclarez-le sous « roles ».{hint_fr}",
        "The role “{value}” is not declared.",
        "Declare it under “roles”.{hint_en}",
    ),
    "state-unknown": Said(
        "L'étape « {value} » n'existe pas.",
        "Nommez une étape de « states ».{hint_fr}",
        "There is no state “{value}”.",
        "Name a state under “states”.{hint_en}",
    ),
    "state-ambiguous": Said(
        "Plusieurs étapes s'appellent « {value} ».",
        "Écrivez laquelle : {choices}.",
        "Several states are called “{value}”.",
        "Write which one: {choices}.",
    ),
    "not-a-child": Said(
        "« {value} » n'est pas une étape directement à l'intérieur de celle-ci.",
        "Nommez-en une : {choices}.",
        "“{value}” is not a state directly inside this one.",
        "Name one of them: {choices}.",
    ),
    "named-twice": Said(
        "« {value} » est nommé deux fois.",
        "Gardez-le une fois, ou donnez un autre nom.",
        "“{value}” is named twice.",
        "Keep it once, or give another name.",
    ),
    "keys-clash": Said(
        "« {key} » et « {other} » ne vont pas ensemble.",
        "Gardez l'un des deux.",
        "“{key}” and “{other}” do not go together.",
        "Keep one of the two.",
    ),
    "key-misplaced": Said(
        "« {key} » n'a pas de sens dans une étape {kind_fr}.",
        "Effacez « {key} », ou placez-le dans une autre étape.",
        "“{key}” means nothing in a {kind_en} state.",
        "Delete “{key}”, or put it in another state.",
    ),
    "key-needs": Said(
        "« {key} » ne va pas sans « {other} ».",
        "Ajoutez « {other} », ou effacez « {key} ».",
        "“{key}” does not go without “{other}”.",
        "Add “{other}”, or delete “{key}”.",
    ),
    "does-nothing": Said(
        "Cette transition ne mène nulle part et ne fait rien.",
        "Dites où elle mène (« to ») ou ce qu'elle fait (« do », « spawn », « cancels »).",
        "This transition leads nowhere and does nothing.",
        "Say where it leads (“to”) or what it does (“do”, “spawn”, “cancels”).",
    ),
    "branch-without-condition": Said(
        "Dans une liste de branches, chacune dit quand elle est prise.",
        "Ajoutez « if: … », ou « else: true » à la dernière.",
        "In a list of branches, each says when it is taken.",
        "Add “if: …”, or “else: true” to the last one.",
    ),
    "else-not-last": Said(
        "Les branches écrites après « else » ne sont jamais prises.",
        "Placez « else: true » en dernier.",
        "Branches written after “else” are never taken.",
        "Put “else: true” last.",
    ),
    "negative-without-date": Said(
        "Une durée négative compte à rebours d'une date.",
        "Ajoutez « of: » et une date, par exemple agreement.ends_on.",
        "A negative duration counts backwards from a date.",
        "Add “of:” and a date, for example agreement.ends_on.",
    ),
    "event-unknown": Said(
        "Aucun événement ne s'appelle « {value} ».",
        "Nommez un événement de la procédure.{hint_fr}",
        "No event is called “{value}”.",
        "Name an event of the procedure.{hint_en}",
    ),
    "timer-unknown": Said(
        "Aucun délai ne s'appelle « {value} ».",
        "Nommez l'« id » d'un « after ».{hint_fr}",
        "No timer is called “{value}”.",
        "Name the “id” of an “after”.{hint_en}",
    ),
    "fact-unknown": Said(
        "Aucun fait ne s'appelle « {value} ».",
        "Écrivez le nom permanent d'un événement, par exemple agreement.took-effect.{hint_fr}",
        "No fact is called “{value}”.",
        "Write the permanent name of an event, for example agreement.took-effect.{hint_en}",
    ),
    "command-unknown": Said(
        "Il n'y a pas de commande « {value} ».",
        "Écrivez notify, escalate, ou une commande comme agreement.suspend.{hint_fr}",
        "There is no command “{value}”.",
        "Write notify, escalate, or a command such as agreement.suspend.{hint_en}",
    ),
    "argument-unknown": Said(
        "La commande « {command} » n'a pas de champ « {value} ».",
        "« palabre commands » liste les champs de chaque commande.{hint_fr}",
        "The command “{command}” has no field “{value}”.",
        "“palabre commands” lists the fields of each command.{hint_en}",
    ),
    "nobody-told": Said(
        "« {command} » ne dit pas qui prévenir.",
        "Ajoutez « roles: […] ».",
        "“{command}” does not say whom to tell.",
        "Add “roles: […]”.",
    ),
    "version-not-earlier": Said(
        "On ne reprend les parcours que d'une version antérieure à la version {version}.",
        "Nommez une version plus petite.",
        "Cases are carried over from a version before version {version} only.",
        "Name a smaller version.",
    ),
}
