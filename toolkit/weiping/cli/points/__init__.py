"""`weiping points …`: the books of points from the command line. Every command is thin over a verb of `desk.points`."""

from __future__ import annotations

import typer

from .. import help_of
from . import accounts, changes, deciding, notices, settings, sheets

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

for _name, _command, _help in (
    ("balance", accounts.balance, help_of("What an account has, and what of it may be spent.")),
    ("grant", changes.grant, help_of("Grant points to a household or a resident.")),
    (
        "import",
        sheets.bring_in,
        help_of("Bring in opening balances or grants from a sheet; exit 1 where rows are refused."),
    ),
    ("export", sheets.take_out, help_of("Write accounts, a journal, a statement and other sheets.")),
    ("reverse", changes.reverse, help_of("Take a transfer back, wholly or in part.")),
    ("repay", changes.repay, help_of("Let an account pay what it owes.")),
    ("batches", deciding.batches, help_of("List what waits for a second person.")),
    ("approve", deciding.approve, help_of("Post a batch that somebody else proposed.")),
    ("turn-down", deciding.turn_down, help_of("End a batch without posting it.")),
    ("notice", notices.notice, help_of("Print or hang the notice of a month.")),
    ("policy", settings.policy, help_of("Show or change the office's rules for points.")),
):
    app.command(_name, help=_help)(_command)
