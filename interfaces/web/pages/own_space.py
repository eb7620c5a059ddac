"""The other side of every agreement: what I owe, what I am owed and when it is paid, and what I may do about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from application.authority import READERS
from application.bundles import TooFewWitnesses
from application.facts import Unknown
from domain.agreement.parts import ENDED, OPEN_STAGES, PartyRole
from domain.agreement.queries import DeadlineKind, deadlines, late_payments, parties_on, stage_on
from domain.agreement.schedule import conditions, last_day, owed_since, sum_due
from domain.agreement.state import Agreement, Scheduled
from domain.commitment.state import due
from domain.mandate import Role
from domain.values import Money
from interfaces.bundling import UNSAFE, zipped_bundle
from interfaces.web.acting import act
from interfaces.web.deeds.offers import offers
from interfaces.web.entry import bearing, signed_in
from interfaces.web.error_pages import shown
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.uploads import Unfit, taken
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 100
OWED_STAGES = frozenset({"declared", "accepted", "planned", "in_progress", "missed"})
MINE = frozenset({DeadlineKind.REPORT, DeadlineKind.CURE})
WORDS = {
    DeadlineKind.REPORT: N_("Remettre le compte rendu financier de %(about)s"),
    DeadlineKind.CURE: N_("Réparer ce que reproche la mise en demeure n° %(about)s"),
}


def add(web: Web) -> None:
    """The space, handing in a document, and taking everything along."""
    web.page("/mon-espace", space, enter=signed_in, seen_by="representative")
    web.deed("/mon-espace/deposer", hand_in, enter=signed_in)
    web.file("/mon-espace/{id}/dossier.zip", bundle, enter=signed_in)
    web.in_menu(N_("Mon espace"), "/mon-espace", 5, enter=bearing(Role.REPRESENTATIVE))


def space(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """Every agreement of one's organisations."""
    own = own_organisations(visit)
    rows = {str(one["id"]): one for each in own for one in visit.rows("agreements", MOST, party=each).items}
    told = [_agreement(visit, id_, own) for id_ in rows]
    told.sort(key=lambda one: (one["ended"], not one["urgent"], not one["owe"], one["title"]))
    return visit.page(
        "pages/own_space.html",
        status,
        wrong=wrong,
        organisations=[(one, visit.name_of(one)) for one in own],
        agreements=[one for one in told if not one["ended"]],
        ended=[one for one in told if one["ended"]],
        others=list(_others(visit, own, rows)),
        chosen=visit.sent["agreement"] or visit.query("convention"),
    )


def own_organisations(visit: Visit) -> list[str]:
    """Those one acts for, the readers' mandates aside."""
    return [*dict.fromkeys(str(one.organisation) for one in visit.visitor.powers if one.role not in READERS)]


def _agreement(visit: Visit, id_: str, own: Sequence[str]) -> dict[str, Any]:
    state = Agreement(**visit.show(id_).state)
    owe, owed = (
        sorted(_owe(visit, id_, state, own), key=lambda one: one["on"] or date.max),
        list(_owed(visit, state, own)),
    )
    stage = stage_on(state, visit.today)
    return {
        "id": id_,
        "title": state.title,
        "stage": stage,
        "ended": stage in ENDED,
        "urgent": any(one["late"] for one in (*owe, *owed)),
        "owe": owe,
        "owed": owed,
        "contest": offers(visit, id_, state, ["contest-entry"]),
        "hands_in": bool(offers(visit, id_, state, ["file-document"])),
    }


def _owe(visit: Visit, id_: str, state: Agreement, own: Sequence[str]) -> Iterator[dict[str, Any]]:
    yield from _signatures(visit, id_, state, own)
    for one in deadlines(state):
        if one.kind in MINE and one.by in own:
            path = (
                f"/faire/{id_}/receive-report?year={one.about}&by={one.by}"
                if one.kind is DeadlineKind.REPORT
                else f"/conventions/{id_}/suivi"
            )
            yield _line(visit, visit.say(WORDS[one.kind], about=one.about), one.on, path)
    yield from _answers(visit, id_, state, own)
    yield from _commitments(visit, id_, own)


