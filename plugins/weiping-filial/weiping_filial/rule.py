"""How the ten are found: weights of 100 points, trimmed means, a gate for consent and verification, the vetoes, awards."""

import weiping as wp

from .vetoes import VETOES

TEN = "top-ten-filial-family"
NOMINATED = "filial-family-nominee"

HEAD = """
[rule]
key = "filial-families"
title = { zh_CN = "十佳慈孝家庭评选", en = "Ten filial families" }
version = 1

[marks]
scale = { low = 0, high = 20, step = 0.5 }

[combine]
method = "trimmed"
drop_high = 1
drop_low = 1
min_marks = 3

[weigh]
weights = { care-of-elders = 1.5, care-of-children = 1, family-harmony = 1, neighbourliness = 0.75, family-ways = 0.75 }
total = 5
"""

GATE = """
[[gates]]
column = "{column}"
op = "in"
value = ["yes", "是"]
reason = {{ zh_CN = "{zh}", en = "{en}" }}
"""

VETO = """
[[vetoes]]
column = "{column}"
op = "in"
value = ["yes", "是"]
reason = {{ zh_CN = "{zh}", en = "{en}" }}
"""

TAIL = f"""
[final]
decimals = 2

[rank]
method = "competition"

[[rank.ties]]
by = "criterion"
criterion = "care-of-elders"
order = "higher"

[[rank.ties]]
by = "criterion"
criterion = "family-harmony"
order = "higher"

[[awards]]
key = "{TEN}"
title = {{ zh_CN = "十佳慈孝家庭", en = "One of the ten filial families" }}
first = 10
tie = "all"

[[awards]]
key = "{NOMINATED}"
title = {{ zh_CN = "慈孝家庭提名奖", en = "Nominated as a filial family" }}
first = 15
tie = "all"
"""

GATES = {
    "consent": wp.Text("须有事迹所写家人的同意", "Those who are written about must have agreed"),
    "verified": wp.Text("须经社区逐项核实", "The community must have verified every item"),
}


def rule() -> wp.ScoringRule:
    """The rule file, with a gate for each thing that must hold and a veto for each line of the list."""
    gates = [GATE.format(column=key, zh=words.zh, en=words.en) for key, words in GATES.items()]
    vetoes = [VETO.format(column=key, zh=words.zh, en=words.en) for key, words in VETOES.items()]
    return wp.ScoringRule.from_toml("".join([HEAD, *gates, *vetoes, TAIL]))
