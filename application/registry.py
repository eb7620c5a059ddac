"""Every noun there is, by kind."""

from collections.abc import Mapping

from application import (
    accesses,
    agreements,
    api_keys,
    cases,
    commitments,
    committees,
    evaluations,
    frameworks,
    imports,
    installations,
    mandates,
    meetings,
    organisations,
    people,
    procedures,
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
        api_keys,
    )
}
