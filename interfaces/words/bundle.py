"""Bundles for auditors, and the report in them, in words."""

from collections.abc import Mapping

FRENCH: dict[str, str] = {
    "too-few-witnesses": (
        "Un dossier de preuve repose sur un point de contrôle que assez de témoins ont contresigné ; "
        "trop peu ont répondu à l'instant."
    ),
    "place-taken": "Un dossier de preuve s'écrit dans un répertoire à lui, absent ou vide.",
    "bundle-refused": (
        "Le dossier de preuve ne tient pas : quelque chose y a été modifié, retenu, falsifié, ou est trop ancien."
    ),
}
"""What to say when a rule is broken, by the rule's stable name."""

KINDS: Mapping[str, Mapping[str, str]] = {
    "framework": {"fr": "Cadre de coopération", "en": "Cooperation framework"},
    "agreement": {"fr": "Convention", "en": "Agreement"},
    "decision": {"fr": "Décision", "en": "Decision"},
}
PAPER: Mapping[str, Mapping[str, str]] = {
    "title": {"fr": "Dossier de preuve", "en": "Bundle of evidence"},
    "made": {"fr": "Établi le", "en": "Made on"},
    "log": {"fr": "Journal", "en": "Log"},
    "size": {"fr": "Point de contrôle", "en": "Checkpoint"},
    "of-events": {"fr": "{count} événements au journal", "en": "{count} events in the log"},
    "root": {"fr": "Racine", "en": "Root"},
    "witnesses": {"fr": "Contresigné par", "en": "Cosigned by"},
    "nobody": {"fr": "personne", "en": "nobody"},
    "complete": {"fr": "Complétude", "en": "Completeness"},
    "whole": {
        "fr": "tous les événements du cadre, sans lacune, jusqu'au point de contrôle : prouvé",
        "en": "every event of the framework, without gaps, up to the checkpoint: proved",
    },
    "partial": {
        "fr": "des flux entiers, tels que le journal les énonce ; rien ne prouve qu'aucun autre ne s'y rapporte",
        "en": "whole streams, as the log states them; nothing proves that no other relates to them",
    },
    "method": {
        "fr": "Ce rapport se lit ; il ne prouve rien par lui-même. La preuve est dans le dossier : chaque événement "
        "(events.jsonl, joint à ce PDF), son chemin jusqu'à la racine signée, les signatures. On la vérifie hors "
        "ligne, sans base de données et sans nous : « python verifier.py DOSSIER --key CLÉ », ou « palabre audit "
        "verify DOSSIER », qui recalcule aussi chaque état. Les données sur les personnes n'y figurent que par des "
        "empreintes salées.",
        "en": "This report is for reading; it proves nothing by itself. The proof is in the bundle: every event "
        "(events.jsonl, attached to this PDF), its path to the signed root, the signatures. It is checked offline, "
        "without a database and without us: “python verifier.py DIR --key KEY”, or “palabre audit verify DIR”, "
        "which also folds every state again. What is about people stands there by salted commitments alone.",
    },
    "contents": {"fr": "Ce qu'il contient", "en": "What is in it"},
    "what": {"fr": "objet", "en": "subject"},
    "events": {"fr": "Événements", "en": "Events"},
    "count": {"fr": "événements", "en": "events"},
    "on": {"fr": "effet", "en": "effective"},
    "recorded": {"fr": "consigné (UTC)", "en": "recorded (UTC)"},
    "happened": {"fr": "fait", "en": "fact"},
    "who": {"fr": "par", "en": "by"},
    "more": {
        "fr": "Les {shown} premiers événements sont imprimés ; les {more} autres sont dans events.jsonl.",
        "en": "The first {shown} events are printed; the other {more} are in events.jsonl.",
    },
    "page": {"fr": "page", "en": "page"},
}
