"""What can be wrong with the document of a procedure, in words: one entry a rule, each with its remedy."""

from collections.abc import Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """What is wrong and what to do about it; `{…}` is filled with the values of the case."""

    fr: str
    remedy_fr: str
    en: str
    remedy_en: str


READING: Mapping[str, Said] = {
    "document-too-large": Said(
        "Le document fait {size} octets.",
        "Un document compte au plus {limit} octets.",
        "The document has {size} bytes.",
        "A document has at most {limit} bytes.",
    ),
    "document-too-complex": Said(
        "Le document contient plus de {limit} éléments.",
        "Répartissez-le en plusieurs procédures.",
        "The document holds more than {limit} elements.",
        "Divide it into several procedures.",
    ),
    "document-too-deep": Said(
        "Les éléments sont emboîtés sur plus de {limit} niveaux.",
        "Aplatissez les étapes, ou faites-en plusieurs procédures.",
        "Elements are nested more than {limit} deep.",
        "Flatten the steps, or make several procedures of them.",
    ),
    "too-many-states": Said(
        "La procédure a {count} étapes.",
        "Une procédure en compte au plus {limit} : répartissez-la.",
        "The procedure has {count} states.",
        "A procedure has at most {limit}: divide it.",
    ),
    "too-many-faults": Said(
        "Il y a plus de {limit} erreurs ; les suivantes ne sont pas citées.",
        "Corrigez celles-ci, puis vérifiez de nouveau.",
        "There are more than {limit} faults; further ones are not listed.",
        "Correct these, then check again.",
    ),
    "not-utf8": Said(
        "Le document n'est pas en UTF-8.",
        "Enregistrez-le en UTF-8.",
        "The document is not UTF-8.",
        "Save it as UTF-8.",
    ),
    "not-yaml": Said(
        "Ce n'est pas du YAML : {problem}.",
        "Corrigez l'écriture à cet endroit ou juste avant.",
        "This is not YAML: {problem}.",
        "Correct the spelling here or just before.",
    ),
    "tab-in-indent": Said(
        "Une tabulation sert de retrait.",
        "Remplacez-la par des espaces.",
        "A tab is used as indentation.",
        "Replace it by spaces.",
    ),
    "control-character": Said(
        "Le document contient un caractère de contrôle.",
        "Effacez-le.",
        "The document holds a control character.",
        "Delete it.",
    ),
    "colon-unquoted": Said(
        "Un deux-points ouvre ici un second « clé: valeur » sur la même ligne.",
        "Mettez le texte entre guillemets.",
        "A colon begins a second “key: value” on the same line.",
        "Put the text in quotes.",
    ),
    "never-closed": Said(
        "Une parenthèse, une accolade ou un guillemet n'est jamais fermé.",
        "Fermez-le.",
        "A bracket, a brace or a quote is never closed.",
        "Close it.",
    ),
    "document-empty": Said(
        "Le document est vide.",
        "Commencez par « procedure: nom » et « version: 1 ».",
        "The document is empty.",
        "Begin with “procedure: name” and “version: 1”.",
    ),
    "several-documents": Said(
        "Un second document commence ici.",
        "Un fichier contient une seule procédure : effacez la ligne « --- ».",
        "A second document begins here.",
        "A file holds one procedure: delete the line “---”.",
    ),
    "anchors-not-used": Said(
        "Les ancres et renvois (« &nom », « *nom », « <<: ») ne sont pas lus.",
        "Écrivez le contenu à sa place, ou mettez le texte entre guillemets.",
        "Anchors and aliases (“&name”, “*name”, “<<:”) are not read.",
        "Write the content out, or put the text in quotes.",
    ),
    "tags-not-used": Said(
        "Les étiquettes YAML (« {tag} ») ne sont pas lues.",
        "Effacez-la, ou mettez le texte entre guillemets.",
        "YAML tags (“{tag}”) are not read.",
        "Delete it, or put the text in quotes.",
    ),
}

