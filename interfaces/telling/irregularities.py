"""What the checks of grants found, as data for programs."""

from typing import Any

from application.grant_checks import Checked
from domain.aid.rules import Breach
from domain.irregularity import rule_name
from interfaces.sentences import sentence


def checked_as_json(checked: Checked) -> dict[str, Any]:
    """Figures, and each breach with its rule in both languages, its article, what it concerns and its cure."""
    return {
        "framework": checked.framework,
        "today": checked.today.isoformat(),
        "checked": checked.found.checked,
        "unclear": checked.found.unclear,
        "noticed": checked.noticed,
        "regularised": checked.regularised,
        "breaches": [_told(one, checked) for one in checked.found.breaches],
        "doubtful": [_told(one, checked) for one in checked.found.doubtful],
    }


def _told(one: Breach, checked: Checked) -> dict[str, Any]:
    return {
        "agreement": one.agreement,
        "title": checked.titles[one.agreement],
        "rule": rule_name(one.rule),
        "fr": sentence(rule_name(one.rule), "fr"),
        "en": sentence(rule_name(one.rule), "en"),
        "article": one.article,
        "detail": one.detail,
        "cure": one.cure,
        "on": one.on.isoformat(),
    }
