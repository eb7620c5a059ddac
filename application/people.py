"""What a caller can ask about a person; in their own stream, whose data it is goes without saying."""

from collections.abc import Mapping
from datetime import date

from application.facts import Supply
from application.nouns import Noun, members
from domain import person
from domain.values import PersonId, Protected

PROTECTED = ("name", "email", "phone")


def about_oneself(supply: Supply) -> Mapping[str, object]:
    """Texts about the person become protected values of that person."""
    return {
        name: Protected(of=PersonId(supply.stream), text=supply.fields[name])
        for name in PROTECTED
        if isinstance(supply.fields.get(name), str)
    }


def retained(supply: Supply) -> Mapping[str, object]:
    """The legal duty that keeps a record: someone empowered today is known by their office."""
    today: date = supply.facts.today(None)
    held = [supply.facts.look(mandate).state for mandate in supply.facts.directory.mandates_of(PersonId(supply.stream))]
    in_office = any(one.period.holds(today) and one.revoked_on is None for one in held if one.may_sign)
    ground = "holds a mandate to sign: revoke it first (official capacity in public acts is kept)"
    return {"retention": person.Retention(ground=ground) if in_office else None}


NOUN = Noun(
    kind="person",
    plural="people",
    decider=person.decider,
    commands=members(person.Command),
    events=members(person.Event),
    creators=frozenset({person.Register}),
    suppliers={
        person.Register: about_oneself,
        person.CorrectName: about_oneself,
        person.ChangeContact: about_oneself,
        person.Erase: retained,
    },
    of_installation=True,
)
