"""One agreement under several headings: what every heading shows, and how one goes from one to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from application.ports import Recorded
from application.reading import Row
from domain.agreement.queries import stage_on
from domain.agreement.state import Agreement, Signature
from interfaces.parts import Parts
from interfaces.web.deeds.offers import Offer, offers
from interfaces.web.language import N_
from interfaces.web.visit import Visit

TABS = (
    ("", N_("Vue d’ensemble")),
    ("parties", N_("Parties, signatures, actes")),
    ("argent", N_("Argent")),
    ("engagements", N_("Engagements et calendrier")),
    ("suivi", N_("Suivi et litiges")),
    ("pieces", N_("Pièces")),
    ("historique", N_("Historique et preuve")),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An agreement that the visitor may look into, as it is today."""

    visit: Visit
    id: str
    row: Row
    state: Agreement

    def offers(self, *names: str) -> list[Offer]:
        """Those of these deeds that the visitor may do."""
        return offers(self.visit, self.id, self.state, names)

    def page(self, tab: str, **context: Any) -> Response:
        """A heading of it."""
        return self.visit.page(
            f"pages/agreement_{tab}.html",
            id=self.id,
            row=self.row,
            state=self.state,
            stage=stage_on(self.state, self.visit.today),
            tab=context.pop("path", tab),
            tabs=[(f"/conventions/{self.id}/{path}".rstrip("/"), path, self.visit.say(words)) for path, words in TABS],
            **context,
        )


def sheet(visit: Visit) -> Sheet:
    """The agreement of the address. Raises Unknown."""
    id_ = visit.path("id")
    row = visit.one("agreements", id_)
    return Sheet(visit, id_, row, Agreement(**visit.show(id_).state))


def examples(tab: str) -> Callable[[Parts], Sequence[str]]:
    """The agreements of the sample in which most and worst happened, under one heading."""

    def found(parts: Parts) -> Sequence[str]:
        rows = parts.reading.page("agreements", {}, limit=200, today=parts.clock.now().date()).items
        longest = max(rows, key=lambda one: int(str(one["version"])))["id"]
        noticed = next(one["id"] for one in rows if one["state"] == "under_notice")
        return [f"/conventions/{longest}/{tab}", f"/conventions/{noticed}/{tab}"]

    return found


def signed(visit: Visit, one: Signature) -> dict[str, Any]:
    """A signature in words: name, capacity, day."""
    kept = one.signatory.text if one.signatory else ""
    name = visit.name_of(one.person) if one.person else kept or visit.say("Nom inconnu")
    return {
        "party": one.party,
        "organisation": visit.name_of(one.party),
        "name": name,
        "capacity": one.capacity,
        "on": one.on,
        "medium": one.medium,
    }


def facts_of(visit: Visit, id_: str) -> list[Recorded]:
    """Everything that happened in it."""
    return list(visit.parts.replay.history(id_))
