"""Something of the wrong shape, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

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
