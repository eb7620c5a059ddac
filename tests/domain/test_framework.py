"""Cooperation frameworks: a territory, its parties, its presets."""

from datetime import date

import pytest

from domain import framework, irregularity
from domain.framework import (
    AdoptPreset,
    ChangeFields,
    ChangeOperator,
    ChangeTerritory,
    Close,
    Closed,
    ClosedBeforeItBegan,
    ClosingReasonsMissing,
    CodeKind,
    CorrectZone,
    DropPreset,
    Enter,
    Establish,
    Established,
    FieldOfWork,
    FieldOfWorkMissing,
    FieldsChanged,
    FrameworkAlreadyEstablished,
    FrameworkClosed,
    FrameworkNameMissing,
    FrameworkZoneMalformed,
    Leave,
    NoSuchFramework,
    NotAPartyOfFramework,
    OperatorChanged,
    PartyEntered,
    PartyLeft,
    PresetAdopted,
    PresetDropped,
    PresetNameMissing,
    Rename,
    Renamed,
    Reopen,
    Reopened,
    Territory,
    TerritoryChanged,
    TerritoryCodeMalformed,
    ZoneCorrected,
    decider,
)
from domain.irregularity import IrregularityNoticed
from domain.values import OrganisationId, Source, SourceKind, value_on
from interfaces.words import framework as words
from tests.domain import french
from tests.scenario import Scenario

CITY, CLUB = OrganisationId("organisation-city"), OrganisationId("organisation-club")
Y2019, Y2020, Y2021, Y2022 = (date(year, 1, 1) for year in range(2019, 2023))
PAPER = Source(kind=SourceKind.PAPER, reference="protocole signé")
TREGOR = Territory(name="Lannion-Trégor", code="200065928", code_kind=CodeKind.SIREN)
ALL = frozenset(FieldOfWork)
ESTABLISHED = Established(
    name="Pacte ESS", territory=TREGOR, zone="Europe/Paris", operator=CITY, fields_of_work=ALL, on=Y2020
)
CLOSED = Closed(reasons="Fin du programme", on=Y2021)

frameworks = Scenario(decider)


def establish(**changes: object) -> Establish:
    fields: dict[str, object] = {
        "name": "Pacte ESS",
        "territory": TREGOR,
        "zone": "Europe/Paris",
        "operator": CITY,
        "fields_of_work": ALL,
        "on": Y2020,
    }
    return Establish(**(fields | changes))  # type: ignore[arg-type]


def test_a_framework_is_founded_on_a_territory() -> None:
    frameworks.given().when(establish()).then(ESTABLISHED)
    frameworks.given(ESTABLISHED).when(establish()).then_nothing()


def test_a_framework_is_established_once() -> None:
    frameworks.given(ESTABLISHED).when(establish(operator=CLUB)).then_refused(FrameworkAlreadyEstablished, "Pacte ESS")


def test_nothing_is_done_in_a_framework_that_does_not_exist() -> None:
    frameworks.given().when(Enter(party=CLUB, on=Y2020)).then_refused(NoSuchFramework)


def test_a_framework_and_its_territory_have_names() -> None:
    frameworks.given().when(establish(name=" ")).then_refused(FrameworkNameMissing)
    frameworks.given().when(establish(territory=Territory(name=""))).then_refused(FrameworkNameMissing)
    frameworks.given(ESTABLISHED).when(Rename(name="", on=Y2020)).then_refused(FrameworkNameMissing)


def test_the_time_zone_has_the_form_of_an_iana_name() -> None:
    frameworks.given().when(establish(zone="Heure de Paris")).then_refused(FrameworkZoneMalformed, "Heure de Paris")
    frameworks.given(ESTABLISHED).when(CorrectZone(zone="!", on=Y2020)).then_refused(FrameworkZoneMalformed, "!")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("22113", CodeKind.INSEE),
        ("2A004", CodeKind.INSEE),
        ("22", CodeKind.INSEE),
        ("2B", CodeKind.INSEE),
        ("974", CodeKind.INSEE),
        ("200065928", CodeKind.SIREN),
        ("", None),
    ],
)
def test_a_territory_is_known_by_an_insee_code_or_a_siren_or_neither(code: str, kind: CodeKind | None) -> None:
    territory = Territory(name="Ici", code=code, code_kind=kind)
    frameworks.given(ESTABLISHED).when(ChangeTerritory(territory=territory, on=Y2021)).then(
        TerritoryChanged(territory=territory, on=Y2021)
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2211", CodeKind.INSEE),
        ("2C004", CodeKind.INSEE),
        ("200065927", CodeKind.SIREN),
        ("22113", None),
        ("", CodeKind.INSEE),
    ],
)
def test_a_territory_code_is_well_formed_or_shows_as_irregular(code: str, kind: CodeKind | None) -> None:
    territory = Territory(name="Ici", code=code, code_kind=kind)
    frameworks.given().when(establish(territory=territory)).then_refused(TerritoryCodeMalformed, code)
    frameworks.given(ESTABLISHED).when(ChangeTerritory(territory=territory, source=PAPER, on=Y2021)).then(
        TerritoryChanged(territory=territory, source=PAPER, on=Y2021),
        IrregularityNoticed(
            number=1, rule="territory-code-malformed", detail=code, cure=TerritoryCodeMalformed.cure, on=Y2021
        ),
    )


