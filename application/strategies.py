"""What a caller can ask about a joint strategy, and how far it has come by the commitments attached to it."""

from datetime import date

from application.facts import Unknown
from application.nouns import Noun, members
from application.replay import Replay
from domain import strategy
from domain.commitment import Commitment
from domain.decider import record
from domain.strategy import Strategy, StrategyProgress, strategy_progress
from domain.values import CommitmentId

NOUN = Noun(
    kind="strategy",
    plural="strategies",
    decider=strategy.decider,
    commands=members(strategy.Command),
    events=members(strategy.Event),
    creators=frozenset({strategy.DraftStrategy}),
    suppliers={},
)


@record
class Measured:
    """The progress of a strategy on a day, as the log stands at a position."""

    id: str
    title: str
    stage: strategy.Stage | None
    today: date
    position: int
    progress: StrategyProgress


def measured(replay: Replay, name: str, today: date) -> Measured:
    """How far a strategy has come. Raises Unknown where there is none of that name."""
    folded = replay.streams.folded(name) if name.startswith("strategy-") else None
    if folded is None or folded.version == 0:
        raise Unknown(name)
    state: Strategy = folded.state
    attached = {one for each in state.objectives.values() for one in each.commitments}
    return Measured(
        id=name,
        title=state.title,
        stage=state.stage,
        today=today,
        position=replay.log.position(),
        progress=strategy_progress(state, {one: _commitment(replay, one) for one in attached}, today),
    )


def _commitment(replay: Replay, name: CommitmentId) -> Commitment:
    state: Commitment = replay.streams.folded(name).state
    return state
