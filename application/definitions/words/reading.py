"""A document that cannot be read, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

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