def test_a_framework_works_on_something() -> None:
    frameworks.given().when(establish(fields_of_work=frozenset())).then_refused(FieldOfWorkMissing)
    frameworks.given(ESTABLISHED).when(ChangeFields(fields_of_work=frozenset(), on=Y2021)).then_refused(
        FieldOfWorkMissing
    )


def test_a_framework_founded_elsewhere_without_a_field_is_recorded_with_an_irregularity() -> None:
    frameworks.given().when(establish(fields_of_work=frozenset(), source=PAPER)).then(
        Established(
            name="Pacte ESS",
            territory=TREGOR,
            zone="Europe/Paris",
            operator=CITY,
            fields_of_work=frozenset(),
            source=PAPER,
            on=Y2020,
        ),
        IrregularityNoticed(number=1, rule="field-of-work-missing", cure=FieldOfWorkMissing.cure, on=Y2020),
    )


def test_name_operator_fields_and_zone_change_from_a_day_on() -> None:
    one = frozenset({FieldOfWork.COORDINATION})
    changes = [
        (Rename(name="Pacte 2", on=Y2021), Renamed(name="Pacte 2", on=Y2021)),
        (ChangeOperator(operator=CLUB, on=Y2021), OperatorChanged(operator=CLUB, on=Y2021)),
        (ChangeFields(fields_of_work=one, on=Y2021), FieldsChanged(fields_of_work=one, on=Y2021)),
        (CorrectZone(zone="Indian/Reunion", on=Y2021), ZoneCorrected(zone="Indian/Reunion", on=Y2021)),
    ]
    for command, event in changes:
        frameworks.given(ESTABLISHED).when(command).then(event)
        frameworks.given(ESTABLISHED, event).when(command).then_nothing()
    after = decider.fold([ESTABLISHED, *(event for _, event in changes)])
    assert (after.name, after.zone) == ("Pacte 2", "Indian/Reunion")
    assert value_on(after.names, Y2020) == "Pacte ESS"
    assert value_on(after.operators, Y2021) == CLUB
    assert value_on(after.fields_of_work, Y2021) == one


def test_a_territory_that_is_the_same_changes_nothing() -> None:
    frameworks.given(ESTABLISHED).when(ChangeTerritory(territory=TREGOR, on=Y2021)).then_nothing()


def test_parties_enter_and_leave_with_dates() -> None:
    entered, left = PartyEntered(party=CLUB, on=Y2020), PartyLeft(party=CLUB, on=Y2022)
    frameworks.given(ESTABLISHED).when(Enter(party=CLUB, on=Y2020)).then(entered)
    frameworks.given(ESTABLISHED, entered).when(Enter(party=CLUB, on=Y2021)).then_nothing()
    frameworks.given(ESTABLISHED, entered).when(Leave(party=CLUB, on=Y2022)).then(left)
    frameworks.given(ESTABLISHED, entered, left).when(Leave(party=CLUB, on=Y2022)).then_nothing()
    after = decider.fold([ESTABLISHED, entered, left])
    assert [after.parties_on(day) for day in (Y2019, Y2020, Y2021, Y2022)] == [
        frozenset(),
        {CLUB},
        {CLUB},
        frozenset(),
    ]


def test_a_departure_found_out_later_corrects_the_one_first_said() -> None:
    after = decider.fold(
        [
            ESTABLISHED,
            PartyEntered(party=CLUB, on=Y2020),
            PartyLeft(party=CLUB, on=Y2022),
            PartyLeft(party=CLUB, on=Y2021),
        ]
    )
    assert CLUB not in after.parties_on(Y2021)


def test_only_a_party_leaves() -> None:
    frameworks.given(ESTABLISHED).when(Leave(party=CLUB, on=Y2021)).then_refused(NotAPartyOfFramework, CLUB)
    frameworks.given(ESTABLISHED).when(Leave(party=CLUB, source=PAPER, on=Y2021)).then(
        PartyLeft(party=CLUB, source=PAPER, on=Y2021),
        IrregularityNoticed(
            number=1, rule="not-a-party-of-framework", detail=CLUB, cure=NotAPartyOfFramework.cure, on=Y2021
        ),
    )


