"""The register as it changes, and what leaves the house."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.community.kit import DAY, ONE, plan, reported, with_kinds

from weiping.desk import audit
from weiping.desk.activities import planning
from weiping.desk.leaders import terms
from weiping.desk.matters import reporting
from weiping.desk.registry import exporting, moving, people
from weiping.domain.appraisal import OPERATOR
from weiping.domain.register import Disclosure, Resident
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

TODAY = date(2024, 11, 20)


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


def home_of(office: Hall, resident: str) -> str:
    r, h = t.resident, t.household
    with office.desk.store.read() as connection:
        query = sa.select(h.c.key).join(r, r.c.household_id == h.c.id).where(r.c.key == resident)
        return str(connection.execute(query).scalar_one())


def test_a_move_keeps_where_somebody_lived_before(office: Hall) -> None:
    moving.move(office.desk, ONE, "east-1-a", "west-1", day=DAY, note="married")
    moving.move_out(office.desk, ONE, "east-1-a", day=TODAY)
    with pytest.raises(WrongPhase, match="moved away on 2024-11-20"):
        moving.move(office.desk, ONE, "east-1-a", "east-1", day=TODAY)
    moving.move_in(office.desk, ONE, Resident(key="east-1-a", household="east-1", name="王小明"), day=TODAY)
    with office.desk.store.read() as connection:
        number = connection.execute(sa.select(t.resident.c.id).where(t.resident.c.key == "east-1-a")).scalar_one()
        lived = [(line["household"], line["way"]) for line in moving.history(connection, number)]
    assert lived == [("east-1", "out"), ("west-1", "in"), ("west-1", "out"), ("east-1", "in")]
    assert home_of(office, "east-1-a") == "east-1"
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_who_comes_back_keeps_roles_and_disclosure_and_who_is_new_gets_a_key(office: Hall) -> None:
    r = t.resident
    secret = {"disclosure": Disclosure.SECRET.value, "roles": ["party-member"]}
    change = r.update().where(r.c.key == "east-1-a").values(secret)
    office.desk.store.write(lambda connection: connection.execute(change) and None)
    moving.move_out(office.desk, ONE, "east-1-a", day=DAY)
    moving.move_in(office.desk, ONE, Resident(key="east-1-a", household="west-1", name="王小明"), day=TODAY)
    with pytest.raises(Invalid, match="cannot be before"):
        moving.move_out(office.desk, ONE, "east-1-a", day=DAY)
    moving.move_in(office.desk, ONE, Resident(key="", household="west-1", name="周五"), day=TODAY)
    with pytest.raises(WrongPhase, match="lives here already"):
        moving.move_in(office.desk, ONE, Resident(key="", household="west-1", name="周五"), day=TODAY)
    with office.desk.store.read() as connection:
        rows = {row.key: row for row in connection.execute(sa.select(r))}
    assert (rows["east-1-a"].disclosure, rows["east-1-a"].roles) == ("secret", ["party-member"])
    assert rows["west-1-p1"].name == "周五"
    (found,) = people.find(office.desk, ONE, "周五")["residents"]
    assert [(one["way"], one["day"]) for one in found["moves"]] == [("in", TODAY.isoformat())]


def test_a_leader_who_moves_away_leads_no_more(office: Hall) -> None:
    m, h = t.micro_grid, t.household
    query = sa.select(m.c.key).join(h, h.c.micro_grid_id == m.c.id).where(h.c.key == "east-1")
    with office.desk.store.read() as connection:
        grid = connection.execute(query).scalar_one()
    with office.desk.store.read() as connection:
        led = terms.leader_of(connection, terms.micro_grid_of(connection, grid))
        first = connection.execute(
            sa.select(t.resident.c.key).where(t.resident.c.id == (led and led.resident_id))
        ).scalar()
    if first != "east-1-a":
        terms.appoint(office.desk, ONE, grid, "east-1-a", since=TODAY)
    moving.move_out(office.desk, ONE, "east-1-a", day=TODAY)
    with office.desk.store.read() as connection:
        assert "east-1-a" not in [str(row.resident_id) for row in terms.leaders(connection)]
        assert terms.leader_of(connection, terms.micro_grid_of(connection, grid)).resident_id is None


def test_a_move_that_cannot_be_is_refused(office: Hall) -> None:
    with pytest.raises(NotFound, match="no household nowhere"):
        moving.move(office.desk, ONE, "east-1-a", "nowhere", day=TODAY)
    with pytest.raises(WrongPhase, match="already"):
        moving.move(office.desk, ONE, "east-1-a", "east-1", day=TODAY)
    with pytest.raises(Invalid, match="still to come"):
        moving.move_out(office.desk, ONE, "east-1-a", day=date(2024, 11, 21))
    moving.move(office.desk, ONE, "east-1-a", "west-1", day=TODAY)
    with pytest.raises(Invalid, match="cannot be before"):
        moving.move_out(office.desk, ONE, "east-1-a", day=DAY)
    with pytest.raises(WrongPhase, match="lives here already"):
        moving.move_in(office.desk, ONE, Resident(key="east-1-a", household="east-1", name="x"), day=TODAY)
    with pytest.raises(Invalid, match="without figures"):
        moving.move_in(office.desk, ONE, Resident(key="", household="east-1", name="138 0013 8000"), day=TODAY)


def test_an_export_masks_what_may_not_travel_and_is_on_record(office: Hall) -> None:
    fields = ["resident.name", "household.address", "micro_grid.key"]
    public = exporting.export(office.desk, ONE, fields, level=Disclosure.PUBLIC, reason="the board at the gate")
    assert "王小明" not in str(public.rows())
    assert all(address.endswith("***") for address in public["household.address"])
    inside = exporting.export(office.desk, ONE, fields, level=Disclosure.OFFICE, reason="the list at the desk")
    assert "王小明" in inside["resident.name"].to_list()
    with office.desk.store.read() as connection:
        lines = connection.execute(sa.select(t.export_log)).all()
    assert [(line.rows, line.operator) for line in lines] == [(7, "c1")] * 2
    assert "王小明" not in str(lines)
    assert [line["reason"] for line in exporting.exports(office.desk, ONE)] == [
        "the list at the desk",
        "the board at the gate",
    ]
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_an_export_needs_a_reason_and_secret_fields_an_admin(office: Hall) -> None:
    with pytest.raises(Invalid, match="what the list is for"):
        exporting.export(office.desk, ONE, ["resident.key"], level=Disclosure.OFFICE, reason=" ")
    with pytest.raises(Invalid, match=r"no field resident\.shoe"):
        exporting.export(office.desk, ONE, ["resident.shoe"], level=Disclosure.OFFICE, reason="x")
    with pytest.raises(NotAllowed, match=r"resident\.phone"):
        exporting.export(office.desk, ONE, ["resident.phone"], level=Disclosure.OFFICE, reason="x")
    with pytest.raises(NotAllowed):
        exporting.export(office.desk, ONE, ["resident.phone"], level=Disclosure.SECRET, reason="x")
    assert exporting.export(office.desk, OPERATOR, ["resident.phone"], level=Disclosure.SECRET, reason="x").height == 7


def test_nobodys_number_stands_in_what_becomes_public(office: Hall) -> None:
    with pytest.raises(Invalid, match="telephone number"):
        planning.plan(office.desk, ONE, plan(place="ring 13800138000"))
    with pytest.raises(Invalid, match="identity number"):
        reporting.report(office.desk, ONE, reported(title=text("510703199001011234")))
