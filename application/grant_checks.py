"""The checks that the law asks of grants, run over all agreements of a framework; what they find is put on file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from application.agreements import NATURES
from application.authority import CHECKS
from application.execute import Ask, Caller, ChangedSince, Execute
from application.facts import Unknown
from application.nouns import fields_of
from application.reading import Reading
from domain.agreement.parts import PartyNature
from domain.agreement.state import Agreement
from domain.aid import looking
from domain.aid.looking import Found, Step
from domain.decider import record
from domain.irregularity import NoticeIrregularity, RegulariseIrregularity
from domain.organisation import Organisation
from domain.values import AgreementId, OrganisationId, latest

PAGE = 500
PUBLIC = ("1", "2")
"""How the SIREN of the State, of authorities and of their establishments begins, and no other."""
Progress = Callable[[int, int], None]


@record
class Checked:
    """What a run came to: what was found, and what was put on file of it, irregularities noticed and put right."""

    framework: str
    today: date
    found: Found
    titles: Mapping[str, str]
    noticed: int = 0
    regularised: int = 0


@dataclass(frozen=True, slots=True)
class GrantChecks:
    """Looks at every agreement of a framework. Running again notes nothing twice."""

    execute: Execute
    reading: Reading

    def look(self, framework: str, today: date) -> Checked:
        """What the checks find on a day; nothing is recorded. Raises Unknown where there is no such framework."""
        agreements = self._agreements(framework, today)
        return self._checked(framework, today, agreements, self._found(agreements, today))

    def run(self, framework: str, today: date, progress: Progress | None = None) -> Checked:
        """The same, put on file: one transaction an agreement. Raises Unknown."""
        agreements = self._agreements(framework, today)
        found = self._found(agreements, today)
        steps: dict[str, list[Step]] = {}
        for step in looking.follows(agreements, found, today):
            steps.setdefault(step.agreement, []).append(step)
        done: list[Step] = []
        for number, (name, several) in enumerate(steps.items(), 1):
            done += self._file(name, several)
            if progress is not None:
                progress(number, len(steps))
        noticed = sum(isinstance(one.command, NoticeIrregularity) for one in done)
        checked = self._checked(framework, today, agreements, found)
        return Checked(
            framework=framework,
            today=today,
            found=found,
            titles=checked.titles,
            noticed=noticed,
            regularised=len(done) - noticed,
        )

    def _found(self, agreements: Mapping[AgreementId, Agreement], today: date) -> Found:
        bodies = {one.organisation for each in agreements.values() for one in latest(each.parties) or ()}
        return looking.look(agreements, today, {name: self._nature(name) for name in bodies})

    def _nature(self, name: OrganisationId) -> PartyNature:
        """What a body is in law: by its kind, else by an identifier that only one sort of body bears."""
        state: Organisation = self.execute.house.streams.folded(name).state
        if state.kind is not None:
            return NATURES.get(state.kind, PartyNature.PRIVATE_BODY)
        if state.identifiers.rna:
            return PartyNature.ASSOCIATION
        return PartyNature.PUBLIC_BODY if (state.identifiers.siren or "").startswith(PUBLIC) else PartyNature.UNKNOWN

    def _file(self, name: str, steps: Sequence[Step]) -> Sequence[Step]:
        noun = self.execute.house.nouns["agreement"]
        asks = [Ask(noun=noun, command=type(one.command), stream=name, fields=_stated(one.command)) for one in steps]
        try:
            self.execute.together(asks, Caller(actor=CHECKS))
        except ChangedSince:
            return ()  # somebody else was here: the next run settles it
        return steps

    def _agreements(self, framework: str, today: date) -> dict[AgreementId, Agreement]:
        streams = self.execute.house.streams
        if not framework.startswith("framework-") or streams.folded(framework).version == 0:
            raise Unknown(framework)
        return {AgreementId(name): streams.folded(name).state for name in self._names(framework, today)}

    def _names(self, framework: str, today: date) -> Iterator[str]:
        after: str | None = None
        while True:
            page = self.reading.page("agreements", {"framework": framework}, after=after, limit=PAGE, today=today)
            yield from (str(row["id"]) for row in page.items)
            after = page.next
            if after is None:
                return

    @staticmethod
    def _checked(framework: str, today: date, agreements: Mapping[AgreementId, Agreement], found: Found) -> Checked:
        titles = {str(one.agreement): agreements[one.agreement].title for one in (*found.breaches, *found.doubtful)}
        return Checked(framework=framework, today=today, found=found, titles=titles)


def _stated(command: NoticeIrregularity | RegulariseIrregularity) -> Mapping[str, object]:
    said: Any = type(command)
    return {one.name: getattr(command, one.name) for one in fields_of(said)}
