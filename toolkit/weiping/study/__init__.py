"""How far a result can be trusted, pure: numbers in, numbers or a named reason out.

- `agreement`: whether the judges see the same differences between the entries
- `outliers`: marks that stand far from the others
- `stability`: what would change if one judge were left out

Nothing here knows a database, a rule or a page. What cannot be computed is an `Undefined` with its reason, never a NaN.
"""
