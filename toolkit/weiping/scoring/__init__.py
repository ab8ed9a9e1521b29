"""Scoring: a rule and marks in, standings and explanations out. Pure, exact, without a database.

- `rule` reads and validates a rule file, `words` prints it as sentences
- `engine` computes whole rounds with polars, `reference` one entry with fractions; a test holds them equal
- `explain` tells every step from the marks to the place
- `presets` are the rules that come with weiping

Nothing is imported here: a plugin that brings a rule must not pay for polars.
"""
