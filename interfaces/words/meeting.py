"""Meetings, in French."""

FRENCH: dict[str, str] = {
    "agenda-closed": "On n'ajoute pas de point à une séance terminée, annulée ou reconvoquée pour les mêmes points.",
    "approved-by-itself": "Un procès-verbal est arrêté par une séance ultérieure du même comité.",
    "ballots-already-counted": "Une fois le dépouillement fait, plus personne ne vote.",
    "before-it-began": "Rien ne se passe dans une séance avant son ouverture ni après sa clôture.",
    "bylaws-unknown": "Une séance est convoquée et ouverte selon le règlement en vigueur ce jour-là.",
    "candidate-already-stands": "Une candidature garde l'intitulé sous lequel elle a été déposée.",
    "chair-missing": "La séance est présidée par un membre délibérant, et présent.",
    "college-too-small": (
        "Un scrutin secret électronique demande au moins trois votants par collège ;"
        " à moins, le résultat dirait qui a voté quoi."
    ),
    "committee-elsewhere": "Un comité se réunit dans le cadre de coopération dont il relève.",
    "committee-not-at-work": "Seul un comité installé et non dissous se réunit.",
    "consultation-not-public": "On répond nominativement à une consultation écrite.",
    "consultation-still-open": "Une consultation écrite se clôt à son terme, ou dès que chacun a répondu.",
    "consultation-too-short": "Une consultation écrite se termine après s'être ouverte.",
    "election-by-video": "Lorsque la règle le dit, aucune élection ne se tient en visioconférence.",
    "election-not-secret": "Les élections ont lieu au scrutin secret lorsque la règle le dit.",
    "elections-not-provided": "Une instance procède à des élections lorsque ses règles le prévoient.",
    "election-not-by-urn": (
        "Une élection ne passe pas par l'urne électronique : des scrutateurs dépouillent chaque tour, qui est saisi."
    ),
    "electronic-secret-not-allowed": ("Le scrutin secret n'est électronique que si le règlement intérieur le prévoit."),
    "figures-need-source": "Ici les chiffres se comptent ; on ne les déclare que d'après une source.",
    "interested-vote": "Un membre intéressé à une affaire ne prend pas part au vote.",
    "item-already-decided": "Ce qui est tranché n'est ni retiré ni repris dans la même séance.",
    "item-already-named": "Un point garde son numéro et son intitulé ; un autre point prend un autre numéro.",
    "item-not-called": "Un point est appelé, ou mis aux voix, avant de se conclure.",
    "item-unknown": "On ne traite que les points de cette séance.",
    "items-open": "Le relevé dit de chaque point mis aux voix comment il s'est conclu.",
    "list-published-late": (
        "La liste des délibérations est publiée dans le délai prévu, en règle générale une semaine."
    ),
    "majority-not-met": "Un point est adopté lorsqu'il réunit la majorité requise.",
    "meeting-already-scheduled": (
        "Une séance n'est fixée qu'une fois ; on la déplace avant la convocation, on l'annule après."
    ),
    "meeting-not-open": "Cela se fait pendant que la séance est ouverte.",
    "meeting-not-over": "Le relevé et le procès-verbal s'établissent une fois la séance levée.",
    "meeting-not-scheduled": "Une séance est d'abord fixée, ou inscrite comme tenue ; le reste vient ensuite.",
    "meeting-not-to-convene": "On ne convoque qu'une séance fixée, et avant le jour où elle se tient.",
    "method-not-allowed": "On vote selon l'un des modes de scrutin prévus par la règle.",
    "minutes-already-approved": "Un procès-verbal arrêté ne se rédige plus.",
    "minutes-not-approved": "Un procès-verbal est signé et publié une fois arrêté.",
    "minutes-not-drafted": "Un procès-verbal est rédigé avant d'être arrêté.",
    "minutes-not-signed": "Un procès-verbal est publié une fois signé par la présidence et le secrétaire.",
    "minutes-published-late": (
        "Le procès-verbal est publié dans le délai prévu après avoir été arrêté, en règle générale une semaine."
    ),
    "mode-not-allowed": "Une séance se tient d'une manière prévue par le règlement.",
    "more-votes-than-voters": (
        "Il n'y a jamais plus de voix que de votants : présents et représentés, moins ceux qui se déportent."
    ),
    "no-objection": "On ne retire qu'une objection formulée.",
    "no-proxy-to-revoke": "On ne révoque qu'une procuration donnée.",
    "no-second-convocation": "On ne reconvoque sans quorum que si la règle le prévoit.",
    "no-such-candidate": "Les voix vont aux candidatures déposées ; les autres bulletins sont nuls.",
    "no-urgency-to-settle": (
        "L'instance se prononce, une seule fois, sur l'urgence dans laquelle elle a été convoquée."
    ),
    "no-vote-taken": "Une décision ou un avis est mis aux voix, sauf si l'instance procède par consensus.",
    "no-votes-by-name": "Quand le vote est nominatif, le total s'en déduit : il ne se saisit pas à part.",
    "nobody-voted": "On ne dépouille une urne qu'une fois que quelqu'un a voté.",
    "not-a-consultation": (
        "Une consultation écrite s'ouvre si la séance a été fixée ainsi ; aucune autre ne s'ouvre de cette manière."
    ),
    "not-seated-here": "Seuls les membres du comité ce jour-là entrent, se déportent, votent ou exercent une fonction.",
    "not-a-ratification": (
        "La décision de la présidence est ratifiée par une décision du même comité, le jour même ou plus tard."
    ),
    "not-a-total": "Un total se compose de nombres entiers de voix, chaque collège une seule fois.",
    "not-a-voter": "Seul un membre avec voix délibérative vote.",
    "not-an-election": "On se porte candidat, et on compte des tours, pour un point qui est une élection.",
    "not-an-electronic-ballot": ("On n'émarge et on ne dépouille une urne que pour un scrutin secret électronique."),
    "not-approved-at-next": "Le procès-verbal est arrêté à la séance suivante.",
    "not-convened": "On n'ouvre qu'une séance convoquée, sauf décision prise seule par la présidence.",
    "not-on-agenda": "Ce qui n'est pas à l'ordre du jour peut être évoqué, mais non tranché.",
    "not-present": "Seul un membre présent peut quitter la séance.",
    "not-to-cancel": "Une séance ouverte a eu lieu et ne s'annule plus.",
    "not-to-sign": "Le procès-verbal est signé par la présidence et les secrétaires de la séance.",
    "nothing-to-ratify": "Seul ce que la présidence a décidé seule attend une ratification.",
    "notice-too-short": "Les membres sont convoqués dans le délai que fixe la règle.",
    "objection-stands": "Il n'y a pas de consensus tant qu'une objection est maintenue.",
    "outcome-not-given": (
        "Un comité donne ce que prévoit son règlement : un avis s'il conseille, une décision s'il décide."
    ),
    "presence-overlaps": "Un membre n'est qu'à un endroit à la fois : dans la salle ou à distance.",
    "proxies-not-provided": "On ne se fait représenter que si la règle le prévoit.",
    "proxy-not-between-members": "Une procuration va d'un membre délibérant à un autre.",
    "proxy-not-written": "Une procuration est donnée par écrit.",
    "quorum-is-there": "On ne renvoie une séance faute de quorum que si le quorum manque.",
    "quorum-not-met": "Un point n'est tranché que si assez de membres sont présents pour l'examiner.",
    "quorum-was-not-lacking": "On ne reconvoque sur le même ordre du jour qu'une séance où le quorum manquait.",
    "reconvened-too-soon": "Une séance sans quorum ne se tient à nouveau qu'après l'intervalle prévu.",
    "round-out-of-turn": "Les tours se comptent l'un après l'autre, et aucun après le dernier.",
    "secret-ballot-by-name": "Dans un scrutin secret, aucun choix n'est noté sous un nom.",
    "secret-by-video": (
        "Lorsque la règle le dit, on ne vote qu'au scrutin public en visioconférence ;"
        " un vote secret attend une autre séance."
    ),
    "tally-differs-from-roll": "L'urne contient exactement autant de bulletins que d'émargements, collège par collège.",
    "tellers-missing": "Un scrutin secret est dépouillé par des scrutateurs choisis parmi les membres.",
    "too-few-to-count": (
        "Un collège où moins de trois membres ont voté ne se dépouille pas à part ; le résultat dirait qui a voté quoi."
    ),
    "too-late-to-vote": "On ne répond plus à une consultation écrite après son terme.",
    "too-many-proxies": "Un membre ne porte pas plus de procurations que la règle ne l'admet, une le plus souvent.",
    "unequal-weights": (
        "Un scrutin secret électronique demande des voix de même poids dans chaque collège ;"
        " sinon, le résultat dirait qui a voté quoi."
    ),
    "urgency-below-minimum": "Même en urgence, le délai de convocation ne descend pas sous le minimum prévu.",
    "urgency-not-provided": "On n'abrège le délai pour urgence que si la règle le prévoit, et en le motivant.",
    "urgency-not-ratified": ("Une séance convoquée en urgence ne décide qu'une fois l'urgence admise à l'ouverture."),
    "video-not-provided": "On ne participe à distance qu'à une séance prévue ainsi.",
    "vote-already-open": "Un point n'est mis aux voix qu'une fois, d'une seule manière.",
    "vote-not-open": "On vote sur un point mis aux voix.",
    "voter-not-there": ("On vote en étant présent, ou par un collègue présent qui détient une procuration écrite."),
}
EVENTS_FR: dict[str, str] = {
    "BallotsCounted": "Dépouillement",
    "CandidateStood": "Candidature",
    "CandidateWithdrew": "Retrait d'une candidature",
    "ChairDecisionRatified": "Ratification d'une décision prise en urgence",
    "ChairDecisionRefused": "Refus de ratifier une décision prise en urgence",
    "ConsultationOpened": "Ouverture de la consultation écrite",
    "DecisionListPublished": "Publication du relevé de décisions",
    "GistNoted": "Teneur des échanges",
    "ItemAdded": "Inscription d'un point",
    "ItemCalled": "Appel d'un point",
    "ItemWithdrawn": "Retrait d'un point",
    "MeetingAdjourned": "Suspension de la séance",
    "MeetingCancelled": "Annulation de la séance",
    "MeetingClosed": "Clôture de la séance",
    "MeetingConvened": "Convocation",
    "MeetingMoved": "Changement de date de la séance",
    "MeetingOpened": "Ouverture de la séance",
    "MeetingReconvened": "Seconde convocation",
    "MeetingRecorded": "Inscription d'une séance tenue ailleurs",
    "MeetingResumed": "Reprise de la séance",
    "MeetingScheduled": "Fixation de la séance",
    "MemberArrived": "Arrivée d'un membre",
    "MemberLeft": "Départ d'un membre",
    "MemberStoodAside": "Déport",
    "MinutesApproved": "Arrêt du procès-verbal",
    "MinutesDrafted": "Rédaction du procès-verbal",
    "MinutesPublished": "Publication du procès-verbal",
    "MinutesSigned": "Signature du procès-verbal",
    "NoQuorumFound": "Constat d'absence de quorum",
    "ObjectionRaised": "Objection",
    "ObjectionWithdrawn": "Retrait d'une objection",
    "OutcomeRecorded": "Issue d'un point",
    "ProxyGiven": "Procuration",
    "ProxyRevoked": "Révocation d'une procuration",
    "RoundCounted": "Dépouillement d'un tour",
    "SecretaryDesignated": "Désignation du secrétaire de séance",
    "TotalsEntered": "Saisie des totaux d'un vote",
    "UrgencyRatified": "Urgence admise",
    "UrgencyRefused": "Urgence refusée",
    "VoteCast": "Vote",
    "VoteOpened": "Mise aux voix",
    "VoterSignedRoll": "Émargement",
}
