"""Statements that go to the driver without SQLAlchemy, and rows that go in by the hundred, are what SQLAlchemy makes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weiping.store import Store
from weiping.store import tables as t
from weiping.store.bulk import AT_ONCE, insert_all
from weiping.store.prepared import Prepared

same_store = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
exceptions = st.fixed_dictionaries(
    {"day": days, "works": st.booleans(), "reason": texts, "at": moments, "actor": texts}
)  # fmt: skip
settings_rows = st.fixed_dictionaries(
    {"data": st.dictionaries(texts, st.none() | st.integers(-9, 9) | texts, max_size=3), "at": moments, "actor": texts}
)


class _Undone(Exception):
    """What a test wrote goes away again."""


def written(store: Store, table: sa.Table, rows: list[dict[str, Any]], *, plain: bool) -> list[Any]:
    """The rows as they are read back, without their numbers; nothing of it stays."""
    found: list[Any] = []

    def job(connection: sa.Connection) -> None:
        if plain:
            if rows:
                connection.execute(table.insert(), rows)
        else:
            insert_all(connection, table, rows)
        kept = connection.execute(sa.select(table).order_by(table.c.number)).mappings()
        found.extend({**row, "number": 0} for row in kept)
        raise _Undone

    with pytest.raises(_Undone):
        store.write(job)
    return found


@same_store
@given(rows=st.lists(exceptions, max_size=5), times=st.sampled_from([1, 30, AT_ONCE]))
def test_rows_that_go_in_together_are_what_they_are_one_by_one(
    store: Store, rows: list[dict[str, Any]], times: int
) -> None:
    assert written(store, t.day_exception, rows * times, plain=False) == written(
        store, t.day_exception, rows * times, plain=True
    )


@same_store
@given(rows=st.lists(settings_rows, max_size=3), times=st.sampled_from([1, AT_ONCE]))
def test_json_goes_in_together_too(store: Store, rows: list[dict[str, Any]], times: int) -> None:
    found = written(store, t.points_setting, rows * times, plain=False)
    assert [row["data"] for row in found] == [row["data"] for row in rows * times]


def test_a_hundred_rows_stop_where_one_of_them_is_refused_and_none_stays(store: Store) -> None:
    now = datetime(2024, 11, 20, tzinfo=UTC)
    hold = {"redemption": "nobody's", "account_id": 1, "points": 0, "at": now, "day": None}
    with pytest.raises(sa.exc.IntegrityError):
        store.write(lambda c: insert_all(c, t.hold, [{"id": str(number), **hold} for number in range(AT_ONCE)]))
    with pytest.raises(sa.exc.IntegrityError):
        store.write(lambda c: insert_all(c, t.hold, [{"id": "alone", **hold}]))
    with store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.hold)).scalar_one() == 0


@same_store
@given(rows=st.lists(exceptions, max_size=8), wanted=st.lists(texts, max_size=4), data=st.data())
def test_a_prepared_question_is_answered_as_any_other(
    store: Store, rows: list[dict[str, Any]], wanted: list[str], data: st.DataObject
) -> None:
    x = t.day_exception.c
    among = sa.select(x.day, x.at, x.works, x.reason).where(x.reason.in_(sa.bindparam("reasons", expanding=True)))
    after = sa.select(x.at, sa.func.count().label("many")).where(x.day >= sa.bindparam("day")).group_by(x.at).limit(3)
    reasons = wanted + (data.draw(st.lists(st.sampled_from([row["reason"] for row in rows]))) if rows else [])
    day = data.draw(days)

    def job(connection: sa.Connection) -> None:
        insert_all(connection, t.day_exception, rows)
        for query, values in ((among.order_by(x.number), {"reasons": reasons}), (after.order_by(x.at), {"day": day})):
            found = Prepared(query).rows(connection, values)
            assert [tuple(row) for row in found] == [tuple(row) for row in connection.execute(query, values)]
        raise _Undone

    with pytest.raises(_Undone):
        store.write(job)


def test_a_prepared_question_is_asked_again_with_other_values(store: Store) -> None:
    x = t.day_exception.c
    query = Prepared(sa.select(x.reason).where(x.day == sa.bindparam("day")))
    first = date(2024, 2, 4)
    at = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {"day": first + timedelta(days=n), "works": True, "reason": str(n), "at": at, "actor": "a"} for n in range(3)
    ]
    store.write(lambda c: insert_all(c, t.day_exception, rows))
    with store.read() as connection:
        found = [query.rows(connection, {"day": first + timedelta(days=n)}) for n in (2, 0, 5)]
    assert [[reason for (reason,) in one] for one in found] == [["2"], ["0"], []]
