"""An expression that is not typed, in words."""

from collections.abc import Mapping

from application.definitions.words.said import Said

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
        "Une boucle (all, exists) en contient une autre.",
        "Cherchez dans une liste avec « in ».",
        "A loop (all, exists) holds another one.",
        "Look something up in a list with “in”.",
    ),
    "word-not-offered": Said(
        "« {value} » n'est pas offert dans les conditions.",
        "{hint_fr}",
        "“{value}” is not offered in expressions.",
        "{hint_en}",
    ),
}
