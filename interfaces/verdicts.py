"""What the gate, a replay and a forecast come to, as plain data for programs."""

from collections.abc import Sequence
from typing import Any

from application.changing import Kept
from application.definitions.faults import Fault
from application.gate import Verdict
from application.history.under_draft import Under
from domain.procedure.conformance import SAID, Departure
from domain.procedure.soundness import Finding, Leg


def as_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict of the gate."""
    procedure, seen = verdict.procedure, verdict.soundness
    return {
        "passes": verdict.passes,
        "procedure": procedure and procedure.id,
        "version": procedure and procedure.version,
        "digest": verdict.digest or None,
        "sound": seen and seen.sound,
        "behaves": seen and seen.behaves,
        "checked_to_the_end": seen and seen.unchecked is None,
        "configurations": seen and seen.configurations,
        "faults": [fault_data(one) for one in verdict.faults],
        "findings": [] if seen is None else [finding_data(one) for one in seen.findings],
    }


def fault_data(one: Fault) -> dict[str, Any]:
    """A fault with its place."""
    return {
        "rule": one.rule,
        "line": one.place.line,
        "column": one.place.column,
        "where": one.where,
        "fr": one.said.fr,
        "en": one.said.en,
        "remedy_fr": one.remedy.fr,
        "remedy_en": one.remedy.en,
    }


def finding_data(one: Finding) -> dict[str, Any]:
    """A finding of the soundness check with the shortest way there."""
    return {
        "rule": one.rule.value,
        "states": list(one.states),
        "transition": one.transition,
        "fr": one.words.fr,
        "en": one.words.en,
        "path": path_data(one.path),
    }


def path_data(path: Sequence[Leg]) -> list[dict[str, Any]]:
    """A path, leg by leg."""
    return [
        {
            "on": leg.trigger and leg.trigger.on.value,
            "name": leg.trigger and leg.trigger.name,
            "entered": list(leg.entered),
            "active": list(leg.active),
            "guards": dict(leg.guards),
        }
        for leg in path
    ]


def kept_data(one: Kept) -> dict[str, Any]:
    """Whether a case kept to a version."""
    left = one.found.departure
    return {
        "case": one.case,
        "subject": one.subject,
        "conforms": one.found.conforms,
        "departure": None if left is None else _departure(left),
    }


def under_data(one: Under) -> dict[str, Any]:
    """What would have been otherwise in one case under a draft."""
    left = one.conformance.departure
    return {
        "case": one.case,
        "subject": one.subject,
        "version": one.version,
        "conforms": one.conformance.conforms,
        "departure": None if left is None else _departure(left),
        "deadlines": [
            {
                "turn": each.turn.value,
                "step": each.step,
                "name": each.name,
                "due_then": each.due_then and each.due_then.isoformat(),
                "due_under_draft": each.due_under_draft.isoformat(),
                "came": each.came and each.came.isoformat(),
            }
            for each in one.deadlines
        ],
    }


def _departure(left: Departure) -> dict[str, Any]:
    trigger = left.recorded.trigger
    return {
        "at": left.at,
        "on": trigger and trigger.on.value,
        "name": trigger and trigger.name,
        "entered": list(left.recorded.entered),
        "why": left.misfit.value,
        "fr": SAID[left.misfit].fr,
        "en": SAID[left.misfit].en,
        "stood_in": [] if left.standing is None else sorted(left.standing.active),
        "instead": [list(each) for each in left.instead],
        "possible": [each.transition.id for each in left.possible],
    }
