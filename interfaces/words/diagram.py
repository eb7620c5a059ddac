"""Drawings of processes that cannot be taken as procedures, in French."""

FRENCH: dict[str, str] = {
    "unreadable-diagram": (
        "Un fichier ne devient une procédure que si tout ce qui y conduit le processus peut être repris."
    ),
    "not-well-formed": "Le fichier doit être un XML bien formé, dans l'encodage qu'il annonce.",
    "document-type-declared": (
        "Un fichier qui déclare un type de document ou des entités n'est pas ouvert : on peut s'en servir pour nuire."
    ),
    "too-much-xml": (
        "Un fichier est lu jusqu'à 16 mégaoctets, 200 000 éléments et 60 niveaux : dessinez un processus plus petit."
    ),
    "not-bpmn": (
        "Le fichier doit être du BPMN 2.0 : `definitions` dans l'espace de noms"
        " http://www.omg.org/spec/BPMN/20100524/MODEL."
    ),
    "no-process": "Le fichier doit contenir un processus d'au moins une étape.",
    "nowhere-to-start": (
        "Un processus ou un sous-processus a besoin d'un événement de début, ou d'une étape où rien ne mène."
    ),
    "several-processes": (
        "Une procédure vient d'un seul processus : dites lequel, ou marquez un seul processus comme exécutable."
    ),
    "too-many-steps": "Un processus est lu jusqu'à 5 000 étapes : dessinez-en plusieurs.",
    "same-id-twice": "Deux éléments ne portent jamais le même identifiant : donnez-en un autre au second.",
    "missing-id": "Chaque étape et chaque flux a besoin d'un identifiant.",
    "dangling-reference": "Ce qu'un élément désigne doit exister, et être de la bonne sorte.",
    "flow-leaves-its-process": (
        "Un flux reste dans son sous-processus : menez-le à une fin à l'intérieur, et continuez après lui."
    ),
    "flow-into-start": "Rien ne mène à un événement de début ou de bordure : menez le flux à la première étape.",
    "flow-from-end": "Rien ne part d'un événement de fin : prenez un événement intermédiaire.",
    "inclusive-gateway": (
        "Une passerelle inclusive ne peut pas être reprise : dites quelles voies vont ensemble avec des passerelles"
        " exclusives et parallèles."
    ),
    "complex-gateway": (
        "Une passerelle complexe ne peut pas être reprise : prenez des passerelles exclusives et parallèles."
    ),
    "condition-on-fork": (
        "Des conditions sur des flux qui partent ensemble d'une étape ne peuvent pas être reprises : mettez une"
        " passerelle exclusive après l'étape."
    ),
    "event-gateway-needs-events": (
        "Une passerelle d'événements mène à des événements de temps, de message ou de signal, ou à des tâches de"
        " réception, où rien d'autre ne mène."
    ),
    "starting-gateway": (
        "Une passerelle qui commence elle-même le processus ne peut pas être reprise : mettez plusieurs événements de"
        " début."
    ),
    "call-activity": (
        "Un processus appelé ne peut pas être repris : mettez un sous-processus, ou faites ouvrir un autre parcours"
        " par l'étape (`spawn`)."
    ),
    "event-sub-process": (
        "Un sous-processus d'événement ne peut pas être repris : mettez un événement de bordure sur les étapes"
        " concernées."
    ),
    "ad-hoc-sub-process": "Un sous-processus ad hoc n'a pas d'ordre : mettez une étape avec plusieurs tâches.",
    "transaction-sub-process": (
        "Une transaction ne peut pas être reprise : mettez un sous-processus, et dessinez ce qui se passe quand on"
        " renonce."
    ),
    "several-instances": (
        "Une étape répétée pour plusieurs choses ne peut pas être reprise : mettez une étape avec des accords"
        " `for_each`."
    ),
    "loop-marker": (
        "Une marque de boucle ne peut pas être reprise : dessinez la boucle avec une passerelle exclusive."
    ),
    "compensation": (
        "La compensation ne peut pas être reprise : dessinez comme des étapes celles qui défont ce qui a été fait."
    ),
    "token-quantities": (
        "Une étape commence avec un jeton et en laisse un : pour plusieurs, mettez des passerelles parallèles."
    ),
    "unknown-event": (
        "Seuls les événements simples, de temps, de message et de signal peuvent être repris (et une fin qui termine"
        " tout) : prenez l'un d'eux."
    ),
    "several-triggers": (
        "Un événement à plusieurs définitions ne peut pas être repris : mettez une passerelle d'événements avec un"
        " événement pour chacune."
    ),
    "repeated-boundary": (
        "Un événement de bordure qui laisse l'étape se poursuivre doit être un délai unique, ou seulement avertir"
        " quelqu'un."
    ),
    "ends-in-the-middle": (
        "Une erreur qui quitte un sous-processus doit être attrapée par un seul événement de bordure de ce"
        " sous-processus."
    ),
    "choreography": (
        "Chorégraphies et conversations ne disent rien des étapes d'une partie : dessinez le processus de l'une"
        " d'elles."
    ),
    "unknown-element": (
        "Cet élément est inconnu dans un processus : retirez-le, ou dessinez-le avec des tâches, des événements et des"
        " passerelles."
    ),
}
