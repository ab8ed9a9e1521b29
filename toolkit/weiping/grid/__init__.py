"""Households into micro-grids 微网格, pure: a table of households in, groups of about ten out, with what changed and why.

- `partition`: the front door; flats by unit, building or floors, scattered houses by distance, grid by grid
- `sizes`, `kinds`: how large a group may be, what kinds of groups, exceptions and changes there are
- `households`, `doors`, `former`: the tables that come in, checked and put in order
- `runs`, `flats`: cutting what stands in a row; `flow`, `houses`: dividing what lies in a plane
- `again`, `again_flats`, `again_houses`: the next partition begins with the last one and moves only whom it must
- `describe`, `tables`: what groups are made of, and the tables that come out
- `measures`: centres, distances, diameters; `checks`, `borders`: what is wrong with groups and grids that exist

Nothing here knows a database or a page. OR-tools (the extra `grid`) is asked only where houses lie in a plane.
"""
