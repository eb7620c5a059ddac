"""Organisations: who they are, what they belong to, how they end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from domain import irregularity, organisation
from domain.claim import Claim
from domain.decider import Refusal
from domain.irregularity import IrregularityNoticed, IrregularityRegularised, rule_name
from domain.organisation import (
    AccountHolderMissing,
    Accredit,
    Accreditation,
    AccreditationEndsBeforeItBegins,
    AccreditationWithdrawn,
    Accredited,
    ActivityMissing,
    BankDetails,
    BankDetailsChanged,
    BankDetailsInClear,
    BankDetailsVerified,
    ChangeBankDetails,
    Classified,
    Classify,
    Contact,
    ContactAboutSomebodyElse,
    ContactNamed,
    ContactRemoved,
    CorrectIdentifiers,
    CorrectName,
    Dissolve,
    Dissolved,
    Ending,
    EndingWithoutAct,
    EntryIsDuplicate,
    EstablishmentNoted,
    Event,
    IdentifierInDoubt,
    Identifiers,
    IdentifiersCorrected,
    Join,
    Joined,
    Kind,
    Label,
    Leave,
    Left,
    MarkDuplicate,
    MarkedDuplicate,
    Means,
    MemberOfItself,
    Merge,
    Merged,
    Move,
    Moved,
    NameContact,
    NameCorrected,
    NoBankDetails,
    NoSuchOrganisation,
    NotAccredited,
    NotAMember,
    NoteEstablishment,
    NotEligibleForAccreditation,
    NothingToRegister,
    OrganisationAlreadyRegistered,
    OrganisationEnded,
    OrganisationNameMissing,
    OtherBankDetails,
    Register,
    Registered,
    RegisteredFromPublication,
    RegisterFromPublication,
    Reinstate,
    Reinstated,
    RemoveContact,
    Rename,
    Renamed,
    RnaInvalid,
    SameSeat,
    SirenInvalid,
    SiretInvalid,
    SiretOfAnotherSiren,
    SuccessorEnded,
    SuccessorOfItself,
    Transfer,
    Transferred,
    VerifiedByTheSameHand,
    VerifyBankDetails,
    WithdrawAccreditation,
    claims,
    decider,
    iban_valid,
    read_identifier,
    releases,
    rna_valid,
    sealed_details,
    siren_valid,
    siret_valid,
)
from domain.organisation.identifiers import luhn
from domain.values import (
    ActKind,
    ActReference,
    AgreementId,
    Digest,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
    SourceKind,
)
from interfaces.words import organisation as words
from tests.domain import french
from tests.scenario import Scenario

CLUB, BIG, NET = (OrganisationId(f"organisation-{name}") for name in ("club", "big", "net"))
ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
Y2018, Y2020, Y2021, Y2022, Y2025 = (date(year, 1, 1) for year in (2018, 2020, 2021, 2022, 2025))
SIREN, SEAT, MOVED_SEAT = "732829320", "73282932000074", "73282932000082"
OTHER_SIREN, OTHER_SEAT = "130005481", "13000548100010"
RNA = "W223001234"
FILE = Source(kind=SourceKind.PUBLICATION, reference="subventions-2022.csv")
PAPER = Source(kind=SourceKind.PAPER, reference="récépissé")
MINUTES = ActReference(kind=ActKind.MINUTES, number="AG 2021", adopted_on=Y2021)
KNOWN = Identifiers(siren=SIREN, siret=SEAT, rna=RNA)

REGISTERED = Registered(name="Les Ateliers", kind=Kind.ASSOCIATION, identifiers=KNOWN, municipality="Lannion", on=Y2020)
PUBLISHED = RegisteredFromPublication(
    name="3F OCCITANIE SA", identifiers=Identifiers(doubtful="7,17E+13"), source=FILE, on=Y2022
)

organisations = Scenario(decider)


def noticed(rule: type[Refusal], detail: str = "", number: int = 1, on: date = Y2022) -> IrregularityNoticed:
    return IrregularityNoticed(
        number=number, rule=rule_name(rule), article=rule.article, detail=detail, cure=rule.cure, on=on
    )


def regularised(number: int = 1, on: date = Y2022) -> IrregularityRegularised:
    return IrregularityRegularised(number=number, how="Complété.", on=on)


# Identifiers


def with_check_digit(digits: str) -> str:
    return digits + str(stdnum_luhn.calc_check_digit(digits))


numbers = st.text("0123456789", min_size=8, max_size=8)
texts = st.one_of(
    numbers.map(with_check_digit),
    st.text("0123456789", min_size=9, max_size=9),
    st.text("0123456789 W.é²٣", max_size=15),
)
sirets = st.one_of(
    st.tuples(numbers, st.text("0123456789", min_size=4, max_size=4)).map(
        lambda parts: with_check_digit(with_check_digit(parts[0]) + parts[1])
    ),
    st.tuples(numbers, st.text("0123456789", min_size=5, max_size=5)).map(
        lambda parts: with_check_digit(parts[0]) + parts[1]
    ),
    st.text("0123456789", min_size=5, max_size=5).map(lambda end: "356000000" + end),
    st.text("0123456789", max_size=16),
)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_the_check_is_luhns(digits: str) -> None:
    assert luhn(digits) == stdnum_luhn.is_valid(digits)


@given(texts)
def test_a_siren_is_what_the_national_register_says(text: str) -> None:
    bare = text.replace(" ", "").replace(".", "")
    assert siren_valid(bare) == (stdnum_siren.is_valid(bare) and bare.isascii())


@given(sirets)
def test_a_siret_is_what_the_national_register_says_la_poste_included(text: str) -> None:
    assert siret_valid(text) == stdnum_siret.is_valid(text)


def test_post_offices_escape_the_usual_check_but_not_their_own() -> None:
    assert siret_valid("35600000000048")
    assert siret_valid("35600000049837")
    assert not luhn("35600000049837")
    assert not siret_valid("35600000049838")


@pytest.mark.parametrize("text", ["W223001234", "W9R1011072", "W2A1000123"])
def test_an_rna_number_is_a_w_and_nine_digits_or_a_letter_overseas(text: str) -> None:
    assert rna_valid(text)


@pytest.mark.parametrize("text", ["W22300123", "W2230012345", "X223001234", "WAB3001234", "w223001234", ""])
def test_other_texts_are_no_rna_number(text: str) -> None:
    assert not rna_valid(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("732 829 320 00074", Identifiers(siren=SIREN, siret=SEAT)),
        ("732\u00a0829\u202f320 00074'", Identifiers(siren=SIREN, siret=SEAT)),
        ("732829320", Identifiers(siren=SIREN)),
        ("w223001234", Identifiers(rna=RNA)),
        ("2,43E+13", Identifiers(doubtful="2,43E+13")),
        (" 73282932000075 ", Identifiers(doubtful="73282932000075")),
        ("  ", Identifiers()),
    ],
)
def test_a_published_identifier_is_read_or_kept_as_a_doubt(text: str, said: Identifiers) -> None:
    assert read_identifier(text) == said


# Entering the register


def test_an_organisation_enters_the_register() -> None:
    organisations.given().when(
        Register(name=" Les Ateliers", kind=Kind.ASSOCIATION, identifiers=KNOWN, municipality="Lannion", on=Y2020)
    ).then(REGISTERED)


@pytest.mark.parametrize("kind", list(Kind))
def test_organisations_of_every_kind_may_have_no_identifier(kind: Kind) -> None:
    organisations.given().when(Register(name="Collectif", kind=kind, on=Y2020)).then(
        Registered(name="Collectif", kind=kind, on=Y2020)
    )


def test_a_siret_says_its_siren() -> None:
    organisations.given().when(
        Register(name="Coop", kind=Kind.COOPERATIVE, identifiers=Identifiers(siret=SEAT), on=Y2020)
    ).then(Registered(name="Coop", kind=Kind.COOPERATIVE, identifiers=Identifiers(siren=SIREN, siret=SEAT), on=Y2020))


def test_registering_the_same_again_changes_nothing() -> None:
    organisations.given(REGISTERED).when(
        Register(name="Les Ateliers", kind=Kind.ASSOCIATION, identifiers=KNOWN, municipality="Lannion", on=Y2020)
    ).then_nothing()


def test_an_organisation_is_registered_once() -> None:
    organisations.given(REGISTERED).when(Register(name="Autre", kind=Kind.COMPANY, on=Y2020)).then_refused(
        OrganisationAlreadyRegistered, "Les Ateliers"
    )


def test_nothing_is_done_with_an_organisation_that_does_not_exist() -> None:
    organisations.given().when(Dissolve(act=MINUTES, on=Y2021)).then_refused(NoSuchOrganisation)
    organisations.given().when(Reinstate(on=Y2021)).then_refused(NoSuchOrganisation)


def test_an_organisation_has_a_name() -> None:
    organisations.given().when(Register(name=" ", kind=Kind.COMPANY, identifiers=KNOWN, on=Y2020)).then_refused(
        OrganisationNameMissing
    )
    organisations.given(REGISTERED).when(Rename(name="", on=Y2021)).then_refused(OrganisationNameMissing)
    organisations.given(REGISTERED).when(CorrectName(name="", on=Y2021)).then_refused(OrganisationNameMissing)


@pytest.mark.parametrize(
    ("given_here", "rule", "details"),
    [
        (Identifiers(siren="732829321"), SirenInvalid, ("732829321",)),
        (Identifiers(siret="73282932000075"), SiretInvalid, ("73282932000075",)),
        (Identifiers(siren=OTHER_SIREN, siret=SEAT), SiretOfAnotherSiren, (SEAT, OTHER_SIREN)),
        (Identifiers(rna="W22"), RnaInvalid, ("W22",)),
        (Identifiers(doubtful="2,43E+13"), IdentifierInDoubt, ("2,43E+13",)),
    ],
)
def test_identifiers_entered_here_are_valid(
    given_here: Identifiers, rule: type[Refusal], details: tuple[str, ...]
) -> None:
    organisations.given().when(
        Register(name="Coop", kind=Kind.COOPERATIVE, identifiers=given_here, on=Y2020)
    ).then_refused(rule, *details)
    organisations.given(REGISTERED).when(CorrectIdentifiers(identifiers=given_here, on=Y2021)).then_refused(
        rule, *details
    )


def test_a_publication_registers_an_organisation_of_which_little_is_known() -> None:
    organisations.given().when(
        RegisterFromPublication(
            name="3F OCCITANIE SA", identifiers=Identifiers(doubtful="7,17E+13"), source=FILE, on=Y2022
        )
    ).then(PUBLISHED, noticed(IdentifierInDoubt, "7,17E+13"))
    state = decider.fold([PUBLISHED])
    assert (state.kind, state.identifiers) == (None, Identifiers(doubtful="7,17E+13"))


def test_invalid_numbers_from_elsewhere_are_kept_as_doubts_and_claim_nothing() -> None:
    published = Identifiers(siren=OTHER_SIREN, siret=SEAT, rna="W22")
    kept = Identifiers(siren=OTHER_SIREN, doubtful=f"{SEAT}; W22")
    event = RegisteredFromPublication(name="Coop", identifiers=kept, source=FILE, on=Y2022)
    organisations.given().when(RegisterFromPublication(name="Coop", identifiers=published, source=FILE, on=Y2022)).then(
        event,
        noticed(SiretOfAnotherSiren, f"{SEAT}; {OTHER_SIREN}"),
        noticed(RnaInvalid, "W22", 2),
    )
    assert claims(event, decider.initial) == (Claim(kind="siren", value=OTHER_SIREN),)


def test_a_published_organisation_without_a_name_is_known_by_its_number() -> None:
    event = RegisteredFromPublication(name="", identifiers=Identifiers(siren=SIREN), source=FILE, on=Y2022)
    organisations.given().when(
        RegisterFromPublication(name="", identifiers=Identifiers(siren=SIREN), source=FILE, on=Y2022)
    ).then(event, noticed(OrganisationNameMissing))
    organisations.given(event, noticed(OrganisationNameMissing)).when(CorrectName(name="Coop", on=Y2022)).then(
        NameCorrected(name="Coop", on=Y2022), regularised()
    )


def test_neither_name_nor_number_is_nobody() -> None:
    organisations.given().when(RegisterFromPublication(name=" ", source=FILE, on=Y2022)).then_refused(NothingToRegister)


# Putting an entry right


def test_a_name_entered_wrongly_is_put_right_from_the_day_it_was_said_to_hold() -> None:
    corrected = NameCorrected(name="Les Ateliers du Trégor", on=Y2022)
    organisations.given(REGISTERED).when(CorrectName(name="Les Ateliers du Trégor", on=Y2022)).then(corrected)
    organisations.given(REGISTERED, corrected).when(CorrectName(name="Les Ateliers du Trégor", on=Y2022)).then_nothing()
    assert decider.fold([REGISTERED, corrected]).name_on(Y2020) == "Les Ateliers du Trégor"


def test_another_name_holds_from_a_day_on() -> None:
    renamed = Renamed(name="Trégor Coop", act=MINUTES, on=Y2021)
    organisations.given(REGISTERED).when(Rename(name="Trégor Coop", act=MINUTES, on=Y2021)).then(renamed)
    organisations.given(REGISTERED, renamed).when(Rename(name="Trégor Coop", on=Y2022)).then_nothing()
    after = decider.fold([REGISTERED, renamed])
    assert [after.name_on(day) for day in (Y2018, Y2020, Y2021)] == ["Les Ateliers", "Les Ateliers", "Trégor Coop"]
    assert after.name == "Trégor Coop"


def test_a_change_of_kind_is_dated() -> None:
    classified = Classified(kind=Kind.COOPERATIVE, act=MINUTES, on=Y2021)
    organisations.given(REGISTERED).when(Classify(kind=Kind.COOPERATIVE, act=MINUTES, on=Y2021)).then(classified)
    organisations.given(REGISTERED).when(Classify(kind=Kind.ASSOCIATION, on=Y2021)).then_nothing()
    after = decider.fold([REGISTERED, classified])
    assert (after.kind_on(Y2020), after.kind) == (Kind.ASSOCIATION, Kind.COOPERATIVE)


def test_correcting_identifiers_puts_the_doubts_right() -> None:
    right = Identifiers(siren=SIREN, siret=SEAT)
    corrected = IdentifiersCorrected(identifiers=right, on=Y2022)
    history = (PUBLISHED, noticed(IdentifierInDoubt, "7,17E+13"))
    organisations.given(*history).when(CorrectIdentifiers(identifiers=right, on=Y2022)).then(corrected, regularised())
    after = decider.fold([*history, corrected, regularised()])
    assert after.identifiers == right
    assert after.irregularities[0].state is irregularity.IrregularityState.REGULARISED


def test_correcting_some_identifiers_leaves_the_other_doubts_open() -> None:
    half = Identifiers(siren=SIREN, doubtful="7,17E+13")
    history = (PUBLISHED, noticed(SirenInvalid, "7"), noticed(IdentifierInDoubt, "7,17E+13", 2))
    organisations.given(*history).when(CorrectIdentifiers(identifiers=half, source=FILE, on=Y2022)).then(
        IdentifiersCorrected(identifiers=half, source=FILE, on=Y2022), regularised()
    )


def test_the_same_identifiers_change_nothing() -> None:
    organisations.given(REGISTERED).when(CorrectIdentifiers(identifiers=KNOWN, on=Y2022)).then_nothing()


def test_identifiers_can_become_unknown_again() -> None:
    after = decider.fold([REGISTERED, IdentifiersCorrected(identifiers=Identifiers(), on=Y2022)])
    assert after.identifiers == Identifiers()
    assert after.siret_on(Y2020) is None


def test_a_move_changes_the_siret_and_not_the_siren() -> None:
    moved = Moved(siret=MOVED_SEAT, municipality="Perros-Guirec", on=Y2021)
    organisations.given(REGISTERED).when(Move(siret=MOVED_SEAT, municipality="Perros-Guirec", on=Y2021)).then(moved)
    organisations.given(REGISTERED, moved).when(Move(siret=MOVED_SEAT, on=Y2021)).then_nothing()
    after = decider.fold([REGISTERED, moved])
    assert [after.siret_on(day) for day in (Y2020, Y2021)] == [SEAT, MOVED_SEAT]
    assert after.siren == SIREN


def test_a_move_says_where_to() -> None:
    organisations.given(REGISTERED).when(Move(on=Y2021)).then_refused(SameSeat)


def test_a_move_goes_to_an_establishment_of_the_same_organisation() -> None:
    organisations.given(REGISTERED).when(Move(siret=OTHER_SEAT, on=Y2021)).then_refused(
        SiretOfAnotherSiren, OTHER_SEAT, SIREN
    )
    organisations.given(REGISTERED).when(Move(siret="1", source=FILE, on=Y2022)).then(
        Moved(source=FILE, on=Y2022), noticed(SiretInvalid, "1")
    )


def test_a_first_siret_makes_the_siren_known_and_claims_it() -> None:
    club = Registered(name="Club", kind=Kind.ASSOCIATION, on=Y2020)
    before = decider.fold([club])
    for event in (Moved(siret=SEAT, on=Y2021), EstablishmentNoted(siret=SEAT, on=Y2021)):
        assert claims(event, before) == (Claim(kind="siren", value=SIREN),)
        assert decider.evolve(before, event).siren == SIREN


def test_other_establishments_are_noted_beside_the_seat() -> None:
    noted = EstablishmentNoted(siret=MOVED_SEAT, source=FILE, on=Y2021)
    organisations.given(REGISTERED).when(NoteEstablishment(siret=MOVED_SEAT, source=FILE, on=Y2021)).then(noted)
    organisations.given(REGISTERED, noted).when(NoteEstablishment(siret=MOVED_SEAT, on=Y2021)).then_nothing()
    organisations.given(REGISTERED).when(NoteEstablishment(siret=SEAT, on=Y2021)).then_nothing()
    organisations.given(REGISTERED).when(NoteEstablishment(siret=OTHER_SEAT, on=Y2021)).then_refused(
        SiretOfAnotherSiren, OTHER_SEAT, SIREN
    )
    assert decider.fold([REGISTERED, noted]).siret_on(Y2021) == SEAT


# Claims


def test_two_organisations_never_share_a_siren_or_an_rna_number() -> None:
    both = (Claim(kind="siren", value=SIREN), Claim(kind="rna", value=RNA))
    assert claims(REGISTERED, decider.initial) == both
    assert releases(REGISTERED, decider.initial) == ()


def test_a_correction_gives_back_the_wrong_number_and_takes_the_right_one() -> None:
    before = decider.fold([REGISTERED])
    corrected = IdentifiersCorrected(identifiers=Identifiers(siren=OTHER_SIREN, rna=RNA), on=Y2022)
    assert claims(corrected, before) == (Claim(kind="siren", value=OTHER_SIREN),)
    assert releases(corrected, before) == (Claim(kind="siren", value=SIREN),)


def test_a_duplicate_gives_its_numbers_back_and_takes_them_again_when_it_proves_not_to_be_one() -> None:
    before, both = decider.fold([REGISTERED]), (Claim(kind="siren", value=SIREN), Claim(kind="rna", value=RNA))
    marked = MarkedDuplicate(of=BIG, on=Y2022)
    assert releases(marked, before) == both
    assert claims(Reinstated(on=Y2022), decider.evolve(before, marked)) == both


@pytest.mark.parametrize(
    "event",
    [
        Merged(successor=BIG, on=Y2022),
        Dissolved(on=Y2022),
        Renamed(name="Autre", on=Y2022),
        Joined(of=NET, on=Y2022),
        noticed(IdentifierInDoubt),
    ],
)
def test_nothing_else_gives_a_number_back(event: Event) -> None:
    before = decider.fold([REGISTERED])
    assert claims(event, before) == releases(event, before) == ()


# Networks, frameworks, statuses


def test_an_organisation_belongs_to_a_network_from_a_day_to_a_day() -> None:
    joined, left = Joined(of=NET, on=Y2020), Left(of=NET, on=Y2022)
    organisations.given(REGISTERED).when(Join(of=NET, itself=CLUB, on=Y2020)).then(joined)
    organisations.given(REGISTERED, joined).when(Join(of=NET, itself=CLUB, on=Y2021)).then_nothing()
    organisations.given(REGISTERED, joined).when(Leave(of=NET, on=Y2022)).then(left)
    organisations.given(REGISTERED, joined, left).when(Leave(of=NET, on=Y2022)).then_nothing()
    after = decider.fold([REGISTERED, joined, left])
    assert [after.member_on(NET, day) for day in (Y2018, Y2020, Y2021, Y2022)] == [False, True, True, False]


def test_a_membership_known_later_may_begin_earlier() -> None:
    organisations.given(REGISTERED, Joined(of=NET, on=Y2021)).when(Join(of=NET, itself=CLUB, on=Y2018)).then(
        Joined(of=NET, on=Y2018)
    )


def test_an_organisation_does_not_belong_to_itself() -> None:
    organisations.given(REGISTERED).when(Join(of=CLUB, itself=CLUB, on=Y2021)).then_refused(MemberOfItself, CLUB)


def test_only_a_member_leaves() -> None:
    organisations.given(REGISTERED).when(Leave(of=NET, on=Y2021)).then_refused(NotAMember, NET)
    organisations.given(REGISTERED).when(Leave(of=NET, source=PAPER, on=Y2022)).then(
        Left(of=NET, source=PAPER, on=Y2022), noticed(NotAMember, NET)
    )


def test_a_status_holds_on_its_days_and_may_be_given_again_before_it_ends() -> None:
    first = Accredited(label=Label.ESUS, until=date(2021, 12, 31), act=MINUTES, on=Y2020)
    again = Accredited(label=Label.ESUS, until=date(2024, 12, 31), on=Y2021)
    accredit = Accredit(until=date(2021, 12, 31), act=MINUTES, on=Y2020)
    organisations.given(REGISTERED).when(accredit).then(first)
    organisations.given(REGISTERED, first).when(accredit).then_nothing()
    organisations.given(REGISTERED, first).when(Accredit(until=date(2024, 12, 31), on=Y2021)).then(again)
    after = decider.fold([REGISTERED, first, again])
    assert [after.accredited_on(day) for day in (Y2018, Y2020, Y2022, Y2025)] == [False, True, True, False]


def test_a_withdrawn_status_no_longer_holds_from_that_day() -> None:
    given_, withdrawn = Accredited(label=Label.ESUS, on=Y2020), AccreditationWithdrawn(label=Label.ESUS, on=Y2021)
    organisations.given(REGISTERED, given_).when(WithdrawAccreditation(on=Y2021)).then(withdrawn)
    organisations.given(REGISTERED, given_, withdrawn).when(WithdrawAccreditation(on=Y2022)).then_nothing()
    after = decider.fold([REGISTERED, given_, withdrawn])
    assert after.accreditations == (Accreditation(label=Label.ESUS, period=Period(start=Y2020), withdrawn_on=Y2021),)
    assert [after.accredited_on(day) for day in (Y2020, Y2021)] == [True, False]


def test_only_a_status_that_is_held_is_withdrawn() -> None:
    organisations.given(REGISTERED).when(WithdrawAccreditation(on=Y2021)).then_refused(NotAccredited, Label.ESUS)
    organisations.given(REGISTERED).when(WithdrawAccreditation(source=PAPER, on=Y2022)).then(
        AccreditationWithdrawn(label=Label.ESUS, source=PAPER, on=Y2022), noticed(NotAccredited, Label.ESUS)
    )


def test_a_status_does_not_end_before_it_begins() -> None:
    organisations.given(REGISTERED).when(Accredit(until=Y2020, on=Y2021)).then_refused(
        AccreditationEndsBeforeItBegins, Y2021, Y2020
    )


@pytest.mark.parametrize("kind", [Kind.LOCAL_AUTHORITY, Kind.PUBLIC_BODY, Kind.INFORMAL_COLLECTIVE])
def test_esus_is_for_enterprises(kind: Kind) -> None:
    body = Registered(name="Ici", kind=kind, on=Y2020)
    organisations.given(body).when(Accredit(on=Y2022)).then_refused(NotEligibleForAccreditation, kind)
    organisations.given(body).when(Accredit(source=PAPER, on=Y2022)).then(
        Accredited(label=Label.ESUS, source=PAPER, on=Y2022), noticed(NotEligibleForAccreditation, kind)
    )


# How it ends


def test_a_merger_names_the_successor_and_the_act() -> None:
    merged = Merged(successor=BIG, act=MINUTES, on=Y2021)
    merge = Merge(successor=BIG, itself=CLUB, act=MINUTES, on=Y2021)
    organisations.given(REGISTERED).when(merge).then(merged)
    organisations.given(REGISTERED, merged).when(merge).then_nothing()
    after = decider.fold([REGISTERED, merged])
    assert (after.ending, after.successor, after.ended_on) == (Ending.MERGED, BIG, Y2021)
    assert (after.existed_on(Y2020), after.existed_on(Y2021)) == (True, False)


def test_an_organisation_passes_nothing_to_itself() -> None:
    for command in (
        Merge(successor=CLUB, itself=CLUB, act=MINUTES, on=Y2021),
        MarkDuplicate(of=CLUB, itself=CLUB, on=Y2021),
        Transfer(to=CLUB, activity="Ressourcerie", itself=CLUB, act=MINUTES, on=Y2021),
    ):
        organisations.given(REGISTERED).when(command).then_refused(SuccessorOfItself, CLUB)


@pytest.mark.parametrize(
    "command",
    [
        Merge(successor=BIG, itself=CLUB, on=Y2021),
        Transfer(to=BIG, activity="Ressourcerie", itself=CLUB, on=Y2021),
        Dissolve(on=Y2021),
    ],
)
def test_a_merger_a_transfer_and_a_dissolution_rest_on_an_act(command: object) -> None:
    organisations.given(REGISTERED).when(command).then_refused(EndingWithoutAct)


def test_an_end_learned_from_elsewhere_without_its_act_is_recorded_with_an_irregularity() -> None:
    organisations.given(REGISTERED).when(Dissolve(source=PAPER, on=Y2022)).then(
        Dissolved(source=PAPER, on=Y2022), noticed(EndingWithoutAct)
    )


def test_what_passes_on_passes_to_an_organisation_that_exists() -> None:
    organisations.given(REGISTERED).when(
        Merge(successor=BIG, itself=CLUB, successor_ended_on=Y2021, act=MINUTES, on=Y2021)
    ).then_refused(SuccessorEnded, BIG, Y2021)
    organisations.given(REGISTERED).when(
        Transfer(to=BIG, activity="Lieu", itself=CLUB, recipient_ended_on=Y2020, act=MINUTES, on=Y2021)
    ).then_refused(SuccessorEnded, BIG, Y2020)
    organisations.given(REGISTERED).when(
        Merge(successor=BIG, itself=CLUB, successor_ended_on=Y2022, act=MINUTES, on=Y2021)
    ).then(Merged(successor=BIG, act=MINUTES, on=Y2021))


def test_an_activity_passes_with_its_agreements_and_the_organisation_goes_on() -> None:
    agreements = frozenset({AgreementId("agreement-1")})
    transferred = Transferred(to=BIG, activity="Ressourcerie", agreements=agreements, act=MINUTES, on=Y2021)
    transfer = Transfer(to=BIG, activity="Ressourcerie", itself=CLUB, agreements=agreements, act=MINUTES, on=Y2021)
    organisations.given(REGISTERED).when(transfer).then(transferred)
    organisations.given(REGISTERED, transferred).when(transfer).then_nothing()
    assert decider.fold([REGISTERED, transferred]).existed_on(Y2025)


def test_a_transfer_says_which_activity() -> None:
    organisations.given(REGISTERED).when(
        Transfer(to=BIG, activity=" ", itself=CLUB, act=MINUTES, on=Y2021)
    ).then_refused(ActivityMissing)


def test_an_organisation_is_dissolved_once() -> None:
    dissolved = Dissolved(act=MINUTES, on=Y2021)
    organisations.given(REGISTERED).when(Dissolve(act=MINUTES, on=Y2021)).then(dissolved)
    organisations.given(REGISTERED, dissolved).when(Dissolve(act=MINUTES, on=Y2021)).then_nothing()
    organisations.given(REGISTERED, dissolved).when(
        Merge(successor=BIG, itself=CLUB, act=MINUTES, on=Y2022)
    ).then_refused(OrganisationEnded, Y2021)


@pytest.mark.parametrize(
    "command",
    [
        Join(of=NET, itself=CLUB, on=Y2021),
        Rename(name="Autre", on=Y2021),
        Move(siret=MOVED_SEAT, on=Y2021),
        Accredit(on=Y2021),
        Transfer(to=BIG, activity="Lieu", itself=CLUB, act=MINUTES, on=Y2021),
    ],
)
def test_an_ended_organisation_does_nothing_any_more(command: object) -> None:
    organisations.given(REGISTERED, Dissolved(on=Y2021)).when(command).then_refused(OrganisationEnded, Y2021)


def test_what_an_organisation_did_before_its_end_can_be_recorded_after_it() -> None:
    organisations.given(REGISTERED, Dissolved(on=Y2022)).when(Join(of=NET, itself=CLUB, on=Y2021)).then(
        Joined(of=NET, on=Y2021)
    )


def test_an_act_after_the_end_done_elsewhere_is_recorded_with_an_irregularity() -> None:
    organisations.given(REGISTERED, Dissolved(on=Y2021)).when(Join(of=NET, itself=CLUB, source=PAPER, on=Y2022)).then(
        Joined(of=NET, source=PAPER, on=Y2022), noticed(OrganisationEnded, str(Y2021))
    )


def test_a_duplicate_entry_points_to_the_other_and_stays_as_it_is() -> None:
    marked = MarkedDuplicate(of=BIG, on=Y2022)
    organisations.given(PUBLISHED).when(MarkDuplicate(of=BIG, itself=CLUB, on=Y2022)).then(marked)
    organisations.given(PUBLISHED, marked).when(MarkDuplicate(of=BIG, itself=CLUB, on=Y2022)).then_nothing()
    organisations.given(PUBLISHED, marked).when(CorrectName(name="Autre", on=Y2022)).then_refused(EntryIsDuplicate, BIG)


def test_an_end_recorded_by_mistake_is_undone() -> None:
    reinstated = Reinstated(on=Y2022)
    organisations.given(REGISTERED, Dissolved(on=Y2021)).when(Reinstate(on=Y2022)).then(reinstated)
    organisations.given(REGISTERED).when(Reinstate(on=Y2022)).then_nothing()
    assert decider.fold([REGISTERED, Dissolved(on=Y2021), reinstated]) == decider.fold([REGISTERED])


# Where it is paid

KEY = b"k" * 32
IBAN = "FR14 2004 1010 0505 0001 3M02 606"
DETAILS = sealed_details(IBAN, KEY, holder="Les Ateliers")
CHANGED = BankDetailsChanged(details=DETAILS, by=ANA, on=Y2021)
VERIFIED = BankDetailsVerified(fingerprint=DETAILS.fingerprint, means=Means.CALL_BACK, by=BEN, on=Y2021)


def verify(by: str = BEN, fingerprint: Digest = DETAILS.fingerprint) -> VerifyBankDetails:
    return VerifyBankDetails(fingerprint=fingerprint, means=Means.CALL_BACK, by=by, on=Y2021)


def test_an_account_is_kept_as_a_fingerprint_and_its_last_signs() -> None:
    assert DETAILS.last_digits == "2606"
    assert "2004" not in repr(DETAILS)
    assert sealed_details(IBAN.replace(" ", "").lower(), KEY, holder="Les Ateliers") == DETAILS
    assert sealed_details(IBAN, b"other key", holder="Les Ateliers").fingerprint != DETAILS.fingerprint


def test_what_is_no_iban_is_never_repeated() -> None:
    with pytest.raises(ValueError, match=r"^not an IBAN$"):
        sealed_details("FR15 2004 1010 0505 0001 3M02 606", KEY)


@given(st.from_regex(r"FR[0-9]{2}2004101005[0-9]{5}13M026[0-9]{2}", fullmatch=True))
def test_an_iban_is_checked_by_its_remainder(text: str) -> None:
    assert iban_valid(text) == (stdnum_iban.is_valid(text, check_country=False))


def test_another_account_is_to_be_verified_before_it_is_relied_on() -> None:
    organisations.given(REGISTERED).when(ChangeBankDetails(details=DETAILS, by=ANA, on=Y2021)).then(CHANGED)
    organisations.given(REGISTERED, CHANGED).when(ChangeBankDetails(details=DETAILS, by=BEN, on=Y2022)).then_nothing()
    assert not decider.fold([REGISTERED, CHANGED]).bank_details_verified
    assert decider.fold([REGISTERED, CHANGED, VERIFIED]).bank_details_verified


def test_changed_bank_details_are_verified_again() -> None:
    other = BankDetailsChanged(details=sealed_details(IBAN, b"key", holder="Autre"), by=ANA, on=Y2022)
    assert not decider.fold([REGISTERED, CHANGED, VERIFIED, other]).bank_details_verified


def test_somebody_else_verifies_the_account() -> None:
    organisations.given(REGISTERED, CHANGED).when(verify()).then(VERIFIED)
    organisations.given(REGISTERED, CHANGED).when(verify(by=ANA)).then_refused(VerifiedByTheSameHand, ANA)
    organisations.given(REGISTERED, CHANGED, VERIFIED).when(verify()).then_nothing()


def test_the_account_verified_is_the_one_on_file() -> None:
    organisations.given(REGISTERED).when(verify()).then_refused(NoBankDetails)
    earlier = Digest("sha256:" + "0" * 64)
    organisations.given(REGISTERED, CHANGED).when(verify(fingerprint=earlier)).then_refused(OtherBankDetails, "2606")


@pytest.mark.parametrize(
    ("fingerprint", "last"),
    [("FR1420041010050500013M02606", "2606"), (DETAILS.fingerprint, "FR1420041010050500013M02606")],
)
def test_an_account_is_never_kept_in_clear(fingerprint: str, last: str) -> None:
    clear = BankDetails(fingerprint=Digest(fingerprint), last_digits=last, holder="Les Ateliers")
    organisations.given(REGISTERED).when(ChangeBankDetails(details=clear, by=ANA, on=Y2021)).then_refused(
        BankDetailsInClear
    )


def test_an_account_has_a_holder_who_may_be_a_person() -> None:
    nobody = sealed_details(IBAN, KEY)
    person = sealed_details(IBAN, KEY, holder_person=Protected(of=ANA, text="Ana Le Goff"))
    organisations.given(REGISTERED).when(ChangeBankDetails(details=nobody, by=ANA, on=Y2021)).then_refused(
        AccountHolderMissing
    )
    organisations.given(REGISTERED).when(ChangeBankDetails(details=person, by=ANA, on=Y2021)).then(
        BankDetailsChanged(details=person, by=ANA, on=Y2021)
    )


def test_the_account_of_an_ended_organisation_does_not_change() -> None:
    organisations.given(REGISTERED, Dissolved(on=Y2021)).when(
        ChangeBankDetails(details=DETAILS, by=ANA, on=Y2021)
    ).then_refused(OrganisationEnded, Y2021)


# Whom to reach

CONTACT = Contact(person=ANA, purpose="trésorerie", email=Protected(of=ANA, text="ana@exemple.bzh"))


def test_a_contact_is_named_replaced_and_removed() -> None:
    named, removed = ContactNamed(contact=CONTACT, on=Y2021), ContactRemoved(person=ANA, on=Y2022)
    organisations.given(REGISTERED).when(NameContact(contact=CONTACT, on=Y2021)).then(named)
    organisations.given(REGISTERED, named).when(NameContact(contact=CONTACT, on=Y2021)).then_nothing()
    organisations.given(REGISTERED, named).when(RemoveContact(person=ANA, on=Y2022)).then(removed)
    organisations.given(REGISTERED).when(RemoveContact(person=ANA, on=Y2022)).then_nothing()
    assert decider.fold([REGISTERED, named]).contacts == {ANA: CONTACT}
    assert decider.fold([REGISTERED, named, removed]).contacts == {}


def test_a_contact_is_kept_under_the_persons_own_key() -> None:
    mixed = Contact(person=ANA, phone=Protected(of=BEN, text="06"))
    organisations.given(REGISTERED).when(NameContact(contact=mixed, on=Y2021)).then_refused(
        ContactAboutSomebodyElse, BEN
    )


# Irregularities and words


def test_an_irregularity_of_an_organisation_is_accepted_with_reasons() -> None:
    organisations.given(PUBLISHED, noticed(IdentifierInDoubt, "7,17E+13")).when(
        irregularity.AcceptIrregularity(number=1, reasons="Organisation disparue", on=Y2022)
    ).then(irregularity.IrregularityAccepted(number=1, reasons="Organisation disparue", on=Y2022))


def test_every_rule_and_event_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(organisation)
    assert set(words.EVENTS_FR) == french.events_of(organisation)
