"""How far a result can be trusted, pure: numbers in, numbers or a named reason out.

- `reliability`: whether the judges see the same differences between the entries (`intraclass`, `alpha`, `concordance`)
- `variance`, `severity`, `rasch`, `habits`: where differences come from, who is strict, how scales are used
- `resample`, `ranks`, `stability`: what another panel, or one judge less, would have changed
- `panels`, `simulate`: who visits what, and panels whose truth is known
- `outliers`: marks that stand far from the others

Nothing here knows a database, a rule or a page. What cannot be computed is an `Undefined` with its reason, never a NaN.
"""
