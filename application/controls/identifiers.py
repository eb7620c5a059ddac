"""Organisations that receive or give money under identifiers that cannot be relied on."""

from application.controls.control import File, Tally
from domain.organisation.identifiers import IdentifierInDoubt, doubts
from domain.organisation.register import Registered, RegisteredFromPublication
from domain.organisation.state import Kind, Organisation


def identifier_in_doubt(file: File, tally: Tally) -> None:
    """Each party: an identifier that does not check, or none at all; an informal collective needs none."""
    state: Organisation = file.state
    if state.ending is not None:
        return
    tally.look()
    shown = file.of(Registered, RegisteredFromPublication) or list(file.facts[:1])
    wrong = "; ".join(str(part) for one in doubts(state.identifiers) for part in one.args)
    if wrong:
        tally.findings.append(file.finding(IdentifierInDoubt, "doubtful", *shown, organisation=file.stream, text=wrong))
    elif not (state.siren or state.rna) and state.kind is not Kind.INFORMAL_COLLECTIVE:
        tally.findings.append(file.finding(IdentifierInDoubt, "missing", *shown, organisation=file.stream, text=""))
