"""What conditions may see of an agreement."""

from datetime import date, timedelta

from application.definitions.guards import VarType
from application.subjects.seeing import Seen, money, seen
from domain.agreement.parts import PartyRole
from domain.agreement.queries import amount_on, late_payments, stage_on
from domain.agreement.state import Agreement
from domain.irregularity import IrregularityState
from domain.values import Money, latest


def _amount(state: Agreement, today: date) -> Money | None:
    """What it grants today; before its first day, what it will grant."""
    return amount_on(state, today) or latest(state.amounts)


def _parties(state: Agreement, role: PartyRole | None = None) -> tuple[str, ...]:
    return tuple(one.organisation for one in latest(state.parties) or () if role is None or one.role is role)


def starts_on(state: Agreement) -> date | None:
    """Since when it is in force, or from when its text says it will be."""
    return state.in_force_since or state.clauses.starts


def half_way(state: Agreement) -> date | None:
    """The day half-way between its first and its last, the earlier one of two."""
    first, last = starts_on(state), latest(state.ends)
    if first is None or last is None or last < first:
        return None
    return first + timedelta(days=(last - first).days // 2)


def _open_irregularities(state: Agreement) -> int:
    return sum(one.state is IrregularityState.OPEN for one in state.irregularities)


def _standing_acts(state: Agreement, today: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(act.by for act in state.acts if act.amendment is None and act.stands_on(today)))


TEXT, NUMBER, FLAG, DATE, LIST = VarType.TEXT, VarType.NUMBER, VarType.FLAG, VarType.DATE, VarType.LIST
SEEN: tuple[Seen, ...] = (
    seen("agreement.stage", TEXT, stage_on, "où elle en est", "where it stands"),
    seen("agreement.kind", TEXT, lambda one, _: one.kind, "sa forme", "its form"),
    seen("agreement.title", TEXT, lambda one, _: one.title, "son titre", "its title"),
    seen("agreement.nature", TEXT, lambda one, _: one.nature, "en argent ou en nature", "in cash or in kind"),
    *money("agreement.amount", _amount, "son montant", "its amount"),
    seen("agreement.parties", LIST, lambda one, _: _parties(one), "ses parties", "its parties"),
    seen(
        "agreement.beneficiaries",
        LIST,
        lambda one, _: _parties(one, PartyRole.BENEFICIARY),
        "ses bénéficiaires",
        "its beneficiaries",
    ),
    seen("agreement.payers", LIST, lambda one, _: _parties(one, PartyRole.PAYER), "ses financeurs", "its payers"),
    seen(
        "agreement.signatories",
        LIST,
        lambda one, _: tuple(party.organisation for party in latest(one.parties) or () if party.signs),
        "les parties qui signent",
        "the parties that sign",
    ),
    seen(
        "agreement.signed",
        LIST,
        lambda one, _: tuple(dict.fromkeys(signature.party for signature in one.signatures)),
        "les parties qui ont signé",
        "the parties that have signed",
    ),
    seen(
        "agreement.approved",
        LIST,
        _standing_acts,
        "les parties dont un acte approuve",
        "the parties with an act that stands",
    ),
    seen("agreement.signed_on", DATE, lambda one, _: one.signed_on, "signée par tous le", "signed by all on"),
    seen("agreement.notified_on", DATE, lambda one, _: one.notified_on, "notifiée le", "notified on"),
    seen("agreement.starts_on", DATE, lambda one, _: starts_on(one), "son premier jour", "its first day"),
    seen("agreement.ends_on", DATE, lambda one, _: latest(one.ends), "son dernier jour", "its last day"),
    seen("agreement.half_way", DATE, lambda one, _: half_way(one), "le jour de mi-parcours", "the day half-way"),
    seen(
        "agreement.suspended_until",
        DATE,
        lambda one, _: one.life.suspended_until,
        "suspendue jusqu'au",
        "suspended until",
    ),
    seen(
        "agreement.amendments",
        NUMBER,
        lambda one, _: len(one.amendments),
        "le nombre d'avenants",
        "how many amendments",
    ),
    seen(
        "agreement.late_payments",
        NUMBER,
        lambda one, day: len(late_payments(one, day)),
        "les échéances payées en retard",
        "how many payments are late",
    ),
    seen(
        "agreement.open_irregularities",
        NUMBER,
        lambda one, _: _open_irregularities(one),
        "les irrégularités ouvertes",
        "how many irregularities are open",
    ),
)
