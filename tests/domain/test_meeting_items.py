from dataclasses import replace
from datetime import date

from domain.bylaws import AgendaRule, Choice, OutcomeKind
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    AddItem,
    AgendaClosed,
    CallItem,
    CastVote,
    GistNoted,
    Ground,
    HeldInterest,
    InterestedVote,
    ItemAdded,
    ItemAlreadyDecided,
    ItemAlreadyNamed,
    ItemCalled,
    ItemKind,
    ItemUnknown,
    ItemWithdrawn,
    MeetingClosed,
    MeetingReconvened,
    MeetingRecorded,
    MemberStoodAside,
    NoObjection,
    NoQuorumFound,
    NoteGist,
    NotOnAgenda,
    NotSeatedHere,
    ObjectionRaised,
    ObjectionStands,
    ObjectionWithdrawn,
    OpenVote,
    RaiseObjection,
    RecordOutcome,
    StandAside,
    VoteCast,
    WithdrawItem,
    WithdrawObjection,
    decider,
    quorum_of,
)
from domain.values import OrganisationId, Period, PersonId, Protected
from tests.domain.council import (
    AFTER,
    COMMITTEE,
    COOPERATIVE,
    FRAMEWORK,
    HELD,
    PUBLISHED,
    SENT,
    after,
    at,
    convened,
    evening,
    item,
    meeting,
    scheduled,
    with_bylaws,
)
from tests.scenario import Scenario

MANDATE = HeldInterest(person=PersonId("person-c"), organisation=COOPERATIVE)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def outcome(name: str, kind: OutcomeKind) -> RecordOutcome:
    return RecordOutcome(item=name, kind=kind, on=HELD, interests=())


def called(name: str, *interests: HeldInterest) -> CallItem:
    return CallItem(item=name, at=at(18, 30), interests=interests)


def test_an_item_is_put_on_the_agenda_until_the_meeting_is_convened() -> None:
    added = ItemAdded(item="9", title="Budget", kind=ItemKind.DELIBERATION, on_agenda=True, on=SENT)
    given(scheduled()).when(AddItem(item="9", title="Budget", on=SENT)).then(added)
    given(scheduled(), convened()).when(AddItem(item="9", title="Budget", on=SENT)).then(
        replace(added, on_agenda=False)
    )
    given(*evening()).when(AddItem(item="9", title="Budget", on=HELD)).then(replace(added, on_agenda=False, on=HELD))


def test_an_item_keeps_its_number_and_its_title() -> None:
    given(scheduled(), item("1")).when(AddItem(item="1", title="Point 1", on=SENT)).then_nothing()
    given(scheduled(), item("1")).when(AddItem(item="1", title="Autre", on=SENT)).then_refused(ItemAlreadyNamed, "1")


def test_no_item_is_added_once_the_meeting_is_over_or_to_a_second_convocation() -> None:
    closed = (*evening(), MeetingClosed(at=at(21)))
    given(*closed).when(AddItem(item="9", title="Budget", on=HELD)).then_refused(AgendaClosed, "closed")
    again = (
        *evening("abc"),
        NoQuorumFound(required=4, met=3, at=at(18, 10)),
        MeetingReconvened(held_on=date(2024, 3, 14), on=AFTER),
    )
    given(*again).when(AddItem(item="9", title="Budget", on=AFTER)).then_refused(AgendaClosed, "reconvened")


def test_items_of_a_meeting_held_elsewhere_come_from_its_source_and_stood_on_its_agenda() -> None:
    recorded = MeetingRecorded(framework=FRAMEWORK, committee=COMMITTEE, title="t", source=PUBLISHED, on=HELD)
    given(recorded).when(AddItem(item="9", title="Budget", source=PUBLISHED, on=AFTER)).then(
        ItemAdded(item="9", title="Budget", kind=ItemKind.DELIBERATION, on_agenda=True, source=PUBLISHED, on=AFTER)
    )
    given(recorded).when(AddItem(item="9", title="Budget", on=AFTER)).then_refused(AgendaClosed, "closed")


def test_what_is_not_on_the_agenda_can_be_discussed_not_decided() -> None:
    history = after(
        evening(),
        AddItem(item="9", title="Divers", on=HELD),
        called("9"),
        OpenVote(item="9", at=at(18, 40), interests=()),
    )
    for kind in (OutcomeKind.DECISION, OutcomeKind.OPINION, OutcomeKind.CONSENSUS):
        given(*history).when(outcome("9", kind)).then_refused(NotOnAgenda, "9")
    for kind in (OutcomeKind.TAKEN_NOTE, OutcomeKind.REFERRED_BACK):
        ended = meeting(history, outcome("9", kind)).items["9"].outcome
        assert ended is not None
        assert ended.kind is kind


