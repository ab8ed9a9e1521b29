"""`weiping points …`: the books of points from the command line. Every command is thin over a verb of `desk.points`."""

from __future__ import annotations

import typer

from .. import help_of
from . import accounts, changes, deciding, month, notices, settings, sheets, told, watching

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

for _name, _command, _help in (
    ("balance", accounts.balance, help_of("What an account has, and what of it may be spent.")),
    ("statement", told.statement, help_of("What came and went on an account, and why.")),
    ("passbook", told.passbook, help_of("A household's passbook on paper.")),
    ("certificate", told.certificate, help_of("The certificate of an honour on paper.")),
    ("explain", told.explain, help_of("Tell a transfer from what happened to what became of its points.")),
    ("hours", told.hours, help_of("A resident's hours of volunteering; record some.")),
    ("grant", changes.grant, help_of("Grant points to a household or a resident.")),
    (
        "import",
        sheets.bring_in,
        help_of("Bring in opening balances or grants from a sheet; exit 1 where rows are refused."),
    ),
    ("export", sheets.take_out, help_of("Write accounts, a journal, a statement and other sheets.")),
    ("reverse", changes.reverse, help_of("Take a transfer back, wholly or in part.")),
    ("move", changes.move, help_of("Move points between households and those who live there.")),
    ("repay", changes.repay, help_of("Let an account pay what it owes.")),
    ("batches", deciding.batches, help_of("List what waits for a second person.")),
    ("approve", deciding.approve, help_of("Post a batch that somebody else proposed.")),
    ("turn-down", deciding.turn_down, help_of("End a batch without posting it.")),
    ("notice", notices.notice, help_of("Print or hang the notice of a month.")),
    ("objections", watching.objections, help_of("List objections.")),
    ("object", watching.take_objection, help_of("Take an objection to points at the desk.")),
    ("settle", watching.settle, help_of("Settle an objection.")),
    ("expire", month.expire, help_of("Let expire what is past its last day.")),
    ("close", month.close, help_of("Close a month, or say which are closed.")),
    ("liability", month.liability, help_of("What households may still ask for, against what there is to give.")),
    ("watch", watching.watch, help_of("Figures of every operator, to notice what is odd.")),
    ("check", watching.check, help_of("Spot checks of entries drawn by lot.")),
    ("policy", settings.policy, help_of("Show or change the office's rules for points.")),
):
    # points below zero are for the desk to refuse: they are no option that there is not
    app.command(_name, help=_help, context_settings={"ignore_unknown_options": _name == "grant"})(_command)
