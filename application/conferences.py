"""Whether each regional conference of a framework met in time; what is late is put on the committee's file, once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from application.authority import CHECKS
from application.execute import Ask, Caller, ChangedSince, Execute
from application.nouns import fields_of
from application.reading import Reading
from domain.committee import Committee, bylaws_on
from domain.decider import record
from domain.irregularity import (
    IrregularityState,
    NoticeIrregularity,
    RegulariseIrregularity,
    in_words,
    rule_name,
)
from domain.presets.conference import CONFERENCE, ConferenceOverdue, next_by, overdue

RULE = rule_name(ConferenceOverdue)
HELD = "Conférence tenue le {day}."
PAGE = 200


@record
class Conference:
    """A regional conference: when it last met (or was set up), and by when it meets next."""

    committee: str
    name: str
    last: date
    met: bool
    next_by: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Conferences:
    """Looks at the conferences of a framework."""

    execute: Execute
    reading: Reading

    def look(self, framework: str, today: date) -> tuple[Conference, ...]:
        """Each conference and when it is due; nothing is recorded."""
        return tuple(self._conference(name, state, today) for name, state in self._committees(framework, today))

    def run(self, framework: str, today: date) -> tuple[Conference, ...]:
        """The same, put on file: a late one as an irregularity, a late one that met as put right."""
        found = self.look(framework, today)
        for one in found:
            state: Committee = self.execute.house.streams.folded(one.committee).state
            for command in _follows(one, state, today):
                self._file(one.committee, command)
        return found

    def _file(self, committee: str, command: NoticeIrregularity | RegulariseIrregularity) -> None:
        said: Any = type(command)
        fields = {one.name: getattr(command, one.name) for one in fields_of(said)}
        noun = self.execute.house.nouns["committee"]
        try:
            self.execute(Ask(noun=noun, command=said, stream=committee, fields=fields), Caller(actor=CHECKS))
        except ChangedSince:
            return  # somebody else was here: the next look settles it

    def _committees(self, framework: str, today: date) -> Iterator[tuple[str, Committee]]:
        for row in self._rows("committees", {"framework": framework}, today):
            state: Committee = self.execute.house.streams.folded(str(row["id"])).state
            rules = bylaws_on(state, today)
            if rules is not None and rules.preset == CONFERENCE.name and state.dissolved_on is None:
                yield str(row["id"]), state

    def _conference(self, name: str, state: Committee, today: date) -> Conference:
        held = [
            date.fromisoformat(str(row["held_on"]))
            for row in self._rows("meetings", {"committee": name}, today)
            if row["state"] not in NOT_HELD and row["held_on"]
        ]
        met = [day for day in held if day <= today]
        last = max(met, default=min(entry.since for entry in state.bylaws))
        return Conference(
            committee=name,
            name=state.name,
            last=last,
            met=bool(met),
            next_by=next_by(last),
            overdue=overdue(last, today) is not None,
        )

    def _rows(self, listing: str, filters: Mapping[str, str], today: date) -> Iterator[Mapping[str, object]]:
        after: str | None = None
        while True:
            page = self.reading.page(listing, filters, after=after, limit=PAGE, today=today)
            yield from page.items
            after = page.next
            if after is None:
                return


NOT_HELD = frozenset({"scheduled", "convened", "cancelled", "no_quorum", "reconvened"})
"""Stages in which a meeting has not been held, or came to nothing."""


def _follows(one: Conference, state: Committee, today: date) -> Iterator[NoticeIrregularity | RegulariseIrregularity]:
    breach = overdue(one.last, today)
    detail = "" if breach is None else in_words(breach)
    standing = [each for each in state.irregularities if each.rule == RULE]
    if breach is not None and not any(each.detail == detail for each in standing):
        yield NoticeIrregularity(rule=RULE, article=breach.article, detail=detail, cure=breach.cure, on=today)
    for each in standing:
        if each.state is IrregularityState.OPEN and each.detail != detail:
            yield RegulariseIrregularity(number=each.number, how=HELD.format(day=one.last.isoformat()), on=today)
