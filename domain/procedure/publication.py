"""A procedure as a territory publishes it: each version once, checked, and never changed after."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from domain.decider import Decider, Given, Refusal, record, replace
from domain.values import ActReference, Digest, FrameworkId


@record
class Checked:
    """What the gate says of a document: what it defines, and every fault in it (none: it may be published)."""

    id: str
    version: int
    subject: str
    digest: Digest
    faults: tuple[str, ...]


@record
class PublishProcedure:
    """Publish a procedure's first version in a framework: `text` is the document (YAML). It is checked first."""

    framework: FrameworkId
    text: str
    act: ActReference | None = None
    """The act by which the territory adopted it: orders of its cases rest on it."""
    checked: Given[Checked]
    on: date


@record
class PublishVersion:
    """Publish a further version. Open cases stay with theirs until they are migrated."""

    text: str
    act: ActReference | None = None
    checked: Given[Checked]
    on: date


@record
class RetireProcedure:
    """No further case is opened under this procedure; open ones go on."""

    reason: str
    on: date


Command = PublishProcedure | PublishVersion | RetireProcedure


@record
class ProcedurePublished:
    framework: FrameworkId
    name: str
    version: int
    subject: str
    digest: Digest
    text: str
    act: ActReference | None = None
    on: date


@record
class ProcedureRetired:
    reason: str
    on: date


Event = ProcedurePublished | ProcedureRetired


class NoSuchProcedure(Refusal):
    """A procedure is published first; everything else comes after."""


class ProcedureFaulty(Refusal):
    """A procedure is published once it has no fault: every step reachable, every wait bounded, every end clean."""


class VersionPublished(Refusal):
    """A version is published once and never changed: a change is a new version, with a higher number."""


class AnotherProcedure(Refusal):
    """A further version keeps the procedure's name and the kind of its subject."""


class RetiredWithoutReason(Refusal):
    """Who retires a procedure says why."""


@record
class Version:
    """One published version."""

    number: int
    digest: Digest
    text: str
    act: ActReference | None
    on: date


@record
class Published:
    """A procedure with all its versions."""

    framework: FrameworkId | None = None
    name: str = ""
    subject: str = ""
    versions: Mapping[int, Version]
    retired_on: date | None = None
    why_retired: str = ""

    @property
    def newest(self) -> Version | None:
        """The version with the highest number."""
        return self.versions[max(self.versions)] if self.versions else None


def decide(command: Command, published: Published) -> Sequence[Event]:
    match command:
        case PublishProcedure():
            return publish(command, published)
        case PublishVersion():
            return publish_version(command, published)
        case RetireProcedure():
            return retire(command, published)
        case _:
            assert_never(command)


def publish(command: PublishProcedure, published: Published) -> Sequence[Event]:
    if published.versions:
        raise VersionPublished(published.name)
    return [_published(command.framework, command, command.checked)]


def publish_version(command: PublishVersion, published: Published) -> Sequence[Event]:
    newest, checked = published.newest, command.checked
    if newest is None or published.framework is None:
        raise NoSuchProcedure
    known = published.versions.get(checked.version)
    if known is not None and known.digest == checked.digest:
        return []
    if (checked.id, checked.subject) != (published.name, published.subject) and not checked.faults:
        raise AnotherProcedure(checked.id, checked.subject)
    if checked.version <= newest.number and not checked.faults:
        raise VersionPublished(checked.id, checked.version)
    return [_published(published.framework, command, checked)]


def _published(
    framework: FrameworkId, command: PublishProcedure | PublishVersion, checked: Checked
) -> ProcedurePublished:
    if checked.faults:
        raise ProcedureFaulty(*checked.faults)
    return ProcedurePublished(
        framework=framework,
        name=checked.id,
        version=checked.version,
        subject=checked.subject,
        digest=checked.digest,
        text=command.text,
        act=command.act,
        on=command.on,
    )


def retire(command: RetireProcedure, published: Published) -> Sequence[Event]:
    if not published.versions:
        raise NoSuchProcedure
    if not command.reason.strip():
        raise RetiredWithoutReason
    if published.retired_on is not None:
        return []
    return [ProcedureRetired(reason=command.reason, on=command.on)]


def evolve(published: Published, event: Event) -> Published:
    match event:
        case ProcedurePublished():
            version = Version(number=event.version, digest=event.digest, text=event.text, act=event.act, on=event.on)
            return replace(
                published,
                framework=event.framework,
                name=event.name,
                subject=event.subject,
                versions={**published.versions, event.version: version},
            )
        case ProcedureRetired(reason=reason, on=on):
            return replace(published, retired_on=on, why_retired=reason)
        case _:
            assert_never(event)


decider: Decider[Command, Published, Event] = Decider(decide=decide, evolve=evolve, initial=Published(versions={}))
