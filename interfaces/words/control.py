"""What the controls ask and find, in French and English; and the cures of their rules in French."""

from collections.abc import Mapping

FRENCH: dict[str, str] = {
    "recorded-late": "Ce qui arrive est consigné tant qu'on peut encore le vérifier.",
}
"""What to say when a rule is broken, by the rule's stable name."""

TITLES: Mapping[str, Mapping[str, str]] = {
    "paid-before-signature": {"fr": "Versé avant la signature", "en": "Paid before signature"},
    "paid-before-executory-act": {
        "fr": "Versé avant que l'acte soit exécutoire",
        "en": "Paid before the act was executory",
    },
    "agreement-without-act": {"fr": "Convention sans acte", "en": "No act behind an agreement"},
    "report-late": {"fr": "Compte rendu financier en retard", "en": "Financial report late"},
    "interested-vote": {"fr": "Vote d'une personne intéressée", "en": "Interested vote"},
    "identifier-in-doubt": {"fr": "Identifiant douteux ou absent", "en": "Identifier in doubt or missing"},
    "amendment-after-end": {"fr": "Avenant après la fin", "en": "Amendment after the end"},
    "recorded-late": {
        "fr": "Consigné longtemps après avoir pris effet",
        "en": "Recorded long after it took effect",
    },
    "irregularities": {
        "fr": "Irrégularités ouvertes, et acceptées par qui",
        "en": "Open irregularities, and who accepted which",
    },
}

QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "paid-before-signature": {
        "fr": "Chaque versement, comparé au jour où la convention a été signée, ou publiée comme telle.",
        "en": "Each payment, against the day on which the agreement was signed, or is published to have been.",
    },
    "paid-before-executory-act": {
        "fr": "Chaque versement d'une collectivité, comparé au jour où son propre acte est devenu exécutoire.",
        "en": "Each payment of an authority, against the day on which its own act became executory.",
    },
    "agreement-without-act": {
        "fr": "Chaque collectivité engagée, ou publiée comme attribuant, comparée à ses actes au dossier.",
        "en": "Each authority bound, or published as grantor, against its own acts on file.",
    },
    "report-late": {
        "fr": "Chaque année où un bénéficiaire privé a été payé, comparée au compte rendu dû six mois après sa fin.",
        "en": "Each year in which a private beneficiary was paid, against the report due six months after its end.",
    },
    "interested-vote": {
        "fr": "Chaque point qui profite à un organisme, comparé aux habilitations qu'y détenaient les membres ce jour.",
        "en": "Each item that benefits an organisation, against the mandates that members held in it on the day.",
    },
    "identifier-in-doubt": {
        "fr": "Chaque partie aux conventions : SIREN, SIRET ou numéro RNA lisible et vérifié.",
        "en": "Each party to the agreements: a SIREN, SIRET or RNA number that can be read and checked.",
    },
    "amendment-after-end": {
        "fr": "Chaque avenant, par sa dernière signature, comparé à la fin de la convention telle qu'elle était avant.",
        "en": "Each amendment, by its last signature, against the end of the agreement as it stood before.",
    },
    "recorded-late": {
        "fr": "Chaque fait consigné plus de 30 jours après avoir pris effet ; par dossier, le plus tardif. "
        "Les imports et les reprises, tardifs par nature, n'y sont pas.",
        "en": "Each fact recorded more than 30 days after it took effect; of each file, the latest. "
        "Imports and takeovers, late by nature, are left out.",
    },
    "irregularities": {
        "fr": "Chaque irrégularité encore ouverte, et chaque irrégularité acceptée, avec qui et pourquoi.",
        "en": "Each irregularity still open, and each one accepted, with who accepted it and why.",
    },
}

