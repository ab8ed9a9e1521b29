"""The yearly report: figures that are computed from records and from nothing else, each with the records behind it.

- `held`, `meetings`, `matters`, `grids`, `honours`, `ledger`: the figures of one part each, by a few statements for a whole
  year; `adding`: what the figures of a kind add up
- `yearly`: all of them; `behind`: the records of one figure, as the office may open them
"""
