"""Equations in the shape of an arrow give what the same table gives written out whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from weiping.study import mixed
from weiping.study.blocks import Arrow, Whole


def made(seed: int, head: int, tail: int) -> tuple[Arrow, Whole, Any]:
    """An arrow, the same table whole, and numbers to go on with."""
    rng = np.random.default_rng(seed)
    side = rng.normal(0, 0.3, (head, tail)) * (rng.random((head, tail)) < 0.6)
    below = rng.normal(0, 0.3, (tail, tail))
    arrow = Arrow(4 + rng.random(head), sparse.csr_array(side), below @ below.T + (2 + head) * np.eye(tail))
    return arrow, whole(arrow), rng


def whole(arrow: Arrow) -> Whole:
    side = arrow.side.toarray()
    return Whole(np.block([[np.diag(arrow.head), side], [side.T, arrow.tail]]))


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 5))
def test_an_arrow_is_solved_like_the_whole_table(seed: int, head: int, tail: int) -> None:
    arrow, table, rng = made(seed, head, tail)
    size, right = head + tail, rng.normal(size=head + tail)
    found, wanted = arrow.solved(right), table.solved(right)
    assert found.logs == pytest.approx(wanted.logs)
    assert found.values == pytest.approx(wanted.values)
    assert found.inverse.diagonal() == pytest.approx(wanted.inverse.diagonal())
    columns = np.arange(head, size)
    assert found.inverse.columns(columns) == pytest.approx(wanted.inverse.columns(columns))
    other, plain, _ = made(seed + 1, head, tail)
    assert found.inverse.against(other) == pytest.approx(wanted.inverse.against(plain))
    part = sparse.csr_array(rng.normal(size=(3, size)) * (rng.random((3, size)) < 0.5))
    assert found.inverse.sandwich(part) == pytest.approx(wanted.inverse.sandwich(part.toarray()))
    alone = sparse.csr_array(np.hstack([np.eye(head)[[0, -1]], rng.normal(size=(2, tail))]))
    assert found.inverse.rows(alone) == pytest.approx(np.diag(wanted.inverse.sandwich(alone.toarray())))


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 4))
def test_what_is_done_to_an_arrow_is_done_to_the_table(seed: int, head: int, tail: int) -> None:
    arrow, table, rng = made(seed, head, tail)
    other, plain, _ = made(seed + 1, head, tail)
    scale, count = rng.random(head + tail) + 0.5, head + tail // 2
    ours = arrow.less(other).scaled(scale).raised(count).leading(count)
    theirs = table.less(plain).scaled(scale).raised(count).leading(count)
    assert whole(ours).table == pytest.approx(theirs.table)


def test_sheets_within_many_entries_are_fitted_though_the_entries_alone_would_be_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    entry, judge, _ = (part.ravel() for part in np.meshgrid(np.arange(60), np.arange(4), np.arange(3), indexing="ij"))
    sheet = entry * 4 + judge
    y = (
        rng.normal(0, 1, 60)[entry]
        + rng.normal(0, 1, 4)[judge]
        + rng.normal(0, 0.5, 240)[sheet]
        + rng.normal(0, 1, 720)
    )
    factors = {"entry": entry, "judge": judge, "sheet": sheet}
    before = mixed.fit(y, factors, joint="entry")
    monkeypatch.setattr(mixed, "MOST", 20)
    assert mixed.fit(y, factors).variances == before.variances
    assert before.joint is not None
    assert np.sqrt(np.diag(before.joint)) == pytest.approx(before.error["entry"])
    with pytest.raises(mixed.TooLargeError):
        mixed.fit(y, {"entry": entry, "judge": sheet % 39})
