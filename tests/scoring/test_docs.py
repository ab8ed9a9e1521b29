"""The page on rules is tried out: its examples are valid and its keys are those of the code."""

import re
from pathlib import Path

import msgspec
import pytest

from weiping.scoring import slots as at
from weiping.scoring.rule import parse_rule
from weiping.share import shared

PAGE = (Path(__file__).parents[2] / "docs" / "scoring-rules.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
BASE = '[rule]\nkey = "a"\ntitle = "a"\n[final]\ndecimals = 2\n'


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_of_a_rule_is_valid(block):
    parse_rule(block if "[rule]" in block else BASE + block)


def structs():
    found = [at.Slots]
    for struct in found:
        for field in msgspec.structs.fields(struct):
            parts = [field.type, *getattr(field.type, "__args__", ())]
            found += [
                part for part in parts if isinstance(part, type) and issubclass(part, at.Slot) and part not in found
            ]
    return found


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_every_key_of_a_rule_is_on_the_page(struct):
    for name in struct.__struct_fields__:
        assert re.search(rf"(`\[?\[?|\b){name}\b", PAGE), f"{struct.__name__}.{name}"


def test_the_python_example_runs(monkeypatch, capsys):
    monkeypatch.chdir(shared("sample_data").parent)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example, {})
    assert "The total is 120.09." in capsys.readouterr().out
