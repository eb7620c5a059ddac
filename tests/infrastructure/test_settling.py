"""Sharing a commit changes nothing: a batch comes out as if each append had come alone, in the same order."""

from collections.abc import Sequence
from datetime import UTC, datetime

from eventsourcing.persistence import StoredEvent, Tracking
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.settling import Append, EventRow, Rows, Seen, settle, wanted
from infrastructure.stored import IdempotencyKey, KeyRow, PreparedEvent

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)
STREAMS: tuple[str, ...] = ("a", "b", "c")
VERSIONS = st.integers(min_value=0, max_value=4)


class Tables:
    """The tables, as far as settling goes."""

    def __init__(self) -> None:
        self.events: list[EventRow] = []
        self.keys: list[KeyRow] = []
        self.claims: dict[tuple[str, str], str | None] = {}
        self.tracking: dict[str, int] = {}

    def commit(self, batch: Sequence[Append]) -> None:
        """Look, settle, write."""
        self._write(settle(batch, self._seen(batch), lambda: NOON))

    def _seen(self, batch: Sequence[Append]) -> Seen:
        want = wanted(batch)
        seen = Seen(position=len(self.events), recorded_at=self.events[-1][7] if self.events else 0)
        for _, stream, version, _, _, framework, sequence, *_ in self.events:
            if stream in want.streams:
                seen.heads[stream] = version
            if framework in want.frameworks:
                seen.sequences[framework] = sequence
        seen.keys.update({row.name: row for row in self.keys if row.name in want.keys})
        seen.holders.update({claim: stream for claim, stream in self.claims.items() if claim in want.claims})
        seen.tracked.update({name: position for name, position in self.tracking.items() if name in want.trackings})
        return seen

    def _write(self, rows: Rows) -> None:
        self.events += rows.events
        self.keys += rows.keys
        self.claims.update(rows.claims)
        self.claims = {claim: stream for claim, stream in self.claims.items() if stream is not None}
        self.tracking.update(rows.tracking)


@st.composite
def stored(draw: st.DrawFn) -> StoredEvent:
    """An event of ours or a plain one."""
    stream, version = draw(st.sampled_from(STREAMS)), draw(VERSIONS)
    if draw(st.booleans()):
        return StoredEvent(stream, version, "topic", b"state")
    framework = draw(st.sampled_from([None, "one", "two"]))
    return PreparedEvent(stream, version, "name.v1", b"state", "id", framework, "name.v1", b"head", b"tail")


@st.composite
def append(draw: st.DrawFn) -> Append:
    """Anything a caller may ask for."""
    claims = st.lists(st.tuples(st.just("siren"), st.sampled_from("12"), st.sampled_from(STREAMS)), max_size=2)
    heads = st.dictionaries(st.sampled_from(STREAMS), VERSIONS, max_size=1)
    key = st.builds(IdempotencyKey, st.just("me"), st.just("/"), st.sampled_from("xyz"), st.sampled_from("12"))
    tracking = st.builds(Tracking, st.sampled_from(["up"]), st.integers(1, 9))
    return Append(
        events=draw(st.lists(stored(), max_size=3)),
        tracking=draw(st.none() | tracking),
        expected=draw(heads),
        read=draw(heads),
        claims=draw(claims),
        releases=draw(claims),
        key=draw(st.none() | key),
    )


@given(st.lists(append(), max_size=12), st.data())
def test_a_batch_comes_out_as_its_appends_would_alone(appends: list[Append], data: st.DataObject) -> None:
    alone, together = Tables(), Tables()
    for one in appends:
        alone.commit([one])
    outcomes = [outcome(one) for one in appends]
    while appends:
        size = data.draw(st.integers(1, len(appends)))
        together.commit(appends[:size])
        assert [outcome(one) for one in appends[:size]] == outcomes[:size]
        appends, outcomes = appends[size:], outcomes[size:]
    assert vars(together) == vars(alone)


@given(st.lists(append(), max_size=12))
def test_a_refused_append_writes_nothing_and_an_accepted_one_everything(appends: list[Append]) -> None:
    tables = Tables()
    tables.commit(appends)
    written = [one for one in appends if one.error is None and one.positions is not None and not one.positions.repeated]
    assert [position for one in written for position in one.positions or ()] == list(range(1, len(tables.events) + 1))
    assert [row.key for row in tables.keys] == [one.key.key for one in written if one.key is not None]
    assert sum(len(one.events) for one in written) == len(tables.events)


def outcome(one: Append) -> tuple[str, list[int] | None, bool]:
    """What the caller was told."""
    error = "" if one.error is None else f"{type(one.error).__name__}: {one.error}"
    return error, one.positions, one.positions is not None and one.positions.repeated
