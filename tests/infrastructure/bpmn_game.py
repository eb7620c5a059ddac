"""The token game of BPMN, played on the file itself: shares nothing with the reader that it judges."""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree as ET

NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
State = frozenset[tuple[str, int]]
"""How many tokens lie on each flow, wait in each node (`in:id`), how often a boundary event went off (`off:id`)."""
END = "✓"
CHOICE = "?"


class Game:
    def __init__(self, data: bytes, *, ends_keep: bool = False) -> None:
        self.ends_keep = ends_keep
        root = ET.fromstring(data)
        self.process = next(one for one in root.iter(f"{NS}process") if one.find(f".//{NS}sequenceFlow") is not None)
        self.scope: dict[str, str] = {}
        self.kind: dict[str, str] = {}
        self.name: dict[str, str] = {}
        self.element: dict[str, ET.Element] = {}
        self.out: dict[str, list[str]] = defaultdict(list)
        self.into: dict[str, list[str]] = defaultdict(list)
        self.target: dict[str, str] = {}
        self.boundary: dict[str, list[str]] = defaultdict(list)
        self._read(self.process, "")

    def _read(self, holder: ET.Element, scope: str) -> None:
        for one in holder:
            key, kind = one.get("id", ""), one.tag.removeprefix(NS)
            if kind == "sequenceFlow":
                self.out[one.attrib["sourceRef"]].append(key)
                self.into[one.attrib["targetRef"]].append(key)
                self.target[key] = one.attrib["targetRef"]
                self.scope[key] = scope
            elif kind.endswith(("Event", "ask", "Gateway", "subProcess")):
                self.kind[key], self.scope[key], self.name[key] = kind, scope, one.get("name", key)
                self.element[key] = one
                if kind == "boundaryEvent":
                    self.boundary[one.attrib["attachedToRef"]].append(key)
                if kind == "subProcess":
                    self._read(one, key)

    def start(self) -> State:
        return _with({}, self._starts(""))

    def _starts(self, scope: str) -> list[str]:
        inner = [key for key, where in self.scope.items() if where == scope and key in self.kind]
        starts = [key for key in inner if self.kind[key] == "startEvent"]
        if starts:
            assert len(starts) == 1
            return self.out[starts[0]]
        return [f"to:{key}" for key in inner if not self.into[key] and self.kind[key] != "boundaryEvent"]

    def _within(self, place: str, scope: str) -> bool:
        """Whether a token lies inside a sub-process, at any depth."""
        where = self.scope[place.partition(":")[2] or place]
        while where and where != scope:
            where = self.scope[where]
        return where == scope

    def _defined(self, key: str) -> str:
        found = [one.tag.removeprefix(NS) for one in self.element[key] if one.tag.endswith("EventDefinition")]
        return found[0].removesuffix("EventDefinition") if found else "none"

    def _error(self, key: str) -> str | None:
        found = self.element[key].find(f"{NS}errorEventDefinition")
        return None if found is None else found.get("errorRef")

    def moves(self, state: State) -> Iterator[tuple[str, State]]:
        """What can happen, at once (""), by a choice (CHOICE) or under a name, and what is then."""
        tokens = dict(state)
        for place in tokens:
            if place.startswith("at:"):
                continue
            if place.startswith("in:"):
                yield from self._inside(tokens, place[3:])
            elif not place.startswith("off:"):
                node = place[3:] if place.startswith("to:") else self.target[place]
                yield from self._arrives(tokens, place, node)

    def _arrives(self, tokens: dict[str, int], place: str, node: str) -> Iterator[tuple[str, State]]:
        kind, out = self.kind[node], self.out[node]
        if kind == "exclusiveGateway":
            for flow in out or [None]:
                yield CHOICE if len(out) > 1 else "", _with(tokens, [flow] if flow else [], [place])
        elif kind == "parallelGateway":
            if all(tokens.get(flow) for flow in self.into[node]):
                yield "", _with(tokens, out, self.into[node] or [place])
        elif kind == "intermediateThrowEvent":
            yield "", _with(tokens, out, [place])
        elif kind == "endEvent":
            yield from self._ends(tokens, place, node)
        elif kind == "subProcess":
            yield "", _with(tokens, [f"in:{node}", *self._starts(node)], [place])
        else:
            yield "", _with(tokens, [f"in:{node}"], [place])

    def _ends(self, tokens: dict[str, int], place: str, node: str) -> Iterator[tuple[str, State]]:
        scope, defined = self.scope[node], self._defined(node)
        if defined not in {"terminate", "error"}:
            yield "", _with(tokens, [f"at:{node}"] if self.ends_keep else [], [place])
            return
        left = {key: count for key, count in tokens.items() if not self._within(key, scope)}
        if defined == "terminate":
            yield "", frozenset(left.items())
            return
        caught = [one for one in self.boundary[scope] if self._error(one) == self._error(node)]
        assert len(caught) == 1
        yield "", self._interrupted(left, scope, caught[0])

    def _interrupted(self, tokens: dict[str, int], host: str, boundary: str) -> State:
        left = {
            key: count
            for key, count in tokens.items()
            if not (self.kind[host] == "subProcess" and self._within(key, host))
        }
        return self._left(left, host, self.out[boundary])

    def _left(self, tokens: dict[str, int], host: str, out: list[str]) -> State:
        """A node is left: its boundary events can go off anew the next time."""
        kept = {key: count for key, count in tokens.items() if key not in {f"off:{one}" for one in self.boundary[host]}}
        return _with(kept, out, [f"in:{host}"])

    def _inside(self, tokens: dict[str, int], node: str) -> Iterator[tuple[str, State]]:
        if self.kind[node] == "subProcess":
            if not any(self._within(key, node) for key in tokens if not key.startswith("off:")):
                yield "", self._left(tokens, node, self.out[node])
        elif self.kind[node] == "eventBasedGateway":
            for flow in self.out[node]:
                event = self.target[flow]
                yield self.name[event], _with(tokens, self.out[event], [f"in:{node}"])
        else:
            yield self.name[node], self._left(tokens, node, self.out[node])
        for one in self.boundary[node]:
            if self._defined(one) == "error":
                continue
            if self.element[one].get("cancelActivity") == "false":
                if not tokens.get(f"off:{one}"):
                    yield self.name[one], _with(tokens, [f"off:{one}", *self.out[one]])
            else:
                yield self.name[one], self._interrupted(tokens, node, one)


