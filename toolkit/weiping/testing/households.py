"""Who lives in the tiny community: what made events are about, and what its ledger knows."""

from __future__ import annotations

COMPOUNDS = ("east", "west", "south")
HOUSEHOLDS = {f"{compound}-{number}": compound for compound in COMPOUNDS for number in (1, 2)}
"""Household → compound."""
