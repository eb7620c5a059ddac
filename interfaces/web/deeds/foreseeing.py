"""What a deed would lead to, decided by the rules and recorded nowhere."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from application.execute import Ask, Deed
from domain.decider import Refusal
from domain.irregularity import IrregularityNoticed
from interfaces.api.schemas import request_model, stated
from interfaces.sentences import sentence
from interfaces.web.acting import refused, unfit
from interfaces.web.forms import Wrong
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import event_title


def foreseen(
    visit: Visit, command: str, stream: str | None, fields: Mapping[str, Any]
) -> tuple[list[str], Sequence[Wrong]]:
    """What would be inscribed, in words; or what is wrong."""
    events, wrong = decided(visit, command, stream, fields)
    return [in_words(visit, command.partition(".")[0], one) for one in events], wrong


def decided(
    visit: Visit, command: str, stream: str | None, fields: Mapping[str, Any]
) -> tuple[Sequence[object], Sequence[Wrong]]:
    """The events themselves; or what is wrong."""
    noun = visit.parts.nouns[command.partition(".")[0]]
    found = noun.command(command.partition(".")[2])
    if found is None:
        raise KeyError(command)
    try:
        typed = stated(request_model(noun, found).model_validate_json(json.dumps(fields)))
        deed = Deed(visit.parts.execute.house, visit.visitor.caller())
        _, events = deed.ask(Ask(noun=noun, command=found, stream=stream, fields=typed))
    except ValidationError as error:
        return [], unfit(visit, error)
    except Refusal as refusal:
        return [], [refused(visit, refusal)]
    return events, ()


def in_words(visit: Visit, noun: str, event: object) -> str:
    """What happened; of an irregularity, which."""
    title = event_title(noun, type(event), visit.language)
    if isinstance(event, IrregularityNoticed):
        return f"{title} : {sentence(event.rule, visit.language)}"
    return title
