"""What a caller can ask about an agreement."""

from collections.abc import Iterable, Mapping
from datetime import date

from application.facts import Facts, Supply
from application.mandates import of_named
from application.nouns import Noun, members
from domain import agreement, evaluation, organisation
from domain.agreement import acts, amendment, breach, publication, reprise, signing, succession, term, text
from domain.agreement.acts import is_party
from domain.agreement.parts import PartyNature
from domain.agreement.term import Evaluates
from domain.values import OrganisationId

NATURES: Mapping[organisation.Kind, PartyNature] = {
    organisation.Kind.LOCAL_AUTHORITY: PartyNature.AUTHORITY,
    organisation.Kind.PUBLIC_BODY: PartyNature.PUBLIC_BODY,
    organisation.Kind.ASSOCIATION: PartyNature.ASSOCIATION,
    organisation.Kind.FOUNDATION: PartyNature.FOUNDATION,
}
"""What organisations of these kinds are as parties; every other known kind is a private body."""


def nature(facts: Facts, name: str) -> PartyNature:
    """What an organisation is in law, as far as the register says."""
    state: organisation.Organisation = facts.look(name).state
    if state.kind is None:
        return PartyNature.UNKNOWN
    return NATURES.get(state.kind, PartyNature.PRIVATE_BODY)


def natures(asked: Supply) -> Mapping[str, object]:
    """What each organisation that the command names is in law."""
    return {"natures": natures_of(asked.facts, asked.named)}


def natures_of(facts: Facts, names: Iterable[str]) -> dict[str, PartyNature]:
    """What organisations are in law, by their ids."""
    return {name: nature(facts, name) for name in sorted(names) if name.startswith("organisation-")}


def acceding(asked: Supply) -> Mapping[str, object]:
    """What joins, and by which power."""
    party = OrganisationId(str(asked.fields["party"]))
    return {"nature": nature(asked.facts, party), **of_named("mandate")(asked)}


def deciding(asked: Supply) -> Mapping[str, object]:
    """What the one whose act it is is in law."""
    return {"nature": nature(asked.facts, str(asked.fields["by"]))}


def succeeding(asked: Supply) -> Mapping[str, object]:
    """What the successor is in law."""
    return {"nature": nature(asked.facts, str(asked.fields["successor"]))}


def evaluated(asked: Supply) -> Mapping[str, object]:
    """The day the evaluation named was adopted, where it was, and whether it is about this agreement."""
    name = asked.fields.get("evaluation")
    if name is None:
        return {"evaluation_adopted_on": None, "evaluates": Evaluates.UNSAID}
    state: evaluation.Evaluation = asked.facts.state(str(name))
    adopted: date | None = max((one.on for one in state.versions), default=None)
    return {"evaluation_adopted_on": adopted, "evaluates": _evaluates(state, asked)}


def _evaluates(judged: evaluation.Evaluation, asked: Supply) -> Evaluates:
    """Whether an evaluation is about the agreement, or about the one it applies.

    A subject is named by its stream or in words. In words it is taken for this agreement where a party to it was
    evaluated; otherwise nobody can tell.
    """
    renewed: agreement.Agreement = asked.state
    if asked.facts.is_name(judged.subject):
        return Evaluates.THIS if judged.subject in {asked.stream, renewed.under} else Evaluates.ANOTHER
    party_judged = any(is_party(one, renewed) for one in judged.evaluated)
    return Evaluates.THIS if judged.subject and party_judged else Evaluates.UNSAID


NOUN = Noun(
    kind="agreement",
    plural="agreements",
    decider=agreement.decider,
    commands=members(agreement.Command),
    events=members(agreement.Event),
    claims=lambda event, state: (*agreement.claims(event, state), *publication.claims(event, state)),
    releases=publication.releases,
    creators=frozenset({text.Draft, reprise.TakeOver, publication.RegisterFromPublication}),
    completes=frozenset({reprise.TakeOver}),
    suppliers={
        **dict.fromkeys(
            (
                text.Draft,
                text.ReviseText,
                reprise.TakeOver,
                publication.RegisterFromPublication,
                publication.CorrectFromPublication,
                amendment.DraftAmendment,
                amendment.RecordAmendment,
            ),
            natures,
        ),
        **dict.fromkeys(
            (
                signing.Sign,
                signing.RecordSignature,
                signing.CertifyCopies,
                breach.AgreeToTerminate,
            ),
            of_named("mandate"),
        ),
        acts.RecordAct: deciding,
        signing.Accede: acceding,
        succession.SucceedParty: succeeding,
        term.Renew: evaluated,
    },
)
