"""Keys of programs: issued once, bounded as they say, revoked for good."""

from datetime import UTC, datetime

from domain import api_key
from domain.api_key import Issue, Issued, Revoke, Revoked
from domain.values import FrameworkId, PersonId
from tests.scenario import Scenario

ANA = PersonId("person-ana")
NOON, LATER = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2027, 3, 2, 12, tzinfo=UTC)
BOUNDS = frozenset({FrameworkId("framework-a")})
given = Scenario(api_key.decider).given
ISSUED = Issued(holder=ANA, expires_at=LATER, at=NOON)


def test_a_key_says_what_it_opens_and_until_when() -> None:
    given().when(
        Issue(holder=ANA, frameworks=BOUNDS, types=frozenset({"agreement.*"}), expires_at=LATER, at=NOON)
    ).then(Issued(holder=ANA, frameworks=BOUNDS, types=frozenset({"agreement.*"}), expires_at=LATER, at=NOON))


def test_what_a_key_opens_never_changes() -> None:
    given(ISSUED).when(Issue(holder=ANA, expires_at=LATER, at=NOON)).then_nothing()
    given(ISSUED).when(Issue(holder=ANA, may_act=True, expires_at=LATER, at=NOON)).then_refused(
        api_key.KeyAlreadyIssued
    )


def test_a_key_ends_after_it_begins() -> None:
    given().when(Issue(holder=ANA, expires_at=NOON, at=NOON)).then_refused(api_key.KeyEndsBeforeItBegins, NOON)


def test_a_key_with_bounds_reads_and_a_calendars_key_opens_the_calendar() -> None:
    bounded = Issue(holder=ANA, frameworks=BOUNDS, may_act=True, expires_at=LATER, at=NOON)
    given().when(bounded).then_refused(api_key.BoundedKeyActs)
    more = Issue(holder=ANA, frameworks=BOUNDS, calendar_of=ANA, expires_at=LATER, at=NOON)
    given().when(more).then_refused(api_key.CalendarKeyOpensMore)


def test_a_key_is_revoked_once_and_for_good() -> None:
    given(ISSUED).when(Revoke(at=NOON)).then(Revoked(at=NOON))
    given(ISSUED, Revoked(at=NOON)).when(Revoke(at=LATER)).then_nothing()
    given().when(Revoke(at=NOON)).then_refused(api_key.NoSuchKey)
