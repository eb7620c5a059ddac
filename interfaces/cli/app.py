"""The `palabre` command: its pages of help and its parts."""

import typer

from interfaces.cli import (
    accounts,
    auditing,
    bundles,
    cases,
    controls,
    decp,
    doing,
    erasing,
    figures,
    grants,
    history,
    irregularities,
    keys,
    lasting,
    library,
    lineage,
    money,
    notifying,
    payments,
    reading,
    relaying,
    scoreboard,
    serving,
    webhooks,
    what_if,
    witnessing,
)
from interfaces.cli.door import Opener

HELP = """Palabre: agreements, committees, commitments and evaluations, every change an event.

Begin with `palabre demo` to see a sample territory, or `palabre init` for one of your own.

The log is PALABRE_DATABASE (sqlite:///path/to/file.db or postgresql+psycopg://…); by default a file of yours.

Exit codes: 0 done, 1 refused by a rule, 2 misused, 3 the database or another part does not answer.
"""


def make_command_line(opener: Opener) -> typer.Typer:
    """The command line on parts that `opener` opens when they are needed."""
    app = typer.Typer(help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

    @app.callback()
    def begin(context: typer.Context) -> None:
        context.obj = opener

    for part in (
        serving.app,
        doing.app,
        erasing.app,
        reading.app,
        history.app,
        what_if.app,
        controls.app,
        cases.app,
        money.app,
        irregularities.app,
        scoreboard.app,
        lasting.app,
        relaying.app,
        notifying.app,
    ):
        app.registered_commands += part.registered_commands
    app.add_typer(reading.views, name="views")
    bundles.add_to(auditing.audit)
    app.add_typer(auditing.audit, name="audit")
    app.add_typer(auditing.checkpoint, name="checkpoint")
    keys.add_to(erasing.keys)
    app.add_typer(erasing.keys, name="keys")
    app.add_typer(accounts.accounts, name="accounts")
    app.add_typer(witnessing.witness, name="witness")
    app.add_typer(webhooks.webhook, name="webhook")
    app.add_typer(library.app, name="procedure")
    app.add_typer(cases.one, name="case")
    decp.add_to(grants.importing, grants.exporting)
    figures.add_to(grants.importing)
    payments.add_to(grants.importing)
    app.add_typer(grants.importing, name="import")
    app.add_typer(payments.payments, name="payments")
    lineage.add_to(grants.exporting)
    app.add_typer(grants.exporting, name="export")
    del begin
    return app
