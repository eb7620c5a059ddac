"""What a caller can ask about an import of published grants: the import itself is made by `grants.importing`."""

from collections.abc import Sequence

from application.nouns import Noun, members
from domain import grants_import
from domain.claim import Claim


def claims(event: grants_import.Event, state: grants_import.GrantsImport) -> Sequence[Claim]:
    """Of two imports into an empty log, one establishes the framework: the other then finds it."""
    del state
    if isinstance(event, grants_import.Begun) and event.establishes_framework:
        return (Claim(kind="framework-of-imports", value="first"),)
    return ()


NOUN = Noun(
    kind="import",
    plural="imports",
    decider=grants_import.decider,
    commands=members(grants_import.Command),
    events=members(grants_import.Event),
    creators=frozenset({grants_import.Begin}),
    internal=frozenset(members(grants_import.Command)),
    suppliers={},
    claims=claims,
)
