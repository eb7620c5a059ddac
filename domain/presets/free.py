"""Bodies that the law leaves free to set their rules: custom, to be adapted."""

from domain.bylaws import (
    AgendaRule,
    CollegeCount,
    ElectionRule,
    MajorityRule,
    MeetingMode,
    ModeRule,
    NoticeRule,
    OutcomeKind,
    ProxyRule,
    PublicationRule,
    QuorumRule,
    Share,
    Silence,
)
from domain.presets.preset import ADVISES, DECIDES, FLEXIBLE, JOINED, Preset
from domain.presets.texts import since

LOCAL = since(1901, 7, 2)
"""Bodies that the law leaves free since the law of 1 July 1901: what follows is custom, to be adapted."""


STEERING = Preset(
    name="steering-committee",
    title="Comité de pilotage (consensus)",
    gives=frozenset(
        {
            OutcomeKind.DECISION,
            OutcomeKind.CONSENSUS,
            OutcomeKind.OPINION,
            OutcomeKind.TAKEN_NOTE,
            OutcomeKind.REFERRED_BACK,
        }
    ),
    notice=(NoticeRule(days=7, urgent_days=1, article="Règlement intérieur, convocation", held=LOCAL),),
    majority=(MajorityRule(consensus=True, article="Règlement intérieur, consensus", held=LOCAL),),
    proxies=(ProxyRule(article="Règlement intérieur, pouvoirs", held=LOCAL),),
    modes=(ModeRule(modes=FLEXIBLE, silence=Silence.CONSENT, article="Règlement intérieur, modalités", held=LOCAL),),
    agenda=(AgendaRule(closed=False, article="Règlement intérieur, ordre du jour", held=LOCAL),),
    publication=(PublicationRule(list_days=15, minutes=False, article="Règlement intérieur, relevé", held=LOCAL),),
)


DIALOGUE = Preset(
    name="dialogue-committee",
    title="Comité de dialogue (par collèges)",
    gives=ADVISES,
    notice=(NoticeRule(days=10, urgent_days=3, article="Règlement intérieur, convocation", held=LOCAL),),
    quorum=(
        QuorumRule(
            share=Share(exceeded=False),
            counts_video=True,
            each_college=True,
            reconvene_after=7,
            article="Règlement intérieur, quorum",
            held=LOCAL,
        ),
    ),
    majority=(MajorityRule(colleges=CollegeCount.EACH, article="Règlement intérieur, collèges", held=LOCAL),),
    proxies=(ProxyRule(article="Règlement intérieur, pouvoirs", held=LOCAL),),
    modes=(ModeRule(modes=FLEXIBLE - {MeetingMode.CHAIR}, article="Règlement intérieur, modalités", held=LOCAL),),
    agenda=(AgendaRule(article="Règlement intérieur, ordre du jour", held=LOCAL),),
    publication=(PublicationRule(list_days=15, minutes=False, article="Règlement intérieur, relevé", held=LOCAL),),
)


ASSEMBLY = Preset(
    name="association-general-meeting",
    title="Assemblée générale d'association",
    gives=DECIDES,
    notice=(NoticeRule(days=15, article="Loi du 1er juillet 1901 ; statuts, convocation", held=LOCAL),),
    quorum=(
        QuorumRule(
            share=Share(numerator=1, denominator=4, exceeded=False),
            counts_video=True,
            counts_proxies=True,
            reconvene_after=15,
            article="Loi du 1er juillet 1901 ; statuts, quorum",
            held=LOCAL,
        ),
    ),
    majority=(MajorityRule(casting_vote=True, article="Loi du 1er juillet 1901 ; statuts, majorité", held=LOCAL),),
    proxies=(ProxyRule(per_holder=2, article="Loi du 1er juillet 1901 ; statuts, pouvoirs", held=LOCAL),),
    elections=(ElectionRule(absolute_rounds=1, article="Loi du 1er juillet 1901 ; statuts, élections", held=LOCAL),),
    modes=(ModeRule(modes=JOINED, article="Loi du 1er juillet 1901 ; statuts, modalités", held=LOCAL),),
    agenda=(AgendaRule(article="Loi du 1er juillet 1901 ; statuts, ordre du jour", held=LOCAL),),
    publication=(PublicationRule(article="Loi du 1er juillet 1901 ; statuts, procès-verbal", held=LOCAL),),
)
