"""What identifiers are called, looked up one by one: a page names a few of them, and a territory has thousands."""

from typing import Any

from interfaces.web.visit import Visit

TITLED = {
    "agreement": "agreements",
    "commitment": "commitments",
    "evaluation": "evaluations",
    "meeting": "meetings",
    "committee": "committees",
    "framework": "frameworks",
    "programme": "programmes",
    "call": "calls",
    "application": "applications",
    "project": "projects",
    "session": "sessions",
    "loan": "loans",
    "contract": "contracts",
    "strategy": "strategies",
    "procurement_plan": "procurement_plans",
    "cluster": "clusters",
}
PATHS = {
    "agreement": "/conventions",
    "commitment": "/engagements",
    "evaluation": "/evaluations",
    "organisation": "/organisations",
    "meeting": "/seances",
    "committee": "/comites",
}


class Called(dict[str, str]):
    """A mapping from identifiers to names that is filled as it is asked."""

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit

    def get(self, key: str, default: Any = None) -> Any:
        """The name of an identifier, or the other word."""
        kind, _, rest = key.partition("-")
        if not rest or (kind not in TITLED and kind not in {"person", "organisation"}):
            return default
        if key not in self:
            self[key] = self._found(kind, key)
        return self[key] or default

    def _found(self, kind: str, key: str) -> str:
        if kind in {"person", "organisation"}:
            return self._visit.name_of(key)
        # The state alone: a row comes with all its details, which cost ten times as much.
        state = self._visit.parts.execute.house.streams.folded(key).state
        if not self._visit.visitor.reaches(key if kind == "framework" else state.framework):
            return ""
        return str(getattr(state, "title", "") or getattr(state, "name", "") or "")


def path_of(stream: str) -> str:
    """The page of a stream, where there is one."""
    found = PATHS.get(stream.partition("-")[0])
    return f"{found}/{stream}" if found else ""
