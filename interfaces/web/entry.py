"""Who may enter a page: every page says so when it is registered, and one that does not is no page."""

from collections.abc import Callable
from dataclasses import dataclass

from application.authority import BY_COMMAND, BY_NOUN, READERS, nobody
from domain.mandate import Role
from interfaces.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule: its name, and whom it admits."""

    name: str
    admits: Callable[[Visitor], bool]


public = Entry("public", lambda _visitor: True)
signed_in = Entry("signed_in", lambda visitor: visitor.person is not None)


def bearing(*roles: Role) -> Entry:
    """Those who bear one of these roles under any mandate."""
    wanted = frozenset(roles)
    return Entry(f"bearing {', '.join(sorted(wanted))}", lambda visitor: not wanted.isdisjoint(visitor.roles))


def may(command: str) -> Entry:
    """Those whom the rule of a command (`agreement.sign`) may admit; the command itself then asks about the subject."""
    rule = BY_COMMAND.get(command) or BY_NOUN[command.partition(".")[0]]

    def admits(visitor: Visitor) -> bool:
        own = rule.concerned is not nobody and bool(visitor.roles - READERS)
        return not rule.roles.isdisjoint(visitor.roles) or own

    return Entry(f"may {command}", admits)