def _with(tokens: dict[str, int], more: list[str], fewer: list[str] | None = None) -> State:
    found = dict(tokens)
    for key in fewer or []:
        found[key] -= 1
    for key in more:
        found[key] = found.get(key, 0) + 1
    return frozenset((key, count) for key, count in found.items() if count)


def traces(data: bytes, length: int, *, at_once: bool = False) -> set[tuple[str, ...]]:
    """Every sequence of names up to that length; one that can end there also with ✓ after it.

    `at_once`: what needs nobody happens before anything else can.
    """
    return explored(_Moves(Game(data), at_once=at_once), length)


def sound(data: bytes, most: int) -> bool | None:
    """The verdict of the literature on a process without sub-processes; None where there is too much to explore.

    Sound: never two tokens in one place, an end counted as a place; and from everywhere an end can be reached.
    """
    game = Game(data, ends_keep=True)
    return verdict(game.start(), lambda state: [after for _, after in game.moves(state)], _unsafe, _over, most)


def _unsafe(state: State) -> bool:
    return any(count > 1 for _, count in state)


def _over(state: State) -> bool:
    return all(key.startswith(("at:", "off:")) for key, _ in state)


def verdict(start, following, broken, over, most: int) -> bool | None:
    """Whether nothing reachable is broken, and whether from everything reachable something that is over is."""
    before: dict = {start: set()}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if broken(here):
            return False
        if len(before) > most:
            return None
        for after in [] if over(here) else following(here):
            if after not in before:
                before[after] = set()
                waiting.append(after)
            before[after].add(here)
    reaching = {state for state in before if over(state)}
    waiting = list(reaching)
    while waiting:
        for state in before[waiting.pop()] - reaching:
            reaching.add(state)
            waiting.append(state)
    return len(reaching) == len(before)


class _Moves:
    def __init__(self, game: Game, *, at_once: bool) -> None:
        self.game = game
        self.at_once = at_once
        self.start = game.start()

    def moves(self, state: State) -> list[tuple[str, State]]:
        assert all(count < 8 for _, count in state), "tokens without bound"
        moves = list(self.game.moves(state))
        silent = [after for name, after in moves if not name]
        if silent and self.at_once:
            return [("", after) for after in silent]
        return [("" if name == CHOICE else name, after) for name, after in moves]

    def ended(self, state: State) -> bool:
        return not any(not key.startswith("off:") for key, _ in state)


def explored(machine, length: int) -> set[tuple[str, ...]]:
    """Traces of anything with a start, moves and ends."""
    found: set[tuple[str, ...]] = set()
    layer = {(): _silently(machine, {machine.start})}
    for depth in range(length + 1):
        following: dict[tuple[str, ...], set] = defaultdict(set)
        for trace, states in layer.items():
            found.add(trace)
            if any(machine.ended(state) for state in states):
                found.add((*trace, END))
            for state in states:
                for name, after in machine.moves(state):
                    if name and depth < length:
                        following[*trace, name].add(after)
        layer = {trace: _silently(machine, states) for trace, states in following.items()}
    return found


def _silently(machine, states: set) -> set:
    reached, waiting = set(states), list(states)
    while waiting:
        for name, after in machine.moves(waiting.pop()):
            if not name and after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached
