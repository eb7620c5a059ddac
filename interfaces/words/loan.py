"""Loans and microcredit in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-loan": "Un prêt est d'abord accordé ; le reste vient ensuite.",
    "loan-already-granted": "Un prêt n'est accordé qu'une fois.",
    "loan-untitled": "Un prêt porte un titre.",
    "borrower-missing": "Un prêt est accordé à quelqu'un.",
    "loan-amount-absurd": "Un montant prêté, remboursé, abandonné ou garanti dépasse zéro, sans atteindre un milliard.",
    "loan-currency-differs": "L'argent d'un prêt se compte dans une seule monnaie.",
    "terms-absurd": (
        "Un prêt se rembourse en 1 à 600 échéances, à 1 à 12 mois d'intervalle, au taux annuel de 0 à 100 pour cent."
    ),
    "deferral-uneven": "Un différé dure des périodes entières : un multiple des mois entre deux échéances.",
    "before-the-loan": "On ne verse rien avant l'accord du prêt, et on ne rembourse rien avant son versement.",
    "disbursed-more-than-granted": "On ne verse pas plus que ce qui a été accordé.",
    "nothing-left-to-spread-over": (
        "Une tranche versée plus tard se rembourse avec les échéances à venir ; sinon, c'est un autre prêt."
    ),
    "first-due-too-early": "La première échéance vient après le versement.",
    "disbursed-already": "Un prêt versé est remboursé ou passé en perte ; on n'y renonce pas.",
    "loan-was-given-up": "Un prêt auquel on a renoncé n'est pas versé.",
    "repayment-number-used": "Un numéro de la banque désigne un remboursement et un montant.",
    "no-such-repayment": "Le remboursement cité ne figure pas ici.",
    "repayment-cancelled-without-reasons": "On annule un remboursement en disant pourquoi.",
    "overpayment-was-given-back": "Un remboursement dont le trop-perçu a été rendu ne s'annule plus.",
    "more-given-back-than-overpaid": "On ne rend pas plus que ce qui a été payé au-delà de la dette.",
    "rearranged-without-decision": "Un prêt est rééchelonné, ou abandonné, par une décision du prêteur.",
    "rearranged-without-reasons": "Un prêt est rééchelonné, ou abandonné, en disant pourquoi.",
    "nothing-outstanding": "Ce que l'on rééchelonne ou abandonne est encore dû.",
    "written-off-more-than-owed": "On n'abandonne pas plus que ce qui reste dû.",
    "share-absurd": "Une garantie couvre plus de 0 et au plus 100 pour cent d'un prêt.",
    "guaranteed-twice-over": "Les garanties d'un prêt ne dépassent pas le prêt entier.",
    "no-such-guarantee": "La garantie citée ne figure pas ici.",
    "called-without-default": "Une garantie est appelée après une échéance manquée ou un abandon de créance.",
    "called-more-than-guaranteed": (
        "On n'appelle pas plus que la part du garant dans ce qui est perdu, dans la limite du plafond."
    ),
    "paid-more-than-called": "Le garant paie ce qui a été appelé.",
    "guarantee-was-released": "Une garantie levée ne s'appelle plus.",
}

EVENTS_FR: dict[str, str] = {
    "LoanGranted": "Prêt accordé",
    "Disbursed": "Versement du prêt",
    "LoanGivenUp": "Renoncement au prêt",
    "Repaid": "Remboursement",
    "EarlyRepaid": "Remboursement anticipé",
    "RepaymentCancelled": "Remboursement annulé",
    "OverpaymentGivenBack": "Trop-perçu rendu",
    "InstalmentMissed": "Échéance impayée",
    "Rescheduled": "Rééchelonnement",
    "WrittenOff": "Abandon de créance",
    "GuaranteeGranted": "Garantie accordée",
    "GuaranteeCalled": "Appel de la garantie",
    "GuaranteePaid": "Garantie payée",
    "GuaranteeReleased": "Garantie levée",
}

KINDS_FR: dict[str, str] = {
    "loan": "prêt",
    "microcredit": "microcrédit",
    "honour_loan": "prêt d'honneur",
    "repayable_advance": "avance remboursable",
}

STAGES_FR: dict[str, str] = {
    "granted": "accordé",
    "repaying": "en cours de remboursement",
    "repaid": "remboursé",
    "written_off": "abandonné par décision",
    "given_up": "sans suite",
}