def test_where_the_agenda_is_open_what_was_added_can_be_decided() -> None:
    free = with_bylaws(agenda=AgendaRule(closed=False))
    history = after(evening(bylaws=free), AddItem(item="9", title="Divers", on=HELD), called("9"))
    ended = meeting(history, outcome("9", OutcomeKind.CONSENSUS)).items["9"].outcome
    assert ended is not None


def test_a_decision_elsewhere_on_what_was_not_on_the_agenda_is_an_irregularity() -> None:
    history = after(evening(), AddItem(item="9", title="Divers", on=HELD), called("9"))
    command = replace(outcome("9", OutcomeKind.DECISION), adopted=True, source=PUBLISHED)
    state = meeting(history, command)
    assert state.items["9"].outcome is not None
    assert [(one.rule, one.detail) for one in state.irregularities] == [("not-on-agenda", "9")]


def test_an_item_is_withdrawn_before_it_is_decided() -> None:
    withdrawn = ItemWithdrawn(item="1", reason="incomplet", on=HELD)
    given(*evening()).when(WithdrawItem(item="1", reason="incomplet", on=HELD)).then(withdrawn)
    given(*evening(), withdrawn).when(WithdrawItem(item="1", on=HELD)).then_nothing()
    given(*evening(), withdrawn).when(called("1")).then_refused(ItemUnknown, "1")
    given(*evening()).when(WithdrawItem(item="99", on=HELD)).then_refused(ItemUnknown, "99")
    decided = after(evening(), called("1"), outcome("1", OutcomeKind.TAKEN_NOTE))
    given(*decided).when(WithdrawItem(item="1", on=HELD)).then_refused(ItemAlreadyDecided, "1")


def test_an_item_is_called_once_and_not_after_it_was_decided() -> None:
    given(*evening()).when(called("1")).then(ItemCalled(item="1", at=at(18, 30)))
    given(*evening(), ItemCalled(item="1", at=at(18, 30))).when(called("1")).then_nothing()
    decided = after(evening(), called("1"), outcome("1", OutcomeKind.TAKEN_NOTE))
    given(*decided).when(called("1")).then_refused(ItemAlreadyDecided, "1")
    given(*evening()).when(called("99")).then_refused(ItemUnknown, "99")


def test_an_interest_that_follows_from_a_mandate_in_the_beneficiary_makes_the_member_stand_aside() -> None:
    given(*evening()).when(called("grant", MANDATE)).then(
        ItemCalled(item="grant", at=at(18, 30)),
        MemberStoodAside(item="grant", seat="c", ground=Ground.MANDATE_HELD, at=at(18, 30)),
    )


def test_a_mandate_elsewhere_or_ended_or_in_an_item_without_beneficiary_is_no_interest() -> None:
    ended = replace(MANDATE, period=Period(end=date(2024, 3, 10)))
    other = replace(MANDATE, organisation=OrganisationId("organisation-other"))
    given(*evening()).when(called("grant", ended, other)).then(ItemCalled(item="grant", at=at(18, 30)))
    given(*evening()).when(called("1", MANDATE)).then(ItemCalled(item="1", at=at(18, 30)))


def test_a_representative_of_the_authority_stands_aside_as_such() -> None:
    given(*evening()).when(called("grant", replace(MANDATE, representative=True))).then(
        ItemCalled(item="grant", at=at(18, 30)),
        MemberStoodAside(item="grant", seat="c", ground=Ground.REPRESENTATIVE, at=at(18, 30)),
    )


def test_an_interest_is_declared_once() -> None:
    declared = MemberStoodAside(item="1", seat="b", ground=Ground.DECLARED, at=at(18, 30))
    command = StandAside(item="1", seat="b", at=at(18, 30), today=HELD)
    given(*evening()).when(command).then(declared)
    given(*evening(), declared).when(command).then_nothing()
    given(*evening()).when(replace(command, seat="z")).then_refused(NotSeatedHere, "z")


def test_a_recused_member_is_not_counted_as_present_even_if_seated_in_the_room() -> None:
    state = meeting(evening("abcd"), StandAside(item="1", seat="b", at=at(18, 30), today=HELD))
    figures = [quorum_of(state, name, at(18, 30)) for name in ("1", "2")]
    assert [(one.required, one.met, one.holds) for one in figures if one is not None] == [(4, 3, False), (4, 4, True)]


def test_representatives_leave_numerator_and_denominator_both() -> None:
    state = meeting(
        evening("abcde"),
        StandAside(item="1", seat="a", ground=Ground.REPRESENTATIVE, at=at(18, 30), today=HELD),
        StandAside(item="1", seat="b", ground=Ground.REPRESENTATIVE, at=at(18, 30), today=HELD),
    )
    figures = quorum_of(state, "1", at(18, 30))
    assert figures is not None
    assert (figures.required, figures.met, figures.holds) == (3, 3, True)


