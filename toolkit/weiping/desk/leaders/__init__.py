"""Leaders of micro-grids 微网格长: how they come to it, what they are given to do.

- `terms`: who leads which micro-grid since when; `electing`: nominations, one vote a household, the count
- `tasks`: today's tasks and visits, done or not
"""
