"""What may be chosen in a form: the parties of the subject, one's own mandates, the words of the domain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from application.names import names_in
from domain.mandate import Empowerment
from interfaces.web.called import Called
from interfaces.web.deeds.labels import INVOLVED
from interfaces.web.deeds.options import OPTIONS
from interfaces.web.visit import Visit

MOST = 500
OFFICES = frozenset({"coordinator", "secretary", "administrator"})
YEARS_BACK, YEARS_AHEAD = 5, 8
Options = Sequence[tuple[str, str]]


@dataclass(eq=False)
class Choices:
    """What the boxes of a form offer, about one subject and for one visitor."""

    visit: Visit
    stream: str
    state: Any

    def preset(self, name: str) -> str:
        """What the way here has fixed already, or what was typed."""
        return self.visit.sent[name] or self.visit.query(name)

    def is_ticked(self, name: str, *, begins: bool) -> bool:
        """Whether a box is ticked: as it was sent with those beside it, else as it begins."""
        sent, beside = self.visit.sent, name.rpartition(".")[0]
        was_sent = any(one.rpartition(".")[0] == beside for one in sent.own())
        return sent[name] == "true" if was_sent else begins

    def is_settled(self, name: str) -> bool:
        """Whether the way here settled it: a form shows it then, and asks no more."""
        return bool(self.visit.query(name) or self.visit.sent[f"{name}.settled"])

    def called(self, value: str) -> str:
        """What a settled value is called, where it is an identifier."""
        return str(Called(self.visit).get(value) or ("" if "-" in value else value))

    def begins(self, name: str) -> str:
        """What a box begins with."""
        if name == "on":
            return self.visit.today.isoformat()
        if name == "framework" and self.visit.visitor.framework:
            return str(self.visit.visitor.framework["id"])
        return str(self.visit.today.year) if name == "year" else ""

    def digest(self) -> str:
        """The text that is signed: the amendment's where one is meant, else the agreement's."""
        number = self.preset("amendment")
        texts = [one.text for one in getattr(self.state, "amendments", ()) if number and str(one.number) == number]
        text = texts[0] if texts else getattr(self.state, "text", None) if not number else None
        return str(getattr(text, "digest", "") or "")

    def of(self, core: Any, name: str) -> Options | None:
        """The choices of a type; None where anything may be written."""
        called = str(getattr(core, "__name__", ""))
        if isinstance(core, type) and issubclass(core, StrEnum):
            noun = core.__module__.split(".")[1]
            words = OPTIONS.get(f"{noun}.{core.__name__}") or OPTIONS.get(core.__name__, {})
            return [(one.value, self.visit.say(words.get(one.value, one.value.replace("_", " ")))) for one in core]
        return self._numbered(name) if core is int else self._named(called, name)

    def _named(self, kind: str, name: str) -> Options | None:
        match kind:
            case "OrganisationId":
                return self._organisations(name)
            case "MandateId":
                return self._mandates()
            case "PersonId":
                return [(str(one["id"]), str(one["name"])) for one in self._list("people") if one["name"]]
            case "FrameworkId":
                return [(str(one["id"]), str(one["name"])) for one in self.visit.visitor.frameworks]
            case "AgreementId" | "CommitmentId" | "EvaluationId":
                return self._titled(kind.removesuffix("Id").lower())
            case _:
                return None

    def _titled(self, kind: str) -> Options:
        return [(str(one["id"]), str(one["title"])) for one in self._list(f"{kind}s")]

    def _list(self, listing: str) -> Sequence[Any]:
        return self.visit.rows(listing, MOST).items

    def _organisations(self, name: str) -> Options:
        """Those involved, where only they can be meant; one's own, where one acts in one's own name."""
        found = self._known(name)
        own = {str(one.organisation) for one in self.visit.visitor.powers}
        if name in {"by", "party"} and OFFICES.isdisjoint(self.visit.visitor.roles):
            found = [one for one in found if one[0] in own] or found
        return found

    def _known(self, name: str) -> list[tuple[str, str]]:
        if name in INVOLVED and self.involved:
            return [(one, self.visit.name_of(one)) for one in self.involved]
        return self._all

    @cached_property
    def _all(self) -> list[tuple[str, str]]:
        rows = self._list("organisations")
        return [(str(one["id"]), str(one["name"] or self.visit.name_of(one["id"]))) for one in rows]

    @cached_property
    def involved(self) -> list[str]:
        """The organisations of the subject, in the order in which it names them."""
        several = (getattr(self.state, one, None) for one in ("parties", "owners", "beneficiaries", "evaluated"))
        named = {name for one in several if one for name in names_in(one) if name.startswith("organisation-")}
        return sorted(named, key=self.visit.name_of)

    def _mandates(self) -> Options:
        """One's own mandates; for a mandate itself, those of the organisation."""
        if self.stream.startswith("mandate"):
            return [(str(one["id"]), self._bearer(one)) for one in self._list("mandates")]
        party = self.preset("party")
        own = [one for one in self.visit.visitor.powers if not party or str(one.organisation) == party]
        return [(str(one.mandate), self._power(one)) for one in [each for each in own if each.may_sign] or own]

    def _power(self, one: Empowerment) -> str:
        said = one.capacity, self.visit.name_of(one.organisation)
        return ", ".join(part for part in said if part)

    def _bearer(self, one: Any) -> str:
        person: Any = one["person"] or {"name": ""}
        said: tuple[Any, ...] = (person["name"], one["capacity"], one["organisation"]["name"])
        return ", ".join(str(part) for part in said if part)

    def _numbered(self, name: str) -> Options | None:
        match name:
            case "act":
                return [(str(one.number), self._act(one)) for one in getattr(self.state, "acts", ())]
            case "amendment":
                return [
                    (str(one.number), f"{one.number} {one.title}".strip())
                    for one in getattr(self.state, "amendments", ())
                ]
            case "instalment":
                return list(self._instalments())
            case "year" | "bridge_year":
                year = self.visit.today.year
                return [(str(one), str(one)) for one in range(year - YEARS_BACK, year + YEARS_AHEAD)]
            case _:
                return None

    def _act(self, one: Any) -> str:
        said = one.reference.number, self.visit.name_of(one.by), one.adopted_on.isoformat()
        return ", ".join(part for part in said if part)

    def _instalments(self) -> Iterator[tuple[str, str]]:
        money = getattr(self.state, "money", None)
        for one in () if money is None else money.schedule:
            instalment = one.instalment
            yield str(instalment.number), f"{instalment.number}. {instalment.label} ({instalment.year})"
