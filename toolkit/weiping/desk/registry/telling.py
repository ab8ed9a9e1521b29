"""What a list comes to, as pages and programs receive it."""

from __future__ import annotations

from typing import Any

from .importing import Imported


def import_data(found: Imported, *, taken: bool) -> dict[str, Any]:
    """What is new (with the micro-grids of new households), what changes, what is there already, who else moves by it, which
    rows are refused and why. Names and numbers of people are not in it, but for cells of refused rows."""
    after = {key: group for made in found.divisions for key, group in made.after().items()}
    return {
        "state": "taken" if taken else "looked-at", "there": found.list.there, "changed": found.list.changed,
        "households": [{"household": one.key, "micro_grid": after[one.key]} for one in found.list.homes],
        "residents": len(found.list.people), "ignored": list(found.list.ignored),
        "moved": [
            {"household": key, "address": found.called.get(key, ""), "before": before, "after": there}
            for key, before, there in found.moved
        ],
        "opened": [key for made in found.divisions for key in made.opened],
        "refused": [fault.data() for fault in found.list.faults], "refused_rows": len(found.list.refused),
    }  # fmt: skip
