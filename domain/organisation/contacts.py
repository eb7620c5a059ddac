"""Whom to reach in an organisation: people, whose names and addresses stay erasable."""

from datetime import date

from domain.decider import Refusal, record, replace
from domain.organisation.state import Contact, Organisation
from domain.values import PersonId, Protected


@record
class NameContact:
    """Say whom to reach in the organisation, and what for; it replaces what was kept of the same person."""

    contact: Contact
    on: date


@record
class RemoveContact:
    """Stop naming somebody as a contact."""

    person: PersonId
    on: date


@record
class ContactNamed:
    contact: Contact
    on: date


@record
class ContactRemoved:
    person: PersonId
    on: date


Command = NameContact | RemoveContact
Event = ContactNamed | ContactRemoved


class ContactAboutSomebodyElse(Refusal):
    """What is kept of a contact is kept under that person's own key."""


def name_contact(command: NameContact, organisation: Organisation) -> list[ContactNamed]:
    contact = command.contact
    for value in (contact.name, contact.email, contact.phone):
        _about(contact.person, value)
    if organisation.contacts.get(contact.person) == contact:
        return []
    return [ContactNamed(contact=contact, on=command.on)]


def remove_contact(command: RemoveContact, organisation: Organisation) -> list[ContactRemoved]:
    if command.person not in organisation.contacts:
        return []
    return [ContactRemoved(person=command.person, on=command.on)]


def _about(person: PersonId, value: Protected | None) -> None:
    if value is not None and value.of != person:
        raise ContactAboutSomebodyElse(value.of)


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case ContactNamed(contact=contact):
            return replace(organisation, contacts={**organisation.contacts, contact.person: contact})
        case ContactRemoved(person=person):
            kept = {name: contact for name, contact in organisation.contacts.items() if name != person}
            return replace(organisation, contacts=kept)
