"""Micro-points: everything the office does with them. Each module is a handful of verbs, and what they need to know.

- `posting`: transfers are written here and nowhere else; `lots` what a debit is taken from; `balances` what an account has
- `earning`: what events earn by rules; `events` puts them on record, `capping` cuts; `policy` what the office decided
- `granting`: what the office gives itself; `approvals`: what waits for a second person, `batches` shows it
- `deeds`: good deeds declared and verified, `deed_list` shows them; `days`: the office's working days
- `reversing`: corrections and debts; `expiring`, `periods`, `statements`: a run, a closed month, what an account had
- `moving`: between a household, who lives there and other households; `hours`: minutes of volunteering
- `redeeming`, `ordering`, `vouchers`, `undoing`, `arranging`: the counter's verbs; `holds` what an order keeps
- `passbooks`, `certificates`: what is printed for a household
- `catalogue`, `offers`, `stock`: the shelves' verbs; `shop`, `slips`, `liability`: what the pages show
- `signing`, `scanning`, `offline`: what a voucher's QR code says, and a desk that goes on without a network
- `notices`: what hangs in public before it is spent, `disclosed` under which names; `objections`, `settling` what is wrong
- `watching`: entries made by hand in figures; `spot_checks`: those drawn by lot to be looked into
- `explaining`: one transfer from what happened to what became of it, `explained` in sentences
"""
