"""Every noun there is, by kind."""

from collections.abc import Mapping

from application import (
    accesses,
    agreements,
    api_keys,
    attachments,
    calls,
    candidatures,
    cases,
    clusters,
    commitments,
    committees,
    contracts,
    evaluations,
    frameworks,
    imports,
    installations,
    loans,
    mandates,
    meetings,
    organisations,
    payments,
    people,
    procedures,
    procurement_plans,
    programmes,
    projects,
    sessions,
    statements,
    strategies,
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
        statements,
        payments,
        procedures,
        cases,
        strategies,
        clusters,
        accesses,
        attachments,
        programmes,
        calls,
        candidatures,
        projects,
        sessions,
        loans,
        contracts,
        procurement_plans,
        api_keys,
    )
}
