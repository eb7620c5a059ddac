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
        row = self._visit.parts.reading.one(TITLED[kind], key, today=self._visit.today)
        if row is None or not self._visit.visitor.reaches(row.get("framework", row["id"])):
            return ""
        return str(row.get("title") or row.get("name") or "")


def path_of(stream: str) -> str:
    """The page of a stream, where there is one."""
    found = PATHS.get(stream.partition("-")[0])
    return f"{found}/{stream}" if found else ""
