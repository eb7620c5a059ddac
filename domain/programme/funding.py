"""Who pays for a programme, and under which agreement."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.belonging import belongs_on, entered, left
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.programme.life import early
from domain.programme.state import Programme
from domain.values import AgreementId, OrganisationId, Source


@record
class AddFunder:
    """Enter an organisation that pays for the programme, with the agreement under which it does."""

    organisation: OrganisationId
    agreement: AgreementId | None = None
    on: date
    source: Source | None = None


@record
class RemoveFunder:
    """An organisation no longer pays for the programme."""

    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class FunderAdded:
    organisation: OrganisationId
    agreement: AgreementId | None
    on: date
    source: Source | None = None


@record
class FunderRemoved:
    organisation: OrganisationId
    on: date
    source: Source | None = None


Event = FunderAdded | FunderRemoved
Recorded = Sequence[Event | irregularity.Event]


class NotAFunder(Refusal):
    """Whoever stops paying for a programme was paying for it."""


def add_funder(command: AddFunder, programme: Programme) -> Recorded:
    known = programme.agreements.get(command.organisation)
    if belongs_on(programme.funders, command.organisation, command.on) and known == command.agreement:
        return []
    added = FunderAdded(
        organisation=command.organisation, agreement=command.agreement, on=command.on, source=command.source
    )
    return judged([added], early(programme, command.on), command.source, programme.irregularities, command.on)


def remove_funder(command: RemoveFunder, programme: Programme) -> Recorded:
    if command.organisation not in programme.funders:
        raise NotAFunder(command.organisation)
    if not belongs_on(programme.funders, command.organisation, command.on):
        return []
    removed = FunderRemoved(organisation=command.organisation, on=command.on, source=command.source)
    return judged([removed], early(programme, command.on), command.source, programme.irregularities, command.on)


def evolve(programme: Programme, event: Event) -> Programme:
    match event:
        case FunderAdded(organisation=organisation, agreement=agreement, on=on):
            others = {name: one for name, one in programme.agreements.items() if name != organisation}
            named = others if agreement is None else {**others, organisation: agreement}
            return replace(programme, funders=entered(programme.funders, organisation, on), agreements=named)
        case FunderRemoved(organisation=organisation, on=on):
            return replace(programme, funders=left(programme.funders, organisation, on))
        case _:
            assert_never(event)