SHAPE: Mapping[str, Said] = {
    "unknown-key": Said(
        "La clé « {key} » n'existe pas ici.",
        "{hint_fr}",
        "There is no key “{key}” here.",
        "{hint_en}",
    ),
    "duplicate-key": Said(
        "La clé « {key} » est écrite deux fois ; la première est à la ligne {line}.",
        "Gardez-en une.",
        "The key “{key}” is written twice; the first one is in line {line}.",
        "Keep one of them.",
    ),
    "key-missing": Said(
        "Il manque la clé « {key} ».",
        "Ajoutez « {key}: … » : {about_fr}.",
        "The key “{key}” is missing.",
        "Add “{key}: …”: {about_en}.",
    ),
    "wrong-type": Said(
        "Ici s'écrit {expected_fr}, pas {found_fr}.",
        "Écrivez {expected_fr}.",
        "Here stands {expected_en}, not {found_en}.",
        "Write {expected_en}.",
    ),
    "quotes-missing": Said(
        "YAML peut lire « {value} » comme {kind_fr}.",
        'Mettez-le entre guillemets : "{value}".',
        "YAML may read “{value}” as {kind_en}.",
        'Put it in quotes: "{value}".',
    ),
    "not-a-flag": Said(
        "« {value} » n'est pas lu comme oui ou non.",
        "Écrivez true ou false.",
        "“{value}” is not read as yes or no.",
        "Write true or false.",
    ),
    "not-a-number": Said(
        "« {value} » n'est pas un nombre entier.",
        "Écrivez-le en chiffres, sans zéro devant : {low} à {high}.",
        "“{value}” is not a whole number.",
        "Write it in digits, without a leading zero: {low} to {high}.",
    ),
    "number-out-of-range": Said(
        "Le nombre {value} est hors limites.",
        "Écrivez un nombre de {low} à {high}.",
        "The number {value} is out of bounds.",
        "Write a number from {low} to {high}.",
    ),
    "not-a-choice": Said(
        "« {value} » ne convient pas ici.",
        "Écrivez l'un de : {choices}.{hint_fr}",
        "“{value}” does not fit here.",
        "Write one of: {choices}.{hint_en}",
    ),
    "bad-name": Said(
        "« {value} » ne peut pas servir de nom.",
        "Un nom se compose de lettres sans accent, de chiffres, « - » et « _ », 80 signes au plus.",
        "“{value}” cannot be a name.",
        "A name is made of letters without accents, digits, “-” and “_”, at most 80 of them.",
    ),
    "bad-variable": Said(
        "« {value} » n'est pas le nom d'une donnée.",
        "Écrivez par exemple « agreement.ends_on ».",
        "“{value}” is not the name of a variable.",
        "Write for example “agreement.ends_on”.",
    ),
    "text-empty": Said(
        "Le texte est vide.",
        "Écrivez-le, ou effacez la clé.",
        "The text is empty.",
        "Write it, or delete the key.",
    ),
    "text-too-long": Said(
        "Le texte compte {length} signes.",
        "Il en compte au plus {limit}.",
        "The text has {length} characters.",
        "It has at most {limit}.",
    ),
    "too-few": Said(
        "La liste est trop courte.",
        "Elle compte au moins {least} élément(s).",
        "The list is too short.",
        "It has at least {least} element(s).",
    ),
    "bad-duration": Said(
        "« {value} » n'est pas une durée.",
        "Écrivez par exemple P3M, P20D, PT12H, -P6M ou « 10 workdays ».",
        "“{value}” is not a duration.",
        "Write for example P3M, P20D, PT12H, -P6M or “10 workdays”.",
    ),
}

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

TYPING: Mapping[str, Said] = {
    "variable-unknown": Said(
        "La donnée « {value} » n'existe pas ici.",
        "« palabre procedure variables » liste les données du sujet.{hint_fr}",
        "There is no variable “{value}” here.",
        "“palabre procedure variables” lists those of the subject.{hint_en}",
    ),
    "type-mismatch": Said(
        "Les types ne vont pas ensemble : {problem}.",
        "Comparez des valeurs de même type ; l'argent se compte en centimes entiers.",
        "The types do not go together: {problem}.",
        "Compare values of the same type; money is in whole cents.",
    ),
    "expression-unreadable": Said(
        "L'expression ne se lit pas : {problem}.",
        "Corrigez-la à cet endroit.",
        "The expression cannot be read: {problem}.",
        "Correct it here.",
    ),
    "not-yes-or-no": Said(
        "Une condition rend vrai ou faux ; celle-ci rend {found}.",
        "Comparez la valeur à une autre.",
        "A condition yields true or false; this one yields {found}.",
        "Compare the value with another one.",
    ),
    "wrong-result": Said(
        "L'expression rend {found} ; il faut {expected}.",
        "Nommez une donnée de ce type.",
        "The expression yields {found}; {expected} is needed.",
        "Name a variable of that type.",
    ),
    "expression-too-long": Said(
        "L'expression compte {length} signes.",
        "Elle en compte au plus {limit}.",
        "The expression has {length} characters.",
        "It has at most {limit}.",
    ),
    "expression-too-deep": Said(
        "L'expression est emboîtée sur plus de {limit} niveaux.",
        "Écrivez-la plus simplement, ou répartissez-la sur plusieurs branches.",
        "The expression is nested more than {limit} deep.",
        "Write it more simply, or spread it over several branches.",
    ),
    "loop-in-loop": Said(
        "Une boucle (all, exists, filter) en contient une autre.",
        "Cherchez dans une liste avec « in ».",
        "A loop (all, exists, filter) holds another one.",
        "Look something up in a list with “in”.",
    ),
    "word-not-offered": Said(
        "« {value} » n'est pas offert dans les conditions.",
        "{hint_fr}",
        "“{value}” is not offered in expressions.",
        "{hint_en}",
    ),
}

WORDS: Mapping[str, Said] = {**READING, **SHAPE, **MEANING, **TYPING}
