"""The rules of a body in sentences that one can read aloud, each with the article it rests on."""

from collections.abc import Iterator, Sequence

from domain.bylaws import Bylaws, CollegeCount, MajorityBase, MajorityRule, NoticeRule, QuorumRule, Share
from interfaces.web.language import N_
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import said

Told = tuple[str, Sequence[str], str]
"""What it is about, what the rule says, and the article."""
BASES = {
    MajorityBase.VOTES_CAST: N_("des suffrages exprimés (ni blancs, ni nuls, ni abstentions)"),
    MajorityBase.TAKING_PART: N_("des votants"),
    MajorityBase.IN_OFFICE: N_("des membres en exercice"),
}
COUNTED = {
    CollegeCount.TOGETHER: N_("Toutes les voix comptent ensemble."),
    CollegeCount.EACH: N_("Chaque collège doit être d’accord."),
    CollegeCount.BLOCK: N_("Chaque collège parle d’une seule voix."),
    CollegeCount.PROPORTIONAL: N_("Chaque collège compte en proportion de ses voix."),
}


def rules_told(visit: Visit, bylaws: Bylaws) -> list[Told]:
    """Everything that the bylaws say."""
    return [(visit.say(title), sentences, article) for title, sentences, article in _told(visit, bylaws) if sentences]


def _told(visit: Visit, bylaws: Bylaws) -> Iterator[Told]:
    yield N_("Ce que l’instance rend"), [_several(visit, "meeting.outcome", bylaws.gives)], ""
    yield N_("Convocation"), list(_notice(visit, bylaws.notice)), bylaws.notice.article if bylaws.notice else ""
    yield N_("Quorum"), list(_quorum(visit, bylaws.quorum)), bylaws.quorum.article if bylaws.quorum else ""
    yield N_("Majorité"), list(_majority(visit, bylaws.majority)), bylaws.majority.article
    yield N_("Pouvoirs"), [_proxies(visit, bylaws)], bylaws.proxies.article if bylaws.proxies else ""
    yield N_("Scrutins"), list(_ballots(visit, bylaws)), bylaws.ballots.article
    elections = bylaws.elections
    yield N_("Élections"), list(_elections(visit, bylaws)), elections.article if elections else ""
    yield (
        N_("Intérêts"),
        [visit.say("Qui a un intérêt à l’affaire se retire et ne vote pas.")],
        bylaws.interests.article,
    )
    yield N_("Façons de se réunir"), [_several(visit, "meeting.mode", bylaws.modes.modes)], bylaws.modes.article
    yield N_("Ordre du jour"), [_agenda(visit, bylaws)], bylaws.agenda.article
    yield N_("Publication"), list(_publication(visit, bylaws)), bylaws.publication.article


def _several(visit: Visit, field: str, values: frozenset[object]) -> str:
    say = said(visit.language)
    words = ", ".join(sorted(say(one, field).lower() for one in values))
    return f"{words[:1].upper()}{words[1:]}."


def share_told(visit: Visit, share: Share) -> str:
    """More than half, at least two thirds."""
    if (share.numerator, share.denominator) == (1, 2):
        return visit.say("plus de la moitié") if share.exceeded else visit.say("au moins la moitié")
    many = f"{share.numerator}/{share.denominator}"
    return visit.say("plus de %(many)s", many=many) if share.exceeded else visit.say("au moins %(many)s", many=many)


def _notice(visit: Visit, rule: NoticeRule | None) -> Iterator[str]:
    if rule is None:
        yield visit.say("Aucun délai de convocation n’est imposé.")
        return
    if rule.clear:
        yield visit.say_many("%(count)s jour franc au moins.", "%(count)s jours francs au moins.", rule.days)
    else:
        yield visit.say_many("%(count)s jour au moins.", "%(count)s jours au moins.", rule.days)
    if rule.urgent_days is not None:
        yield visit.say_many(
            "En urgence motivée : %(count)s jour.", "En urgence motivée : %(count)s jours.", rule.urgent_days
        )


