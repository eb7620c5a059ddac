"""What is done in a meeting by a button or a short form: the command, its fields, and what is then said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from interfaces.web.language import N_
from interfaces.web.visit import Visit

Fields = dict[str, Any]
Read = Callable[[Visit], Fields]
CHOICES = ("in_favour", "against", "abstention", "blank", "null")
TOTALS = {"in_favour": "in_favour", "against": "against", "abstention": "abstentions", "blank": "blank", "null": "null"}


@dataclass(frozen=True, slots=True)
class Deed:
    """`fields` are what the command takes, beside the instant or the day; `anchor` is where the page goes on."""

    read: Read
    said: str
    when: str = "at"
    anchor: str = "conduite"


def now(visit: Visit) -> str:
    """This instant, as commands take it."""
    return visit.parts.clock.now().isoformat()


def instant(visit: Visit, text: str) -> str:
    """A local day and hour as an instant; what cannot be read goes on as it is, and is refused with words."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(visit.visitor.zone)).isoformat()
    except ValueError:
        return text


def at_hour(visit: Visit, day: str, hour: str) -> str:
    """A day and an hour as an instant; nothing where no hour is given."""
    return instant(visit, f"{day}T{hour}") if day and hour else ""


def texts(*names: str) -> Read:
    """Fields that are taken as they were typed."""
    return lambda visit: {name: visit.sent[name] for name in names}


def nothing(visit: Visit) -> Fields:
    """The command needs nothing but its moment."""
    del visit
    return {}


def _open(visit: Visit) -> Fields:
    return {
        "chair": visit.sent["chair"],
        "on_site": [*visit.sent.all("on_site")],
        "by_video": [*visit.sent.all("by_video")],
    }


def _resume(visit: Visit) -> Fields:
    return {name: [*visit.sent.all(name)] for name in ("on_site", "by_video")}


def _vote_opened(visit: Visit) -> Fields:
    method, _, how = visit.sent["method"].partition("+")
    return {"item": visit.sent["item"], "method": method, "electronic": how == "electronic"}


def _totals(visit: Visit) -> Fields:
    colleges = visit.sent.all("college")
    totals = [
        {"college": name} | {field: _whole(visit.sent[f"{key}.{at}"]) for key, field in TOTALS.items()}
        for at, name in enumerate(colleges)
    ]
    return {
        "item": visit.sent["item"],
        "totals": totals,
        "chair": visit.sent["chair"],
        "tellers": [*visit.sent.all("tellers")],
    }