def test_an_interested_member_does_not_vote() -> None:
    history = after(evening(), called("grant", MANDATE), OpenVote(item="grant", at=at(18, 40), interests=()))
    vote = CastVote(item="grant", seat="c", choice=Choice.IN_FAVOUR, at=at(18, 41), interests=())
    given(*history).when(vote).then_refused(InterestedVote, "grant", "c")
    unknown = after(evening(), OpenVote(item="grant", at=at(18, 40), interests=()))
    given(*unknown).when(replace(vote, interests=(MANDATE,))).then_refused(InterestedVote, "grant", "c")


def test_an_interest_known_when_the_vote_opens_keeps_the_member_out() -> None:
    opened = after(evening(), OpenVote(item="grant", at=at(18, 40), interests=(MANDATE,)))
    assert opened[-2] == MemberStoodAside(item="grant", seat="c", ground=Ground.MANDATE_HELD, at=at(18, 40))


def test_an_interest_declared_after_the_vote_makes_it_irregular() -> None:
    history = (
        *after(evening(), OpenVote(item="1", at=at(18, 40), interests=())),
        VoteCast(item="1", seat="b", choice=Choice.IN_FAVOUR, by="b", at=at(18, 41)),
    )
    given(*history).when(StandAside(item="1", seat="b", at=at(18, 50), today=HELD)).then(
        MemberStoodAside(item="1", seat="b", ground=Ground.DECLARED, at=at(18, 50)),
        IrregularityNoticed(
            number=1,
            rule="interested-vote",
            article="interests",
            detail="1; b",
            cure="The body: have the item adopted again without the member concerned.",
            on=HELD,
        ),
    )


def test_an_interest_declared_late_can_take_the_quorum_of_a_decided_item_away() -> None:
    history = after(evening("abcd"), called("1"), outcome("1", OutcomeKind.TAKEN_NOTE))
    given(*history).when(StandAside(item="1", seat="b", at=at(18, 50), today=HELD)).then(
        MemberStoodAside(item="1", seat="b", ground=Ground.DECLARED, at=at(18, 50)),
        IrregularityNoticed(
            number=1,
            rule="quorum-not-met",
            article="quorum",
            detail="1; 4; 3",
            cure="The body: have the item adopted again with a quorum.",
            on=HELD,
        ),
    )


def test_a_decision_that_an_interested_member_voted_is_refused_here() -> None:
    votes = [CastVote(item="grant", seat=name, choice=Choice.IN_FAVOUR, at=at(18, 41), interests=()) for name in "abc"]
    history = after(evening(), OpenVote(item="grant", at=at(18, 40), interests=()), *votes)
    given(*history).when(replace(outcome("grant", OutcomeKind.DECISION), interests=(MANDATE,))).then_refused(
        InterestedVote, "grant", "c"
    )


OBJECTED = ObjectionRaised(item="1", seat="b", sustained=True, at=at(18, 40))


def test_an_objection_is_put_on_record() -> None:
    words = Protected(of=PersonId("person-b"), text="Le calendrier est trop court.")
    raise_it = RaiseObjection(item="1", seat="b", words=words, at=at(18, 40))
    given(*evening()).when(raise_it).then(replace(OBJECTED, words=words))
    given(*evening(), replace(OBJECTED, words=words)).when(raise_it).then_nothing()
    given(*evening()).when(replace(raise_it, seat="z")).then_refused(NotSeatedHere, "z")


def test_there_is_no_consensus_while_a_sustained_objection_stands() -> None:
    history = (*after(evening(), called("1")), OBJECTED)
    given(*history).when(outcome("1", OutcomeKind.CONSENSUS)).then_refused(ObjectionStands, "1", "b")


def test_a_consensus_is_reached_with_reservations_on_record_or_objections_withdrawn() -> None:
    history = after(evening(), called("1"))
    reserved = (*history, replace(OBJECTED, sustained=False))
    withdrawn = (*history, OBJECTED, ObjectionWithdrawn(item="1", seat="b", at=at(18, 45)))
    for past in (reserved, withdrawn):
        state = meeting(past, outcome("1", OutcomeKind.CONSENSUS))
        assert state.items["1"].outcome is not None
        assert len(state.items["1"].objections) == 1


def test_only_an_objection_that_was_raised_is_withdrawn_once() -> None:
    command = WithdrawObjection(item="1", seat="b", at=at(18, 45))
    withdrawn = ObjectionWithdrawn(item="1", seat="b", at=at(18, 45))
    given(*evening(), OBJECTED).when(command).then(withdrawn)
    given(*evening(), OBJECTED, withdrawn).when(command).then_nothing()
    given(*evening()).when(command).then_refused(NoObjection, "1", "b")


def test_the_gist_of_the_discussion_is_noted() -> None:
    noted = GistNoted(item="1", gist="Débat sur le calendrier.", on=HELD)
    given(*evening()).when(NoteGist(item="1", gist="Débat sur le calendrier.", on=HELD)).then(noted)
    given(*evening(), noted).when(NoteGist(item="1", gist="Débat sur le calendrier.", on=HELD)).then_nothing()