def _signatures(visit: Visit, id_: str, state: Agreement, own: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Texts that wait for one's signature."""
    parties = [one for one in parties_on(state, visit.today) if one.signs and one.organisation in own]
    signed = {one.party for one in state.signatures}
    for one in parties:
        if state.stage in OPEN_STAGES and one.organisation not in signed and state.text is not None:
            yield _line(visit, visit.say("Signer la convention"), None, f"/faire/{id_}/sign?party={one.organisation}")
        for amendment in state.amendments:
            if amendment.stage == "draft" and one.organisation not in {each.party for each in amendment.signatures}:
                words = visit.say("Signer l’avenant n° %(number)s", number=amendment.number)
                yield _line(
                    visit, words, None, f"/faire/{id_}/sign?party={one.organisation}&amendment={amendment.number}"
                )


def _answers(visit: Visit, id_: str, state: Agreement, own: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Contests of the other side that wait for a word."""
    for one in state.contests:
        if one.answered_by is None and one.by not in own and offers(visit, id_, state, ["answer-contest"]):
            yield _line(
                visit,
                visit.say("Répondre à une contestation : %(entry)s", entry=one.entry),
                None,
                f"/faire/{id_}/answer-contest?contest={one.number}",
            )


def _commitments(visit: Visit, id_: str, own: Sequence[str]) -> Iterator[dict[str, Any]]:
    for each in own:
        for row in visit.rows("commitments", MOST, origin=id_, owner=each).items:
            if row["state"] in OWED_STAGES:
                state = visit.parts.execute.house.streams.folded(str(row["id"])).state
                yield _line(visit, str(row["title"]), due(state), f"/engagements/{row['id']}")


def _others(visit: Visit, own: Sequence[str], agreements: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is owed or awaited besides agreements: other commitments, drafts to reply to, recommendations to answer."""
    for each in own:
        for row in visit.rows("commitments", MOST, owner=each).items:
            if row["state"] in OWED_STAGES and row["origin"] not in agreements:
                on = None if row["next_due"] is None else date.fromisoformat(str(row["next_due"]))
                yield _line(visit, str(row["title"]), on, f"/engagements/{row['id']}")
        for row in visit.rows("evaluations", MOST, evaluated=each, state="right_of_reply").items:
            until = None if row["reply_until"] is None else date.fromisoformat(str(row["reply_until"]))
            yield _line(
                visit,
                visit.say("Répondre au rapport : %(title)s", title=row["title"]),
                until,
                f"/evaluations/{row['id']}",
            )
        for row in visit.rows("recommendations", MOST, addressed_to=each, awaiting="true").items:
            words = visit.say("Répondre à la recommandation : %(text)s", text=row["text"])
            yield _line(visit, words, None, f"/evaluations/{row['evaluation']}")


def _line(visit: Visit, words: str, on: date | None, path: str) -> dict[str, Any]:
    return {"words": words, "on": on, "path": path, "late": on is not None and on < visit.today}


def _owed(visit: Visit, state: Agreement, own: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What one's organisations are to receive and have not yet."""
    receives = {one.organisation for one in parties_on(state, visit.today) if one.role is PartyRole.BENEFICIARY} & {
        *own
    }
    late = {one.instalment: one for one in late_payments(state, visit.today)}
    for one in state.money.schedule:
        mine = one.instalment.beneficiary in receives if one.instalment.beneficiary else bool(receives)
        left = _left(state, one)
        if mine and not one.dropped and (left is None or left.cents > 0):
            yield _expected(visit, state, one, left) | {"late": late.get(one.instalment.number)}


def _left(state: Agreement, one: Scheduled) -> Money | None:
    whole = sum_due(state, one)
    return None if whole is None else Money.of(whole.amount - one.paid.amount, whole.currency)


def _expected(visit: Visit, state: Agreement, one: Scheduled, left: Money | None) -> dict[str, Any]:
    owed = owed_since(state, one.instalment)
    reports = [
        what.removeprefix("report ")
        for what, day in conditions(state, one.instalment)
        if day is None and what.startswith("report ")
    ]
    return {
        "label": one.instalment.label or str(one.instalment.number),
        "payer": visit.name_of(one.instalment.payer),
        "left": left,
        "last_day": None if owed is None or owed > visit.today else last_day(owed),
        "due_on": one.instalment.due_on,
        "reports": reports,
    }


def hand_in(visit: Visit) -> Response:
    """Put a document, a photograph of one mostly, on the file of an agreement."""
    id_, organisation = visit.sent["agreement"], visit.sent["organisation"]

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return space(visit, wrong, status)

    if not id_.startswith("agreement-") or organisation not in own_organisations(visit):
        return again([Wrong("agreement", visit.say("Choisissez une de vos conventions."))], 422)
    visit.show(id_)
    try:
        evidence = taken(visit, "evidence")
    except Unfit as unfit:
        return again([Wrong("evidence", visit.say(unfit.words))], 422)
    if evidence is None:
        return again([Wrong("evidence", visit.say("Choisissez un fichier, ou prenez une photo."))], 422)
    fields = {"kind": "other", "organisation": organisation, "evidence": evidence}
    return act(
        visit,
        "agreement.file-document",
        id_,
        fields,
        again=again,
        then="/mon-espace",
        said=visit.say("Le document est déposé au dossier."),
    )


def bundle(visit: Visit) -> Response:
    """Everything about an agreement, with its proofs, as one file."""
    id_ = visit.path("id")
    if not id_.startswith("agreement-"):
        raise Unknown(id_)
    visit.one("agreements", id_)
    visit.show(id_)
    try:
        content = zipped_bundle(visit.parts, "agreement", id_, visit.language)
    except (TooFewWitnesses, OSError):
        return shown(visit, 503)
    return visit.file(content, "application/zip", f"{UNSAFE.sub('-', id_)}.zip")
