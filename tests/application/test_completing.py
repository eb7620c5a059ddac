"""What is known from a publication alone is completed where it stands; the same command also begins anew."""

from datetime import date
from typing import Any

import pytest
from httpx import Response

from application.execute import AlreadyBegun, Ask, Caller, Done
from application.facts import Unknown
from application.nouns import members
from application.registry import NOUNS
from domain import agreement
from domain.agreement import publication, reprise
from domain.agreement.parts import NamedParty, Origin, PartyRole, Stage
from domain.agreement.reprise import TakenOverElsewhere
from domain.agreement.state import Agreement, Published
from domain.values import FrameworkId, OrganisationId, Source, SourceKind
from tests.interfaces.conftest import World

NOBODY = "agreement-00000000-0000-7000-8000-000000000000"
FILE = Source(kind=SourceKind.PUBLICATION, reference="subventions.csv")
PAPER = Source(kind=SourceKind.PAPER, reference="classeur")


def carry_out(world: World, command: type, stream: str | None = None, **fields: Any) -> Done:
    ask = Ask(noun=NOUNS["agreement"], command=command, stream=stream, fields=fields)
    return world.parts.execute(ask, Caller(actor=world.coordinator))


def published(world: World, key: str) -> str:
    grant = Published(title="Aide au fonctionnement", beneficiaries=(OrganisationId(world.association),))
    return carry_out(
        world,
        publication.RegisterFromPublication,
        framework=FrameworkId(world.framework),
        grantor=OrganisationId(world.authority),
        published=grant,
        key=key,
        source=FILE,
        on=date(2024, 3, 1),
    ).stream


def known(world: World) -> dict[str, Any]:
    parties = (
        NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),
        NamedParty(organisation=OrganisationId(world.association), role=PartyRole.BENEFICIARY),
    )
    return {
        "framework": FrameworkId(world.framework),
        "stage": Stage.IN_FORCE,
        "title": "Aide au fonctionnement",
        "parties": parties,
        "source": PAPER,
        "on": date(2024, 6, 1),
    }


def test_what_is_known_from_a_publication_is_taken_over_where_it_stands(any_world: World) -> None:
    stream = published(any_world, "row-1")
    done = carry_out(any_world, reprise.TakeOver, stream, **known(any_world))
    assert (done.stream, type(done.events[0])) == (stream, reprise.TakenOver)
    state: Agreement = any_world.parts.execute.house.streams.folded(stream).state
    assert (state.stage, state.origin) == (Stage.IN_FORCE, Origin.TAKEN_OVER)
    assert state.publication is not None


def test_the_same_command_still_begins_another_agreement(any_world: World) -> None:
    stream = published(any_world, "row-2")
    assert carry_out(any_world, reprise.TakeOver, **known(any_world)).stream != stream


def test_what_completes_completes_something_and_what_only_begins_begins_once(any_world: World) -> None:
    with pytest.raises(Unknown):
        carry_out(any_world, reprise.TakeOver, NOBODY, **known(any_world))
    stream = published(any_world, "row-3")
    with pytest.raises(AlreadyBegun):
        carry_out(any_world, agreement.text.Draft, stream, **known(any_world))


def test_an_agreement_is_not_carried_off_into_another_framework(any_world: World) -> None:
    stream = published(any_world, "row-4")
    away = known(any_world) | {"framework": FrameworkId(any_world.elsewhere)}
    with pytest.raises(TakenOverElsewhere):
        carry_out(any_world, reprise.TakeOver, stream, **away)


def test_only_what_begins_also_completes() -> None:
    for noun in NOUNS.values():
        assert noun.completes <= noun.creators
    assert NOUNS["agreement"].completes == {reprise.TakeOver} <= set(members(agreement.Command))


def test_both_addresses_take_it(any_world: World) -> None:
    client = any_world.client()
    body = {
        "framework": any_world.framework,
        "stage": "in_force",
        "title": "Aide",
        "parties": [{"organisation": any_world.authority, "role": "payer"}],
        "source": {"kind": "paper", "reference": "classeur"},
    }

    def post(stream: str = "") -> Response:
        return client.post(f"/api/v1/agreements{stream}/take-over", json=body)

    begun, stream = post(), published(any_world, "row-5")
    completed = post(f"/{stream}")
    assert (begun.status_code, completed.status_code) == (201, 200), (begun.text, completed.text)
    assert completed.json()["id"] == stream
    listed = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/agreements/take-over", "/api/v1/agreements/{id}/take-over"} <= set(listed)