def test_a_preset_is_adopted_replaced_and_dropped_for_a_purpose() -> None:
    first = PresetAdopted(purpose="dialogue", preset="dialogue-by-colleges", on=Y2020)
    second = PresetAdopted(purpose="dialogue", preset="steering-by-consensus", on=Y2021)
    dropped = PresetDropped(purpose="dialogue", on=Y2022)
    adopt = AdoptPreset(purpose="dialogue", preset="steering-by-consensus", on=Y2021)
    frameworks.given(ESTABLISHED, first).when(adopt).then(second)
    frameworks.given(ESTABLISHED, first, second).when(adopt).then_nothing()
    frameworks.given(ESTABLISHED, first, second).when(DropPreset(purpose="dialogue", on=Y2022)).then(dropped)
    frameworks.given(ESTABLISHED).when(DropPreset(purpose="dialogue", on=Y2022)).then_nothing()
    after = decider.fold([ESTABLISHED, first, second, dropped])
    assert [after.preset_on("dialogue", day) for day in (Y2019, Y2020, Y2021, Y2022)] == [
        None,
        "dialogue-by-colleges",
        "steering-by-consensus",
        None,
    ]


@pytest.mark.parametrize(("purpose", "preset"), [("", "x"), ("dialogue", " ")])
def test_a_preset_is_adopted_by_name_for_a_purpose(purpose: str, preset: str) -> None:
    frameworks.given(ESTABLISHED).when(AdoptPreset(purpose=purpose, preset=preset, on=Y2020)).then_refused(
        PresetNameMissing
    )


def test_a_framework_is_closed_and_opened_again_with_reasons() -> None:
    close, reopen = Close(reasons="Fin du programme", on=Y2021), Reopen(reasons="Nouveau programme", on=Y2022)
    reopened = Reopened(reasons="Nouveau programme", on=Y2022)
    frameworks.given(ESTABLISHED).when(close).then(CLOSED)
    frameworks.given(ESTABLISHED, CLOSED).when(close).then_nothing()
    frameworks.given(ESTABLISHED, CLOSED).when(reopen).then(reopened)
    frameworks.given(ESTABLISHED, CLOSED, reopened).when(reopen).then_nothing()
    after = decider.fold([ESTABLISHED, CLOSED, reopened])
    assert [after.open_on(day) for day in (Y2019, Y2020, Y2021, Y2022)] == [False, True, False, True]


def test_closing_and_opening_again_take_reasons() -> None:
    frameworks.given(ESTABLISHED).when(Close(reasons="", on=Y2021)).then_refused(ClosingReasonsMissing)
    frameworks.given(ESTABLISHED, CLOSED).when(Reopen(reasons=" ", on=Y2022)).then_refused(ClosingReasonsMissing)


def test_a_closing_decided_elsewhere_without_reasons_is_recorded_with_an_irregularity() -> None:
    frameworks.given(ESTABLISHED).when(Close(reasons="", source=PAPER, on=Y2021)).then(
        Closed(reasons="", source=PAPER, on=Y2021),
        IrregularityNoticed(number=1, rule="closing-reasons-missing", cure=ClosingReasonsMissing.cure, on=Y2021),
    )


def test_a_framework_is_not_closed_before_it_was_established() -> None:
    frameworks.given(ESTABLISHED).when(Close(reasons="Erreur", on=Y2019)).then_refused(ClosedBeforeItBegan, Y2020)


@pytest.mark.parametrize(
    "command", [Enter(party=CLUB, on=Y2021), AdoptPreset(purpose="dialogue", preset="x", on=Y2021)]
)
def test_nobody_enters_a_closed_framework_and_it_adopts_nothing(command: object) -> None:
    frameworks.given(ESTABLISHED, CLOSED).when(command).then_refused(FrameworkClosed, Y2021)


def test_an_entry_into_a_closed_framework_made_elsewhere_is_recorded_with_an_irregularity() -> None:
    frameworks.given(ESTABLISHED, CLOSED).when(Enter(party=CLUB, source=PAPER, on=Y2021)).then(
        PartyEntered(party=CLUB, source=PAPER, on=Y2021),
        IrregularityNoticed(number=1, rule="framework-closed", detail=str(Y2021), cure=FrameworkClosed.cure, on=Y2021),
    )


def test_an_irregularity_of_a_framework_is_regularised() -> None:
    seen = IrregularityNoticed(number=1, rule="framework-closed", on=Y2021)
    done = irregularity.IrregularityRegularised(number=1, how="Rouvert le même jour", on=Y2022)
    frameworks.given(ESTABLISHED, seen).when(
        irregularity.RegulariseIrregularity(number=1, how="Rouvert le même jour", on=Y2022)
    ).then(done)
    assert decider.fold([ESTABLISHED, seen, done]).irregularities[0].settled_on == Y2022


def test_every_rule_and_event_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(framework)
    assert set(words.EVENTS_FR) == french.events_of(framework)
