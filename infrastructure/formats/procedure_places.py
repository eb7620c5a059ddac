"""Where stops and ways stand in a drawing: beside a main line, each on a track where nothing else is in the way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from domain.procedure.definition import Kind, StatePath
from infrastructure.formats.procedure_network import Network, Way


@dataclass(slots=True)
class Stop:
    """A stop: how far along (`at`) and on which track. The main line is track 0; others are beside it, either side."""

    path: StatePath
    at: int
    track: int


@dataclass(slots=True)
class Run:
    """All ways from one stop to another, drawn as one; `track`: where it runs between them (None: straight)."""

    source: Stop
    target: Stop
    ways: tuple[Way, ...]
    back: bool = False
    track: int | None = None


@dataclass(slots=True)
class Places:
    """Stops by path, and the runs between them."""

    network: Network
    stops: dict[StatePath, Stop] = field(default_factory=dict[StatePath, Stop])
    runs: list[Run] = field(default_factory=list[Run])
    used: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def length(self) -> int:
        """How many places there are along the line."""
        return 1 + max((stop.at for stop in self.stops.values()), default=0)

    def free(self, track: int, cells: Iterable[int]) -> bool:
        """Whether nothing is on those cells of a track."""
        return self.used[track].isdisjoint(cells)

    def take(self, track: int, cells: Iterable[int]) -> int:
        """Reserve those cells."""
        self.used[track].update(cells)
        return track


def side_by_side(network: Network) -> Places:
    """For a wide drawing: as far along as the longest way there; side steps above or below the main line."""
    places, columns = Places(network), network.columns
    for path in network.main:
        places.stops[path] = Stop(path, columns[path], places.take(0, [columns[path]]))
    for path in network.stops:
        if path not in places.stops:
            ends = network.states[path].kind is Kind.FINAL
            cells = _cells(network, path, columns[path])
            track = next(one for one in _tracks(below=ends) if places.free(one, cells))
            places.stops[path] = Stop(path, columns[path], places.take(track, cells))
    _laid(places, lambda back: count(-1, -1) if back else _tracks(below=False))
    return places


def one_below_the_other(network: Network) -> Places:
    """For a narrow drawing: every stop on a row of its own, what branches off right after where it does."""
    places = Places(network)
    for at, path in enumerate(_rows(network)):
        places.stops[path] = Stop(path, at, 0)
    main = set(network.main)
    into: dict[StatePath, list[int]] = defaultdict(list)
    out: dict[StatePath, list[int]] = defaultdict(list)
    for way in network.ways:
        if not way.back:
            into[way.target].append(places.stops[way.source].at)
            out[way.source].append(places.stops[way.target].at)
    for stop in places.stops.values():
        if stop.path in main:
            places.take(0, [stop.at])
            continue
        first, last = min([*into[stop.path], stop.at]), max([*out[stop.path], stop.at])
        cells = {*range(first + 1, last), stop.at}
        stop.track = places.take(next(one for one in count(1) if places.free(one, cells)), cells)
    _laid(places, lambda _: count(1))
    return places


def _tracks(*, below: bool) -> Iterator[int]:
    """1, -1, 2, -2 … or the other way round."""
    for distance in count(1):
        yield from (distance, -distance) if below else (-distance, distance)


def _cells(network: Network, path: StatePath, at: int) -> set[int]:
    """The cells that a side stop needs: its own, and those that its ways run along."""
    cells = {at}
    for way in network.ways:
        if way.back:
            continue
        if way.target == path:
            cells.update(range(network.columns[way.source] + 1, at))
        elif way.source == path:
            cells.update(range(at + 1, network.columns[way.target]))
    return cells


def _rows(network: Network) -> list[StatePath]:
    """The main line, and after each of its stops what branches off there."""
    rank = {path: place for place, path in enumerate(network.stops)}
    into: dict[StatePath, list[StatePath]] = defaultdict(list)
    for way in network.ways:
        if not way.back:
            into[way.target].append(way.source)
    after = {path: place for place, path in enumerate(network.main)}
    for path in network.stops:
        if path not in after:
            after[path] = max((after[source] for source in into[path] if source in after), default=len(after))
    main = set(network.main)
    return sorted(network.stops, key=lambda path: (after[path], path not in main, rank[path]))


def _laid(places: Places, tracks: Callable[[bool], Iterator[int]]) -> None:
    """A run for all ways between the same two stops, on a track of its own where it cannot be straight."""
    runs: dict[tuple[StatePath, StatePath], list[Way]] = defaultdict(list)
    for way in places.network.ways:
        if way.source != way.target:
            runs[way.source, way.target].append(way)
    for (start, end), ways in runs.items():
        source, target, back = places.stops[start], places.stops[end], ways[0].back
        low, high = sorted((source.at, target.at))
        between = range(low + 1, high)
        run = Run(source, target, tuple(ways), back=back or target.at < source.at)
        straight = source.track != target.track or places.free(source.track, between)
        if run.back or not straight:
            cells = range(low, high + 1) if run.back else between
            run.track = places.take(next(one for one in tracks(run.back) if places.free(one, cells)), cells)
        places.runs.append(run)
