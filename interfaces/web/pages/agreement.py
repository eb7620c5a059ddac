"""One agreement, today or on a past day: where it stands, who signed what, what was paid, what happened."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from starlette.responses import Response

from application.ports import Recorded
from application.replay import is_timeline
from domain.agreement.parts import DROPPED, ENDED, OPEN_STAGES, Stage
from domain.agreement.queries import amount_on, deadlines, late_payments, money_table, parties_on, stage_on
from domain.agreement.state import Agreement, Signature
from domain.values import Money, total
from interfaces.parts import Parts
from interfaces.web.deeds.offers import offers
from interfaces.web.entry import signed_in
from interfaces.web.formats import as_day
from interfaces.web.pages.agreement_sheet import TABS
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import BAD, GOOD, INFO, QUIET, WARN, event_title
from interfaces.web.web import Web

PATH = (Stage.DRAFT, Stage.NEGOTIATION, Stage.APPROVED, Stage.SIGNED, Stage.IN_FORCE)
"""The straight way; whatever comes after is added where it happened."""
SHOWN = 30
MAIN_DEEDS = (
    "open-negotiation",
    "set-schedule",
    "notify",
    "draft-amendment",
    "file-document",
    "contest-entry",
    "renew",
)
STEPS = (
    "Drafted",
    "NegotiationOpened",
    "Approved",
    "SignedByAll",
    "Signed",
    "TookEffect",
    "AmendmentTookEffect",
    "Renewed",
)
ALARMS = ("NoticeGiven", "Suspended", "Terminated", "IrregularityNoticed", "OverpaymentFound", "EntryContested")
PAYMENTS = (
    "Paid",
    "PaymentOrdered",
    "CreditsVoted",
    "CreditsCommitted",
    "Recovered",
    "RecoveryOrdered",
    "CreditsForecast",
)


def add(web: Web) -> None:
    """The page."""
    web.page("/conventions/{id}", agreement, enter=signed_in, examples=_examples)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("agreements", {}, limit=200, today=parts.clock.now().date()).items
    longest = max(rows, key=lambda one: int(str(one["version"])))["id"]
    dropped = next(one["id"] for one in rows if one["state"] == "under_notice")
    return [f"/conventions/{longest}", f"/conventions/{longest}?au=2025-03-01", f"/conventions/{dropped}"]


def agreement(visit: Visit) -> Response:
    """The agreement as it is, or was on a day (`?au=2025-03-01`)."""
    id_ = visit.path("id")
    row = visit.one("agreements", id_)
    past = visit.day_asked("au")
    past = past if past and past < visit.today else None
    day = past or visit.today
    state = _state(visit, id_, past)
    facts = [one for one in visit.parts.replay.history(id_) if past is None or _day(one) <= past]
    return visit.page(
        "pages/agreement.html",
        row=row,
        id=id_,
        tab="",
        tabs=[(f"/conventions/{id_}/{path}".rstrip("/"), path, visit.say(words)) for path, words in TABS],
        deeds=[] if past else offers(visit, id_, state, MAIN_DEEDS),
        state=state,
        day=day,
        past=past,
        stage=stage_on(state, day),
        since=_stage_days(visit, facts),
        life=_life(visit, facts, stage_on(state, day)),
        parties=list(_parties(visit, state, day)),
        money=_money(state, day),
        lines=[(visit.name_of(one.payer), one) for one in money_table(state)],
        amendments=[(one, list(_signed(visit, one.signatures))) for one in state.amendments],
        commitments=() if past else visit.rows("commitments", origin=id_).items,
        deadlines=[(one, visit.name_of(one.by)) for one in deadlines(state) if one.on >= day][:6],
        late=[(one, visit.name_of(one.payer)) for one in late_payments(state, day)],
        history=_history(visit, facts),
        older=max(0, len(facts) - SHOWN) if not visit.query("tout") else 0,
        events=len(facts),
    )


def _state(visit: Visit, id_: str, past: date | None) -> Agreement:
    """The state of a day, with timelines as long as they were then."""
    whole = visit.show(id_).state
    if past is None:
        return Agreement(**whole)
    then = visit.parts.replay.show(id_, at=past).state
    timelines = {
        name: tuple(one for one in value if one.since <= past) for name, value in whole.items() if is_timeline(value)
    }
    both: dict[str, Any] = {**then, **timelines}
    return Agreement(**both)


def _day(fact: Recorded) -> date:
    return as_day(fact.effective)


def _stage_days(visit: Visit, facts: Sequence[Recorded]) -> dict[Stage, date]:
    """The day on which each stage was reached, the last time."""
    decider = visit.parts.nouns["agreement"].decider
    state, days = decider.initial, dict[Stage, date]()
    for fact in facts:
        before, state = state, decider.evolve(state, fact.event)
        if state.stage is not None and state.stage != before.stage:
            days[state.stage] = _day(fact)
    return days


def _life(visit: Visit, facts: Sequence[Recorded], now: Stage | None) -> list[dict[str, Any]]:
    """The way it took, where it stands, and what would come next."""
    days = _stage_days(visit, facts)
    aside = [one for one in days if one not in PATH and (one == now or one in ENDED | DROPPED)]
    aside.sort(key=lambda one: days[one])
    went = [one for one in PATH if one in days or (now not in DROPPED and now is not Stage.REGISTERED)]
    ahead = [Stage.EXPIRED] if now in {*OPEN_STAGES, Stage.SIGNED, Stage.IN_FORCE} else []
    steps = [*went, *aside, *ahead]
    here = steps.index(now) if now is not None and now in steps else len(steps)
    return [_step(one, at, here, days) for at, one in enumerate(steps)]


def _step(stage: Stage, at: int, here: int, days: dict[Stage, date]) -> dict[str, Any]:
    way = "done" if at < here else "now" if at == here else "ahead"
    more = "ended" if stage in ENDED | DROPPED else "aside" if stage not in PATH else ""
    return {"name": stage.value, "at": days.get(stage) if way != "ahead" else None, "way": way, "more": more}


def _parties(visit: Visit, state: Agreement, day: date) -> Iterator[dict[str, Any]]:
    """Who is in it, and who signed for each: name, capacity, day."""
    signed = {one["party"]: one for one in _signed(visit, state.signatures)}
    for one in parties_on(state, day):
        yield {
            "id": one.organisation,
            "name": visit.name_of(one.organisation),
            "role": one.role,
            "signs": one.signs,
            "signature": signed.get(one.organisation),
        }


def _signed(visit: Visit, signatures: Sequence[Signature]) -> Iterator[dict[str, Any]]:
    for one in signatures:
        kept = one.signatory.text if one.signatory else ""
        name = visit.name_of(one.person) if one.person else kept or visit.say("Nom inconnu")
        yield {
            "party": one.party,
            "organisation": visit.name_of(one.party),
            "name": name,
            "capacity": one.capacity,
            "on": one.on,
        }


def _money(state: Agreement, day: date) -> dict[str, Money | None]:
    lines = money_table(state)
    currency = state.money.currency or "EUR"
    names = ("voted", "committed", "ordered", "paid", "to_recover", "in_kind")
    sums: dict[str, Money | None] = {name: total([getattr(one, name) for one in lines], currency) for name in names}
    return sums | {"granted": amount_on(state, day)}


def _history(visit: Visit, facts: Sequence[Recorded]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The last facts first, month by month."""
    chosen = [*reversed(facts)] if visit.query("tout") else [*reversed(facts)][:SHOWN]
    chosen.sort(key=_day, reverse=True)
    return [
        (month, [_told(visit, one) for one in several])
        for month, several in groupby(chosen, key=lambda one: _day(one).strftime("%Y-%m-01"))
    ]


def _told(visit: Visit, fact: Recorded) -> dict[str, Any]:
    is_person = fact.actor.startswith("person-")
    return {
        "at": _day(fact).isoformat(),
        "title": event_title("agreement", type(fact.event), visit.language),
        "by": visit.name_of(fact.actor) if is_person else "",
        "tone": _tone(type(fact.event).__name__),
        "summary": visit.say("Événement n° %(position)s", position=fact.position),
        "detail": [
            (visit.say("Nom"), fact.name),
            (visit.say("Identifiant"), fact.event_id),
            (visit.say("Enregistré le"), fact.recorded_at.isoformat(timespec="seconds")),
        ],
    }


def _tone(name: str) -> str:
    known = {**dict.fromkeys(STEPS, GOOD), **dict.fromkeys(ALARMS, BAD), **dict.fromkeys(PAYMENTS, WARN)}
    return known.get(name, INFO if name.startswith("Act") else QUIET)
