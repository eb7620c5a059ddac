"""A file's rows against what earlier files recorded: a row has no identity of its own, so only certain pairs count."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from application.grants.amendments import based
from application.grants.outcomes import Correction, KnownGrant, New, Outcome, Plan, Unchanged, refused
from application.grants.rows import GrantRow, Identity, Quarantined
from application.grants.scope import Scope
from domain.values import AgreementId, Digest

MOST_COMPARED = 1_000_000
"""Beyond so many pairs of rows that are alike but for what is unknown, none is certain."""
_DECIDED = re.compile(
    r"(?P<named>agreement-[\w-]+)?[\s,;]*(?:(?:sinon|ou|else|or)\s+)?(?P<new>new|nouveau|nouvelle)?", re.IGNORECASE
)


def decided(text: str) -> tuple[AgreementId | None, bool]:
    """The agreement that a decision names, and whether the row is a grant of its own, at least where there is none."""
    found = _DECIDED.fullmatch(text.strip())
    if found is None:
        return None, False
    return AgreementId(found["named"]) if found["named"] else None, found["new"] is not None


def plan(rows: Iterable[GrantRow | Quarantined], recorded: Iterable[KnownGrant], within: Scope) -> Plan:
    """Pair every row: as decided by hand, then identical, then one left against one left, then completions."""
    pairing = _Pairing(tuple(rows), tuple(recorded), within)
    pairing.follow_decisions()
    pairing.pair_identical()
    pairing.pair_by_key()
    pairing.pair_completions()
    return pairing.settled()


class _Pairing:
    """The rows and agreements not yet paired, by key, and the outcomes so far, by position in the file."""

    def __init__(self, rows: Sequence[GrantRow | Quarantined], recorded: Sequence[KnownGrant], within: Scope) -> None:
        self.size = len(rows)
        self.all = recorded
        self.within = within
        self.outcomes: dict[int, Outcome] = {at: row for at, row in enumerate(rows) if isinstance(row, Quarantined)}
        self.rows = {at: row for at, row in enumerate(rows) if isinstance(row, GrantRow)}
        self.left: dict[str, dict[int, GrantRow]] = defaultdict(dict)
        self.known: dict[str, dict[AgreementId, KnownGrant]] = defaultdict(dict)
        self.last: dict[str, int] = defaultdict(int)
        for at, row in self.rows.items():
            self.left[row.key][at] = row
        for one in recorded:
            self.known[one.key][one.agreement] = one
            self.last[one.key] = max(self.last[one.key], one.occurrence)

    def settle(self, at: int, outcome: Outcome, paired: KnownGrant | None = None) -> None:
        self.outcomes[at] = outcome
        del self.left[self.rows[at].key][at]
        if paired is not None:
            del self.known[paired.key][paired.agreement]

    def begin(self, at: int) -> None:
        row = self.rows[at]
        self.last[row.key] += 1
        self.settle(at, New(row=row, occurrence=self.last[row.key]))

    def correct(self, at: int, one: KnownGrant) -> None:
        self.settle(at, Correction(row=self.rows[at], recorded=one), one)

    def ambiguous(self, at: int, rule: str, candidates: Iterable[KnownGrant]) -> None:
        row = self.rows[at]
        named = ", ".join(one.agreement for one in islice(candidates, 5))
        self.settle(at, refused(row, rule, "montant", f"{row.grant.amount.amount:f}", named))

    def follow_decisions(self) -> None:
        """What somebody wrote of a row: which agreement it states, or that it is one of its own."""
        agreements = {one.agreement: one for one in self.all}
        waiting: list[int] = []
        for at, row in [(at, row) for at, row in self.rows.items() if row.decision]:
            name, new = decided(row.decision)
            named = agreements.pop(name, None) if name else None
            if named is not None and named.digest == row.digest:
                self.settle(at, Unchanged(row=row, recorded=named), named)
            elif named is not None:
                self.correct(at, named)
            elif new:
                waiting.append(at)
            else:
                self.settle(at, refused(row, "decision-not-understood", "decision", row.decision))
        for at in waiting:
            self.begin_once(at)

    def begin_once(self, at: int) -> None:
        """A grant of its own, unless just that is recorded: so that a file imported again records nothing twice."""
        row = self.rows[at]
        same = next((one for one in self.known[row.key].values() if one.digest == row.digest), None)
        if same is None:
            self.begin(at)
        else:
            self.settle(at, Unchanged(row=row, recorded=same), same)

    def pair_identical(self) -> None:
        for key in [key for key in self.left if self.known.get(key)]:
            alike: dict[Digest, deque[KnownGrant]] = defaultdict(deque)
            for one in sorted(self.known[key].values(), key=lambda one: (not self.within.holds(one), one.occurrence)):
                alike[one.digest].append(one)
            for at, row in tuple(self.left[key].items()):
                if found := alike[row.digest]:
                    one = found.popleft()
                    self.settle(at, Unchanged(row=row, recorded=one), one)

    def pair_by_key(self) -> None:
        for key in [key for key, left in self.left.items() if left and self.known.get(key)]:
            ours = [one for one in self.known[key].values() if self.within.holds(one)]
            if len(ours) == len(self.left[key]) == 1:
                self.correct(next(iter(self.left[key])), ours[0])
                continue
            rule = "several-could-be-meant" if ours else "stated-otherwise-elsewhere"
            for at in tuple(self.left[key]):
                self.ambiguous(at, rule, self.known[key].values())

    def pair_completions(self) -> None:
        """Pair what was recorded with something unknown and the row that now states it, all else alike."""
        ones: dict[tuple[str, str, str], list[KnownGrant]] = defaultdict(list)
        ats: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for known in self.known.values():
            for one in known.values():
                if self.within.holds(one):
                    ones[_names(one.identity)].append(one)
        for left in self.left.values():
            for at, row in left.items():
                ats[_names(row.identity)].append(at)
        for group in ats.keys() & ones.keys():
            self._complete(ats[group], ones[group])

    def _complete(self, ats: list[int], ones: list[KnownGrant]) -> None:
        if len(ats) * len(ones) > MOST_COMPARED:
            for at in ats:
                self.ambiguous(at, "several-could-be-meant", ones)
            return
        self._pair_single(self._candidates(ats, ones, same_amount=True))
        others = [one for one in ones if one.agreement in self.known[one.key]]
        waiting = [at for at in ats if at in self.left[self.rows[at].key]]
        candidates = self._candidates(waiting, others, same_amount=False)
        self._pair_single(candidates)
        for at, meant in candidates.items():
            still = [one for one in meant if one.agreement in self.known[one.key]]
            if still and at in self.left[self.rows[at].key]:
                self.ambiguous(at, "several-could-be-meant", still)

    def _candidates(self, ats: list[int], ones: list[KnownGrant], *, same_amount: bool) -> dict[int, list[KnownGrant]]:
        by_amount: dict[int, list[KnownGrant]] = defaultdict(list)
        for one in ones:
            by_amount[one.cents if same_amount else 0].append(one)
        return {
            at: [one for one in by_amount[row.grant.amount.cents if same_amount else 0] if completes(row, one)]
            for at, row in ((at, self.rows[at]) for at in ats)
        }

    def _pair_single(self, candidates: Mapping[int, list[KnownGrant]]) -> None:
        sought = Counter(one.agreement for meant in candidates.values() for one in meant)
        for at, meant in candidates.items():
            if len(meant) == 1 and sought[meant[0].agreement] == 1:
                self.correct(at, meant[0])

    def settled(self) -> Plan:
        for at in sorted(at for left in self.left.values() for at in left):
            self.begin(at)
        outcomes = based([self.outcomes[at] for at in range(self.size)], self.all)
        if not self.within.reports_vanished:
            return Plan(outcomes=tuple(outcomes))
        gone = {one.agreement for known in self.known.values() for one in known.values() if self.within.holds(one)}
        return Plan(outcomes=tuple(outcomes), vanished=tuple(one for one in self.all if one.agreement in gone))


def _names(who: Identity) -> tuple[str, str, str]:
    return (who.grantor_name, who.beneficiary_name, who.object)


def completes(row: GrantRow, recorded: KnownGrant) -> bool:
    """Whether the row only fills in what was not known of the agreement."""
    new, old = row.identity, recorded.identity
    parties = ((new.grantor, old.grantor), (new.beneficiary, old.beneficiary))
    return (
        all(now == was or was.startswith(("name:", "siren:")) for now, was in parties)
        and (new.on == old.on or not old.on[:4].isdigit())
        and (new.reference == old.reference or not old.reference)
    )
