"""What a caller can ask about the installation itself."""

from application.mandates import of_named
from application.nouns import Noun, members
from domain import installation

NOUN = Noun(
    kind="installation",
    plural="installations",
    decider=installation.decider,
    commands=members(installation.Command),
    events=members(installation.Event),
    creators=frozenset({installation.Initialise}),
    suppliers={installation.NameAdministrator: of_named("mandate")},
    of_installation=True,
    claims=installation.claims,
)
