import pytest

from weiping.domain.text import Text
from weiping.errors import InputError, RuleError
from weiping.scoring.presets import PRESETS, ScoringRule
from weiping.scoring.rule import load_rule, parse_rule
from weiping.scoring.words import brief
from weiping.share import shared

GOOD = """
[rule]
key = "town"
title = { zh_CN = "小区评比", en = "Compounds" }
[marks]
scale = { low = 0, high = 20, step = 0.5 }
[combine]
method = "trimmed"
drop_high = 1
drop_low = 1
[weigh]
weights = { "楼道卫生" = 0.6, "绿化管理" = 0.4 }
total = 1
[final]
decimals = 2
"""


def test_a_rule_is_read_with_exact_numbers():
    rule = parse_rule(GOOD)
    assert [str(weight) for weight in rule.slots.weigh.weights.values()] == ["0.6", "0.4"]
    assert (rule.key, rule.decimals) == ("town", 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("drop_low", "drop_lo", r"no key drop_lo in \[combine\] – drop_low\?"),
        ("[weigh]", "[wiegh]", r"no key wiegh in the rule – weigh\?"),
        ("decimals = 2", "decimal = 2", r"no key decimal in \[final\] – decimals\?"),
        ("decimals = 2", "", "lacks the required field `decimals`"),
        ("decimals = 2", "decimals = 9", r"\[final\] decimals is 9; use 0 to 6"),
        ("decimals = 2", 'decimals = "two"', "final.decimals is not right"),
        ('method = "trimmed"', 'method = "average"', r"no method average .* there are mean, median, trimmed"),
        ('method = "trimmed"', 'method = "mean"', "drop_high and drop_low belong to"),
        ("drop_low = 1", "drop_low = 1\nmin_marks = 2", "min_marks must be more than 2"),
        ("drop_low = 1", "drop_low = -1", "counts marks"),
        ('"绿化管理" = 0.4', '"绿化管理" = 0.7', "the weights add up to 1.3, but the rule states 1"),
        ('"绿化管理" = 0.4', '"绿化管理" = -0.4', "绿化管理 is below zero"),
        ('"绿化管理" = 0.4', '"绿化管理" = 0.40001', "at most 4 decimals"),
        ("total = 1", 'total = 1\nweights_from = "w"', "keep one of them"),
        ("low = 0", "low = 30", "scale is not sane"),
        ("[final]", '[marks.scales."绿化管里"]\nhigh = 5\n[final]', "names the criterion 绿化管里.* – 绿化管理"),
        ("[final]", '[[rank.ties]]\nby = "criterion"\n[final]', 'a tie-break by "criterion" needs the key criterion'),
        ("[final]", '[[rank.ties]]\nby = "criteria_total"\ncolumn = "x"\n[final]', "needs neither column nor criterion"),
        ("[final]", '[[awards]]\nkey = "a"\ntitle = "A"\n[final]', "needs first"),
        ("[final]", ('[[awards]]\nkey = "a"\ntitle = "A"\nfirst = 1\n' * 2) + "[final]", "two awards have the same key"),
        ("[final]", '[[gates]]\ncolumn = "x"\nop = ">"\nvalue = "many"\nreason = "r"\n[final]', "cannot be compared"),
        ("[final]", '[input]\nlayout = "wide"\nitems = ["a", "a"]\n[final]', "names a column twice"),
        ("[final", "[[[final", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_rule_that_is_wrong_says_where_and_what_would_be_right(old, new, said):
    with pytest.raises(RuleError, match=said):
        parse_rule(GOOD.replace(old, new), source="rule.toml")


def test_a_wide_sheet_needs_its_items():
    with pytest.raises(RuleError, match="needs \\[input\\] items"):
        parse_rule('[rule]\nkey = "a"\ntitle = "a"\n[input]\nlayout = "wide"\n[final]\ndecimals = 0')


def test_the_hash_is_that_of_the_meaning_and_not_of_the_layout():
    rule = parse_rule(GOOD)
    assert parse_rule("# a comment\n" + GOOD.replace("0.5", "0.50")).hash == rule.hash
    assert parse_rule(GOOD.replace("0.5", "0.25")).hash != rule.hash


def test_a_rule_file_is_read_also_with_a_byte_order_mark_and_a_missing_one_is_named(tmp_path):
    (tmp_path / "rule.toml").write_text(GOOD, "utf-8-sig")
    assert load_rule(tmp_path / "rule.toml").key == "town"
    (tmp_path / "gbk.toml").write_text(GOOD, "gbk")
    with pytest.raises(RuleError, match="not UTF-8"):
        load_rule(tmp_path / "gbk.toml")
    with pytest.raises(InputError, match="There is no rule file"):
        load_rule(tmp_path / "none.toml")


def test_a_rule_is_said_in_plain_words_in_both_languages():
    rule = parse_rule(GOOD)
    assert (
        "On each criterion the 1 highest and the 1 lowest of the marks given are dropped; the rest are averaged."
        in (rule.words("en"))
    )
    assert "权重：楼道卫生 × 0.6、绿化管理 × 0.4。" in rule.words("zh_CN")
    assert len(rule.words("en")) == len(rule.words("zh_CN"))


def test_the_brief_of_a_rule_is_three_of_its_sentences_in_both_languages():
    rule = parse_rule(GOOD)
    for lang in ("zh_CN", "en"):
        short = brief(rule, lang)
        assert len(short) == 3
        assert set(short) <= set(rule.words(lang))


def test_criteria_are_called_what_people_call_them():
    rule = parse_rule(GOOD)
    first = next(iter(rule.slots.weigh.weights))
    said = rule.words("en", {first: Text("楼道", "Stairs")})
    assert any("Stairs × 0.6" in sentence for sentence in said)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_valid_and_has_only_chinese_words_in_chinese(preset):
    english = set(preset.rule.words("en"))
    assert english.isdisjoint(preset.rule.words("zh_CN"))
    assert preset.key == preset.rule.key
    assert ScoringRule.from_toml(preset.toml) == preset


@pytest.mark.parametrize("key", ["isu", "rentsafe"])
def test_the_presets_for_the_public_data_are_the_rules_beside_the_data(key):
    preset = next(preset for preset in PRESETS if preset.key == key)
    assert preset.toml == (shared("sample_data") / key / "rule.toml").read_text("utf-8")