def _whole(text: str) -> Any:
    """A number where one was typed; what is none goes on as it is, and is refused with words."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or 0


def _round(visit: Visit) -> Fields:
    names = visit.sent.all("candidate")
    return {
        "item": visit.sent["item"],
        "round": _whole(visit.sent["round"]),
        "counts": {name: _whole(visit.sent[f"count.{at}"]) for at, name in enumerate(names)},
        "blank": _whole(visit.sent["blank"]),
        "null": _whole(visit.sent["null"]),
        "eldest": visit.sent["eldest"],
        "tellers": [*visit.sent.all("tellers")],
        "reference": visit.sent["reference"],
    }


def _proxy(visit: Visit) -> Fields:
    return {**texts("giver", "holder")(visit), "written": visit.sent["written"] == "true"}


def _urgency(visit: Visit) -> Fields:
    return {"accepted": visit.sent["accepted"] == "true"}


def _convened(visit: Visit) -> Fields:
    return {"urgent": visit.sent["urgent"] == "true", "reason": visit.sent["reason"]}


def _objection(visit: Visit) -> Fields:
    return {**texts("item", "seat")(visit), "sustained": visit.sent["sustained"] == "true"}


def _day_and_hour(visit: Visit) -> Fields:
    day = visit.sent["held_on"]
    return {"held_on": day, "starts_at": at_hour(visit, day, visit.sent["hour"]), "place": visit.sent["place"]}


def _again(visit: Visit) -> Fields:
    day = visit.sent["held_on"]
    return {"held_on": day, "starts_at": at_hour(visit, day, visit.sent["hour"])}


def _consultation(visit: Visit) -> Fields:
    return {"closes_at": instant(visit, visit.sent["closes_at"])}


def _until(visit: Visit) -> Fields:
    return {"until": instant(visit, visit.sent["until"]) if visit.sent["until"] else ""}


def _candidate(visit: Visit) -> Fields:
    title = visit.sent["title"]
    plain = "".join(one if one.isalnum() else "-" for one in title.lower()).strip("-")[:60]
    return {"item": visit.sent["item"], "candidate": plain, "title": title, "person": visit.sent["person"]}


DEEDS: Mapping[str, Deed] = {
    "move-meeting": Deed(_day_and_hour, N_("La séance est déplacée."), "on"),
    "cancel-meeting": Deed(texts("reason"), N_("La séance est annulée."), "on"),
    "convene-meeting": Deed(_convened, N_("Les membres sont convoqués."), "on"),
    "reconvene-meeting": Deed(_again, N_("Les membres sont convoqués de nouveau."), "on"),
    "add-item": Deed(texts("item", "title", "kind", "about", "beneficiary"), N_("Le point est ajouté."), "on", "ordre"),
    "withdraw-item": Deed(texts("item", "reason"), N_("Le point est retiré."), "on", "ordre"),
    "note-gist": Deed(texts("item", "gist"), N_("L’essentiel des débats est noté."), "on"),
    "open-meeting": Deed(_open, N_("La séance est ouverte.")),
    "open-consultation": Deed(_consultation, N_("La consultation est ouverte.")),
    "settle-urgency": Deed(_urgency, N_("La réponse sur l’urgence est inscrite.")),
    "designate-secretary": Deed(lambda visit: {"seats": [*visit.sent.all("seats")]}, N_("Le secrétariat est désigné.")),
    "record-arrival": Deed(texts("seat", "how"), N_("L’arrivée est notée."), anchor="presence"),
    "record-departure": Deed(texts("seat"), N_("Le départ est noté."), anchor="presence"),
    "give-proxy": Deed(_proxy, N_("La procuration est inscrite."), anchor="presence"),
    "revoke-proxy": Deed(texts("giver"), N_("La procuration est révoquée."), anchor="presence"),
    "call-item": Deed(texts("item"), N_("Le point est appelé.")),
    "stand-aside": Deed(texts("item", "seat"), N_("Le déport est inscrit.")),
    "raise-objection": Deed(_objection, N_("L’objection est inscrite.")),
    "withdraw-objection": Deed(texts("item", "seat"), N_("L’objection est retirée.")),
    "open-vote": Deed(_vote_opened, N_("Le vote est ouvert.")),
    "enter-totals": Deed(_totals, N_("Les voix sont inscrites.")),
    "stand": Deed(_candidate, N_("La candidature est inscrite.")),
    "withdraw-candidacy": Deed(texts("item", "candidate"), N_("La candidature est retirée.")),
    "enter-round": Deed(_round, N_("Le tour est inscrit.")),
    "record-outcome": Deed(texts("item", "kind", "reference"), N_("Le résultat est inscrit."), "on"),
    "find-no-quorum": Deed(nothing, N_("L’absence de quorum est constatée.")),
    "adjourn-meeting": Deed(_until, N_("La séance est suspendue.")),
    "resume-meeting": Deed(_resume, N_("La séance reprend.")),
    "close-meeting": Deed(nothing, N_("La séance est levée.")),
    "publish-decision-list": Deed(nothing, N_("Le relevé des décisions est publié."), "on"),
    "draft-minutes": Deed(nothing, N_("Le procès-verbal est rédigé."), "on"),
    "approve-minutes": Deed(texts("by_meeting", "corrections"), N_("Le procès-verbal est arrêté."), "on"),
    "sign-minutes": Deed(texts("seat"), N_("La signature est inscrite."), "on"),
    "publish-minutes": Deed(nothing, N_("Le procès-verbal est publié."), "on"),
}
MINUTES = frozenset({"draft-minutes", "approve-minutes", "sign-minutes", "publish-minutes"})
"""Deeds whose form stands on the page of the minutes."""


def fields_of(visit: Visit, name: str) -> Fields:
    """The fields of a deed as they were sent, with its moment."""
    deed = DEEDS[name]
    return deed.read(visit) | {deed.when: now(visit) if deed.when == "at" else visit.today.isoformat()}
