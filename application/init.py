"""The first events of an empty log: the installation, who operates it, and its first administrator."""

from application.authority import INSTALLER
from application.execute import Ask, Caller, Deed, Execute
from domain import installation, mandate, organisation, person
from domain.decider import Refusal, record
from domain.mandate import Role
from domain.values import ActKind, ActReference, MandateId, OrganisationId, PersonId

INSTALLATION = "installation"


class AlreadyInstalled(Refusal):
    """This log already belongs to an installation."""


@record
class Installer:
    """What is asked when Palabre is installed."""

    name: str
    operator: str
    operator_kind: organisation.Kind = organisation.Kind.LOCAL_AUTHORITY
    administrator: str
    email: str = ""
    zone: str = "Europe/Paris"


def initialise(execute: Execute, asked: Installer) -> dict[str, str]:
    """Record the installation; returns the identifiers made. Raises AlreadyInstalled on a log that has one."""
    if execute.house.log.version(INSTALLATION) > 0:
        raise AlreadyInstalled
    made: dict[str, str] = {}

    def decide(deed: Deed) -> list[tuple[Ask, str, list[object]]]:
        return [
            _begin(deed, made, "operator", organisation.Register, name=asked.operator, kind=asked.operator_kind),
            _begin(deed, made, "administrator", person.Register, name=asked.administrator, email=asked.email or None),
            _begin(
                deed,
                made,
                "mandate",
                mandate.Grant,
                person=PersonId(made["administrator"]),
                organisation=OrganisationId(made["operator"]),
                role=Role.ADMINISTRATOR,
                act=ActReference(kind=ActKind.OTHER, number="installation"),
            ),
            _begin(
                deed,
                made,
                INSTALLATION,
                installation.Initialise,
                name=asked.name,
                operator=OrganisationId(made["operator"]),
                administrator=PersonId(made["administrator"]),
                mandate=MandateId(made["mandate"]),
                zone=asked.zone,
            ),
        ]

    execute.carry_out(Caller(actor=INSTALLER), decide)
    return made


def _begin(
    deed: Deed, made: dict[str, str], what: str, command: type, **fields: object
) -> tuple[Ask, str, list[object]]:
    noun = next(each for each in deed.house.nouns.values() if command in each.commands)
    ask = Ask(noun=noun, command=command, stream=INSTALLATION if what == INSTALLATION else None, fields=fields)
    stream, events = deed.ask(ask)
    made[what] = stream
    return ask, stream, events
