"""Who is in an agreement, who has signed and who still must, and by which act each side decided."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from domain.agreement.queries import parties_on
from domain.agreement.state import Act, Amendment
from interfaces.web.entry import signed_in
from interfaces.web.pages.agreement_sheet import Sheet, examples, sheet, signed
from interfaces.web.visit import Visit
from interfaces.web.web import Web

FIELDS = {"agreement.withdraw-amendment": "number"}
"""What a deed calls the amendment it is about, where it is not `amendment`."""
ON_ACTS = ("publish-act", "transmit-act", "suspend-act", "annul-act")


def add(web: Web) -> None:
    """The page."""
    web.page("/conventions/{id}/parties", parties, enter=signed_in, examples=examples("parties"))


def parties(visit: Visit) -> Response:
    """Parties, signatures, acts, amendments."""
    found = sheet(visit)
    return found.page(
        "parties",
        parties=list(_parties(found)),
        acts=[_act(found, one) for one in found.state.acts],
        amendments=[_amendment(found, one) for one in found.state.amendments],
        digest=found.state.text.digest if found.state.text else "",
        deeds=found.offers("record-act", "record-signature", "certify-copies", "accede", "notify", "succeed-party"),
        on_text=found.offers("open-negotiation", "revise-text", "withdraw", "abandon"),
        on_amendments=found.offers("draft-amendment", "record-amendment"),
    )


def _parties(found: Sheet) -> Iterator[dict[str, Any]]:
    """Each party, with its signature or what is missing for one."""
    visit = found.visit
    known = {one.party: one for one in found.state.signatures}
    own = {str(one.organisation) for one in visit.visitor.powers if one.may_sign}
    may_sign = bool(found.offers("sign")) and found.state.text is not None
    for one in parties_on(found.state, visit.today):
        signature = known.get(one.organisation)
        yield {
            "id": one.organisation,
            "name": visit.name_of(one.organisation),
            "role": one.role,
            "signs": one.signs,
            "signature": signed(visit, signature) if signature else None,
            "sign": f"/faire/{found.id}/sign?party={one.organisation}"
            if may_sign and one.signs and signature is None and one.organisation in own
            else "",
        }


def _act(found: Sheet, one: Act) -> dict[str, Any]:
    steps = (("published", one.published_on), ("transmitted", one.transmitted_on), ("executory", one.executory_on))
    ended = one.end or one.suspended_on
    return {
        "act": one,
        "by": found.visit.name_of(one.by),
        "steps": [(name, day) for name, day in steps if day],
        "stands": one.stands_on(found.visit.today),
        "deeds": [] if ended else [(offer, f"{offer.path}?act={one.number}") for offer in found.offers(*ON_ACTS)],
    }


def _amendment(found: Sheet, one: Amendment) -> dict[str, Any]:
    """An amendment: what it changes, who has signed and who still must."""
    visit = found.visit
    has = {each.party for each in one.signatures}
    waiting = [each for each in parties_on(found.state, visit.today) if each.signs and each.organisation not in has]
    is_open = one.stage == "draft"
    own = {str(each.organisation) for each in visit.visitor.powers if each.may_sign}
    return {
        "amendment": one,
        "signed": [signed(visit, each) for each in one.signatures],
        "waiting": [visit.name_of(each.organisation) for each in waiting] if is_open else [],
        "signs": [
            (
                visit.name_of(each.organisation),
                f"/faire/{found.id}/sign?party={each.organisation}&amendment={one.number}",
            )
            for each in waiting
            if is_open and one.text is not None and each.organisation in own
        ],
        "joining": [visit.name_of(each.organisation) for each in one.changes.joining],
        "leaving": [visit.name_of(each) for each in one.changes.leaving],
        "deeds": [
            (offer, f"{offer.path}?{FIELDS.get(offer.command, 'amendment')}={one.number}")
            for offer in found.offers("withdraw-amendment", "record-signature", "notify")
            if is_open or offer.command.endswith("notify")
        ],
    }
