"""Whose cosignatures a checkpoint needs (c2sp.org/tlog-policy): witnesses, groups of them, and the quorum.

witness lannion lannion.example/w1+0123abcd+BAAA… https://lannion.example/witness/
witness tregor  tregor.example/w1+0123abcd+BAAA… https://tregor.example/witness/
group institutions 2 lannion tregor
quorum institutions
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from infrastructure.verifier import COSIGNED, SIGNED, Refused, VerifierKey, read_key

NONE = "none"
NO_POLICY = f"quorum {NONE}\n"
"""The policy that asks for no cosignature, as it is written."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns, and where to ask."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of its members are needed."""

    needed: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """Witnesses, groups and the quorum, by name; and the logs that the policy is about, where it names any."""

    witnesses: dict[str, Witness] = field(default_factory=dict[str, Witness])
    groups: dict[str, Group] = field(default_factory=dict[str, Group])
    logs: dict[VerifierKey, str] = field(default_factory=dict[VerifierKey, str])
    quorum: str | None = None

    def is_met(self, signers: Collection[VerifierKey]) -> bool:
        """Whether the cosignatures of these keys are enough."""
        keys = {key.public for key in signers if key.kind == COSIGNED}
        return self.quorum == NONE or self._has_signed(self.quorum or "", keys)

    def _has_signed(self, name: str, keys: Collection[bytes]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key.public in keys
        group = self.groups[name]
        return sum(self._has_signed(member, keys) for member in group.members) >= group.needed

    def witness_keys(self) -> Mapping[str, VerifierKey]:
        """The keys of the witnesses, by the names they have here."""
        return {name: witness.key for name, witness in self.witnesses.items()}


def read_policy(text: str) -> Policy:
    """A policy file. Refuses one that is malformed, saying in which line."""
    policy, members = Policy(), set[str]()
    for number, line in enumerate(text.split("\n"), 1):
        items = line.replace("\t", " ").split(" ")
        items = [item for item in items if item]
        if not items or items[0].startswith("#"):
            continue
        try:
            _take(policy, members, items)
        except (Refused, ValueError) as error:
            raise Refused(f"line {number} of the policy: {error}") from error
    if policy.quorum is None:
        raise Refused("the policy has no quorum line")
    return policy


def _take(policy: Policy, members: set[str], items: list[str]) -> None:
    match items:
        case ["log", key, *url] if len(url) < 2:
            policy.logs[_new_key(key, SIGNED, policy.logs)] = "".join(url)
        case ["witness", name, key, *url] if len(url) < 2:
            known = [witness.key for witness in policy.witnesses.values()]
            _new_name(policy, name)
            policy.witnesses[name] = Witness(_new_key(key, COSIGNED, known), "".join(url))
        case ["group", name, needed, *names] if names:
            _new_name(policy, name)
            policy.groups[name] = _group(policy, members, needed, names)
        case ["quorum", name] if policy.quorum is None:
            if name != NONE and not _is_defined(policy, name):
                raise Refused(f"{name!r} is not defined before")
            policy.quorum = name
        case _:
            raise Refused("it says nothing that a policy can say")


def _new_key(text: str, kind: int, known: Collection[VerifierKey]) -> VerifierKey:
    key = read_key(text)
    if key.kind != kind:
        raise Refused(f"the key of {key.name} is of another type")
    if key.public in {one.public for one in known}:
        raise Refused(f"the key of {key.name} is there twice")
    return key


def _is_defined(policy: Policy, name: str) -> bool:
    return name in policy.witnesses or name in policy.groups


def _new_name(policy: Policy, name: str) -> None:
    if name == NONE or _is_defined(policy, name):
        raise Refused(f"the name {name!r} is taken")


def _group(policy: Policy, members: set[str], needed: str, names: list[str]) -> Group:
    for name in names:
        if not _is_defined(policy, name):
            raise Refused(f"{name!r} is not defined before")
        if name in members:
            raise Refused(f"{name!r} belongs to a group already")
        members.add(name)
    words = {"any": 1, "all": len(names)}
    if needed not in words and not (needed.isascii() and needed.isdigit()):
        raise Refused(f"{needed!r} is neither any, all nor a number")
    count = words.get(needed) or int(needed)
    if not 1 <= count <= len(names):
        raise Refused(f"of {len(names)} members, {count} cannot be needed")
    return Group(count, tuple(names))
