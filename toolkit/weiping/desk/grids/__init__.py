"""Micro-grids of the register: what is wrong with them, how they would be divided, and dividing them.

- `reading`: the register as tables of households and of who is where; `planning`: a division, worked out and not written
- `dividing`: the same, written down: micro-grids, memberships with their reasons, terms that end; `writing` does it within a job
- `borders`: where grids end, as the office draws it; grids that overlap are refused
- `checking`: findings, each with its remedy; `telling`: a division as pages and programs receive it
"""
