"""Where the lineage view finds a chain broken."""

from datetime import date
from typing import Any

import pytest

from domain.commitment.state import Commitment, Milestone, Origin, OriginKind
from domain.values import Digest, Evidence, FrameworkId
from infrastructure.views.facts import Subject
from infrastructure.views.lineage import rows

SHOWN = Evidence(digest=Digest(f"sha256:{'0' * 64}"), media_type="text/plain", size=1)
ORIGIN = Origin(kind=OriginKind.AGREEMENT, stream="agreement-1")
REACHED = Milestone(number=1, title="Bail signé", due=None, original_due=None, evidence=(SHOWN,))


def kinds(state: Commitment) -> list[str]:
    subject = Subject(
        stream="commitment-1",
        kind="commitment",
        framework="framework-1",
        state=state,
        version=1,
        position=1,
        updated_at="2024-03-01T00:00:00Z",
        is_new=True,
    )
    return [one["kind"] for one in rows(subject)["broken_links"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"origin": None}, ["commitment_without_source"]),
        ({"origin": ORIGIN}, []),
        ({"origin": ORIGIN, "delivered_on": date(2024, 3, 1)}, ["delivery_without_evidence"]),
        ({"origin": ORIGIN, "delivered_on": date(2024, 3, 1), "evidence": (SHOWN,)}, []),
        ({"origin": ORIGIN, "delivered_on": date(2024, 3, 1), "milestones": (REACHED,)}, []),
    ],
)
def test_what_comes_from_nothing_and_what_nothing_shows_is_a_broken_link(
    fields: dict[str, Any], expected: list[str]
) -> None:
    assert kinds(Commitment(framework=FrameworkId("framework-1"), title="Local", **fields)) == expected
