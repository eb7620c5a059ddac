"""The tables of contracts, their lots, clauses and acts."""

from application.reading import ColumnType
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, money, number, of_type, text

CONTRACTS = Shape(
    "contracts",
    (
        id_("id", "The contract.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "What is bought, in a line."),
        text("reference", "The buyer's own number for it."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who buys, or concedes."),
        text("nature", "What kind of contract it is in law."),
        text("procedure", "How competitors were put on the same footing."),
        text("cpv", "What is bought, in the common procurement vocabulary."),
        text("state", "How far the lot has come that is least far."),
        day("launched_on", "When it was launched."),
        number("lot_count", "How many lots it has."),
        number("lots_reserved", "How many of them are reserved."),
        money("amount", "What the notified lots are worth together, as modified."),
        number("clause_count", "Clauses of all lots."),
        number("modification_count", "Modifications of all lots."),
        number("lots_unpublished", "Notified lots whose essential data were not published."),
        day("next_deadline", "The earliest day by which something is due, even if it has passed."),
        text("next_deadline_kind", "What is due then."),
        flag("is_concession", "Whether it is conceded, not bought."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state"), ("buyer",)),
)


LOTS = Shape(
    "contract_lots",
    (
        id_("id", "Contract and lot.", sure=True),
        id_("contract", "The contract.", sure=True),
        number("lot", "Its number.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who buys."),
        text("title", "What is bought."),
        text("reference", "The buyer's own number for it."),
        text("state", "How far it has come, or how it ended."),
        text("reserved_for", "Whom it is reserved for."),
        of_type(ColumnType.TEXTS, "social", "What it asks for in social matters; empty: unknown."),
        of_type(ColumnType.TEXTS, "environmental", "What it asks for in environmental matters; empty: unknown."),
        number("tenders", "Tenders received."),
        of_type(ColumnType.ORGANISATIONS, "holders", "Who holds it now."),
        money("awarded", "What it was awarded for."),
        money("amount", "What it is worth now, as modified."),
        number("months", "For how many months it runs."),
        day("notified_on", "When it was notified, or the concession signed."),
        day("ends_on", "Its last day, where beginning and duration are known."),
        day("ended_on", "When it ended, was terminated or closed without award."),
        day("published_on", "When its essential data were published."),
        number("clause_count", "Its clauses."),
        number("clauses_met", "Those whose target was reached."),
        number("modification_count", "Its modifications."),
        number("subcontract_count", "Its accepted subcontracts."),
        flag("over", "Whether nothing changes in it any more."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
    ),
    by="contract",
    indexes=(("sort", "id"), ("contract",), ("framework", "state"), ("buyer",)),
)


CLAUSES = Shape(
    "contract_clauses",
    (
        id_("id", "Contract, lot and clause.", sure=True),
        id_("contract", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("clause", "Its number.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who asks for it."),
        text("kind", "What it asks for."),
        text("text", "Its words."),
        text("unit", "In which unit it is counted."),
        of_type(ColumnType.DECIMAL, "target", "How much is asked."),
        of_type(ColumnType.DECIMAL, "performed", "How much was done; null: nothing was observed."),
        of_type(ColumnType.DECIMAL, "attained", "Share of the target reached, from 0."),
        flag("met", "Whether the target was reached; null: there is none."),
        day("due", "By when."),
        number("observation_count", "Periods observed."),
        id_("commitment", "The commitment that it keeps."),
        text("sort", hidden=True, sure=True),
    ),
    by="contract",
    indexes=(("sort", "id"), ("contract",), ("framework",), ("commitment",)),
)


OBSERVATIONS = Shape(
    "clause_observations",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("clause", "The clause.", sure=True),
        day("start", "The first day of the period.", sure=True),
        day("end", "Its last day."),
        of_type(ColumnType.DECIMAL, "value", "What was done, in the unit of the clause."),
        number("documents", "How many documents show it."),
        text("note", "What was said of it, or why it was corrected."),
    ),
    key=("id", "lot", "clause", "start"),
)


MODIFICATIONS = Shape(
    "contract_modifications",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("number", "Its number.", sure=True),
        day("on", "When it was notified."),
        money("amount", "What the lot is worth from then on."),
        money("change", "By how much that differs from before."),
        number("months", "For how many months the lot runs from then on."),
        text("ground", "Why the law allows it."),
        text("reasons", "Why it was made."),
        day("published_on", "When it was published."),
        text("currency", hidden=True),
    ),
    key=("id", "lot", "number"),
)


SUBCONTRACTS = Shape(
    "contract_subcontracts",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("number", "Its number.", sure=True),
        of_type(ColumnType.ORGANISATION, "subcontractor", "Who carries it out."),
        money("amount", "What it is worth, as last changed."),
        day("on", "When it was accepted."),
        day("published_on", "When it was published."),
        text("currency", hidden=True),
    ),
    key=("id", "lot", "number"),
)