def _quorum(visit: Visit, rule: QuorumRule | None) -> Iterator[str]:
    if rule is None:
        yield visit.say("Aucun quorum n’est exigé.")
        return
    share = share_told(visit, rule.share)
    if rule.each_college:
        yield visit.say("Dans chaque collège, %(share)s des membres en exercice prend part à la séance.", share=share)
    else:
        yield visit.say("Il faut %(share)s des membres en exercice.", share=share)
    yield visit.say("Qui suit en vidéo compte.") if rule.counts_video else visit.say("Qui suit en vidéo ne compte pas.")
    if rule.counts_proxies:
        yield visit.say("Les pouvoirs comptent.")
    if rule.reconvene_after is not None:
        yield visit.say_many(
            "À défaut, nouvelle convocation à %(count)s jour au moins, sans quorum.",
            "À défaut, nouvelle convocation à %(count)s jours au moins, sans quorum.",
            rule.reconvene_after,
        )


def _majority(visit: Visit, rule: MajorityRule) -> Iterator[str]:
    if rule.consensus:
        yield visit.say("Par consensus : personne ne maintient d’objection ni ne vote contre.")
        return
    yield visit.say(
        "Adopté si les voix pour font %(share)s %(base)s.",
        share=share_told(visit, rule.share),
        base=visit.say(BASES[rule.base]),
    )
    yield visit.say(COUNTED[rule.colleges])
    if rule.casting_vote:
        yield visit.say("À égalité, la voix de la présidence l’emporte, sauf au scrutin secret.")


def _proxies(visit: Visit, bylaws: Bylaws) -> str:
    if bylaws.proxies is None:
        return visit.say("Nul ne peut être représenté.")
    return visit.say_many(
        "Un pouvoir écrit ; chacun en porte %(count)s au plus.",
        "Un pouvoir écrit ; chacun en porte %(count)s au plus.",
        bylaws.proxies.per_holder,
    )


def _ballots(visit: Visit, bylaws: Bylaws) -> Iterator[str]:
    rule = bylaws.ballots
    yield _several(visit, "meeting.method", rule.methods)
    if not rule.secret_by_video:
        yield visit.say("Pas de scrutin secret quand quelqu’un suit en vidéo.")
    if rule.electronic_secret:
        yield visit.say("Le scrutin secret peut être électronique, à partir de trois votants par collège.")


def _elections(visit: Visit, bylaws: Bylaws) -> Iterator[str]:
    rule = bylaws.elections
    if rule is None:
        return
    yield visit.say_many(
        "%(count)s tour à la majorité absolue, puis un à la majorité relative.",
        "%(count)s tours à la majorité absolue, puis un à la majorité relative.",
        rule.absolute_rounds,
    )
    if rule.eldest:
        yield visit.say("À égalité au dernier tour, la personne la plus âgée est élue.")
    if rule.secret:
        yield visit.say("Au scrutin secret.")


def _agenda(visit: Visit, bylaws: Bylaws) -> str:
    if bylaws.agenda.closed:
        return visit.say("Ce qui n’est pas à l’ordre du jour se discute, mais ne se décide pas.")
    return visit.say("Un point peut être ajouté en séance et décidé.")


def _publication(visit: Visit, bylaws: Bylaws) -> Iterator[str]:
    rule = bylaws.publication
    if rule.list_days is not None:
        yield visit.say_many(
            "Relevé des décisions publié sous %(count)s jour.",
            "Relevé des décisions publié sous %(count)s jours.",
            rule.list_days,
        )
    if not rule.minutes:
        yield visit.say("Le relevé suffit : pas de procès-verbal.")
    elif rule.minutes_days is not None:
        yield visit.say_many(
            "Procès-verbal publié sous %(count)s jour une fois arrêté.",
            "Procès-verbal publié sous %(count)s jours une fois arrêté.",
            rule.minutes_days,
        )
