"""Every noun there is, by kind."""

from collections.abc import Mapping

from application import (
    accesses,
    agreements,
    cases,
    commitments,
    committees,
    contracts,
    evaluations,
    frameworks,
    imports,
    installations,
    mandates,
    meetings,
    organisations,
    people,
    procedures,
    procurement_plans,
)
from application.nouns import Noun

NOUNS: Mapping[str, Noun] = {
    module.NOUN.kind: module.NOUN
    for module in (
        installations,
        organisations,
        people,
        mandates,
        frameworks,
        committees,
        meetings,
        agreements,
        commitments,
        evaluations,
        imports,
        procedures,
        cases,
        accesses,
        contracts,
        procurement_plans,
    )
}