FOUND: Mapping[str, Mapping[str, str]] = {
    "paid-before-signature/before": {
        "fr": "{amount} versés par {payer} le {paid_on}, {days} jours avant la signature du {signed_on}.",
        "en": "{amount} paid by {payer} on {paid_on}, {days} days before the signature of {signed_on}.",
    },
    "paid-before-signature/published": {
        "fr": "D'après la publication, {amount} versés par {payer} le {paid_on}, {days} jours avant la convention "
        "du {signed_on}.",
        "en": "According to the publication, {amount} paid by {payer} on {paid_on}, {days} days before the agreement "
        "of {signed_on}.",
    },
    "paid-before-signature/never-signed": {
        "fr": "{amount} versés par {payer} le {paid_on} ; aucune signature de toutes les parties au dossier.",
        "en": "{amount} paid by {payer} on {paid_on}; no signature by all the parties on file.",
    },
    "paid-before-executory-act/before": {
        "fr": "{amount} versés par {payer} le {paid_on} ; son acte {act} n'est exécutoire que le {executory_on}.",
        "en": "{amount} paid by {payer} on {paid_on}; its act {act} became executory on {executory_on} only.",
    },
    "paid-before-executory-act/never": {
        "fr": "{amount} versés par {payer} le {paid_on} ; rien ne dit que son acte {act} soit devenu exécutoire.",
        "en": "{amount} paid by {payer} on {paid_on}; nothing says that its act {act} ever became executory.",
    },
    "agreement-without-act/party": {
        "fr": "Aucun acte de {authority} au dossier, pour une convention de {amount}.",
        "en": "No act of {authority} on file, for an agreement of {amount}.",
    },
    "agreement-without-act/publication": {
        "fr": "{authority} publie une subvention de {amount} sans la référence de sa décision.",
        "en": "{authority} publishes a grant of {amount} without the reference of its decision.",
    },
    "report-late/received": {
        "fr": "Compte rendu {year} de {by}, dû le {due_on}, reçu le {received_on} : {days} jours de retard.",
        "en": "Report {year} of {by}, due on {due_on}, received on {received_on}: {days} days late.",
    },
    "report-late/awaited": {
        "fr": "Compte rendu {year} de {by}, dû le {due_on}, toujours attendu : {days} jours de retard.",
        "en": "Report {year} of {by}, due on {due_on}, still awaited: {days} days late.",
    },
    "interested-vote/voted": {
        "fr": "Point {item} ({item_title}) : le siège {seat} ({person}) a voté en détenant une habilitation dans "
        "{beneficiary}.",
        "en": "Item {item} ({item_title}): seat {seat} ({person}) voted while holding a mandate in {beneficiary}.",
    },
    "interested-vote/stayed": {
        "fr": "Point {item} ({item_title}) : le siège {seat} ({person}), habilité dans {beneficiary}, est resté sans "
        "déport au dossier ; les voix sont entrées en totaux.",
        "en": "Item {item} ({item_title}): seat {seat} ({person}), with a mandate in {beneficiary}, stayed with no "
        "recusal on file; votes were entered as totals.",
    },
    "interested-vote/noticed": {
        "fr": "Point {item} ({item_title}) : vote du siège {seat} ({person}), intéressé à {beneficiary}, relevé lors "
        "de la saisie.",
        "en": "Item {item} ({item_title}): the vote of seat {seat} ({person}), interested in {beneficiary}, was "
        "noticed when it was entered.",
    },
    "identifier-in-doubt/doubtful": {
        "fr": "Identifiant de {organisation} inutilisable : « {text} ».",
        "en": "An identifier of {organisation} cannot be relied on: “{text}”.",
    },
    "identifier-in-doubt/missing": {
        "fr": "Aucun SIREN ni numéro RNA connu pour {organisation}.",
        "en": "No SIREN and no RNA number is known of {organisation}.",
    },
    "amendment-after-end/after": {
        "fr": "Avenant {number} signé le {signed_on}, {days} jours après la fin du {end}.",
        "en": "Amendment {number} signed on {signed_on}, {days} days after the end of {end}.",
    },
    "recorded-late/sourced": {
        "fr": "{count} fait(s) consigné(s) tard d'après une source ; le plus tardif : effet le {effective}, consigné "
        "le {recorded} ({days} jours) par {actor}.",
        "en": "{count} fact(s) recorded late from a source; the latest: took effect on {effective}, recorded on "
        "{recorded} ({days} days) by {actor}.",
    },
    "recorded-late/unsourced": {
        "fr": "{count} fait(s) consigné(s) tard sans source ; le plus tardif : effet le {effective}, consigné le "
        "{recorded} ({days} jours) par {actor}.",
        "en": "{count} fact(s) recorded late without a source; the latest: took effect on {effective}, recorded on "
        "{recorded} ({days} days) by {actor}.",
    },
    "irregularities/open": {
        "fr": "Irrégularité n° {number}, relevée le {noticed_on}. {detail}",
        "en": "Irregularity no. {number}, noticed on {noticed_on}. {detail}",
    },
    "irregularities/accepted": {
        "fr": "Irrégularité n° {number}, relevée le {noticed_on}, acceptée. {detail}",
        "en": "Irregularity no. {number}, noticed on {noticed_on}, accepted. {detail}",
    },
}
"""What a finding says, by control and case; names in braces are its values."""

CURES: Mapping[str, str] = {
    "paid-before-signature": "Le payeur ratifie le versement ou le récupère.",
    "paid-before-act-executory": "Le payeur publie et transmet l'acte, puis ratifie le versement.",
    "act-behind-signature-missing": "La collectivité désigne l'acte, ou en adopte un qui ratifie la signature.",
    "report-late": "Le bénéficiaire remet le compte rendu et dit pourquoi il est en retard.",
    "interested-vote": "L'instance se prononce à nouveau sans le membre intéressé.",
    "identifier-in-doubt": "L'organisme, ou qui l'a publié, donne son SIREN, son SIRET ou son numéro RNA.",
    "amendment-after-the-end": "Les parties concluent une nouvelle convention.",
    "recorded-late": "Qui l'a consigné dit pourquoi c'est venu tard et montre la pièce dont il l'a tiré.",
    "notice-too-short": "L'instance adopte à nouveau les points lors d'une réunion convoquée à temps.",
    "taken-over-act-unknown": "La collectivité désigne l'acte.",
    "taken-over-signature-unknown": "La partie montre son exemplaire signé.",
    "signatory-not-empowered": "L'organe de la partie ratifie la signature ou désigne l'acte qui donnait le pouvoir.",
    "act-not-executory": "La collectivité publie et transmet l'acte, puis confirme sa signature.",
    "list-published-late": "Aucune : le délai de recours court à partir de la publication.",
    "origin-missing": "La coordination désigne la source de l'engagement.",
    "due-date-missing": "La coordination saisit l'échéance dès qu'elle est connue.",
    "application-missing": "Le bénéficiaire remet sa demande.",
    "republican-contract-missing": "Le bénéficiaire remet le contrat signé.",
    "written-agreement-required": "La collectivité et le bénéficiaire signent une convention.",
    "paid-more-than-ordered": "Le payeur récupère l'excédent ou saisit le mandatement manquant.",
    "paid-more-than-agreed": "Le payeur récupère l'excédent, ou les parties saisissent l'avenant manquant.",
    "missing-from-publication": "L'attribuant publie la valeur, ou une partie la donne.",
    "destroyed-in-publication": "L'attribuant publie à nouveau la valeur.",
    "unreadable-in-publication": "L'attribuant publie la valeur dans la forme que le schéma demande.",
    "inconsistent-in-publication": "L'attribuant dit ce qui est juste et le publie à nouveau.",
}
"""Who can put it right, and how; another rule's cure is given in English, as the rule itself states it."""
