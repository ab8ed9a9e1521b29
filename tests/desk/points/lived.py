"""A household with a history: points of every standing, vouchers, a debt, hours, deeds. What its page has to explain."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from tests.conftest import Hall

from weiping.desk import access
from weiping.desk.points import accounts, catalogue, posting, redeeming, reversing, shop, vouchers
from weiping.domain.appraisal import Actor
from weiping.domain.points import Reward, RewardKind, TransferKind, Unit
from weiping.domain.text import Text
from weiping.ledger.transfers import Transfer, household_account
from weiping.store import tables as t

TODAY = date(2024, 11, 20)
"""The day it is where `lived` is called."""

REWARDS = (
    Reward(key="rice", title=Text("大米 5 千克", "Rice, 5 kg"), kind=RewardKind.GOODS, points=30, stock=20,
           how=Text("到积分超市领取", "Fetch it at the points shop")),
    Reward(key="tissues", title=Text("抽纸一提", "Paper tissues"), kind=RewardKind.GOODS, points=8, stock=50,
           how=Text("到积分超市领取", "Fetch it at the points shop")),
    Reward(key="thermos", title=Text("保温杯", "Vacuum flask"), kind=RewardKind.GOODS, points=60, stock=0,
           how=Text("到积分超市领取", "Fetch it at the points shop")),
    Reward(key="cleaning", title=Text("家政服务两小时", "Two hours of cleaning"), kind=RewardKind.SERVICE, points=80,
           how=Text("社区打电话约时间", "The office rings you up")),
    Reward(key="letter", title=Text("书面表扬", "A letter of praise"), kind=RewardKind.HONOUR, points=10,
           how=Text("在公示栏张贴", "Put up on the notice board")),
)  # fmt: skip


@dataclass
class Home:
    """One household of a hall: its account, and transfers by the words they were posted with."""

    hall: Hall
    key: str
    lines: dict[str, str] = field(default_factory=dict)

    @property
    def household(self) -> int:
        return self._row().household_id

    @property
    def account(self) -> int:
        return self._row().id

    def _row(self) -> Any:
        with self.hall.desk.store.read() as connection:
            query = sa.select(t.account).where(t.account.c.key == household_account(self.key))
            return connection.execute(query).one()

    def resident(self) -> Actor:
        """Whoever opened the household's card."""
        made = access.invite_household(self.hall.desk, self.hall.clerk, self.household)
        return access.join(self.hall.desk, made.code).actor

    def earns(self, zh: str, en: str, points: int, ago: int, **more: Any) -> str:
        """Points for something that was `ago` days before today."""
        day = self.hall.desk.today() - timedelta(days=ago)
        key = f"{self.key}:{uuid.uuid4()}"
        one = Transfer(
            key=key, debit="fund:community", credit=household_account(self.key), points=points, reason=Text(zh, en),
            event=key, business_date=day, **{"available_from": day, **more},
        )  # fmt: skip
        posting.post(self.hall.desk, self.hall.clerk, [one])
        with self.hall.desk.store.read() as connection:
            self.lines[zh] = connection.execute(sa.select(t.transfer.c.id).where(t.transfer.c.key == key)).scalar_one()
        return self.lines[zh]

    def redeems(self, reward: str, quantity: int = 1) -> str:
        number = next(one["id"] for one in shop.catalogue(self.hall.desk)["rewards"] if one["key"] == reward)
        key = str(uuid.uuid4())
        return redeeming.redeem(
            self.hall.desk, self.hall.clerk, key=key, account=self.account, reward=number, quantity=quantity
        )[0]


def insert(hall: Hall, table: sa.Table, **row: Any) -> None:
    """Put a row where no verb of this part puts it; a fact that the page has to tell."""
    common = {"at": hall.desk.now(), "actor": "clerk", "operator": "clerk"}
    kept = {name: value for name, value in common.items() if name in table.c}
    hall.desk.store.write(lambda connection: connection.execute(table.insert(), {**kept, **row}) and None)


def notice(hall: Hall, until: date, *transfers: str, month: str = "2024-10") -> None:
    """A notice that hangs until a day and names transfers."""
    number = str(uuid.uuid4())
    insert(hall, t.points_notice, id=number, key=month, since=hall.desk.today(), until=until)
    for transfer in transfers:
        insert(hall, t.notice_line, notice=number, transfer=transfer)


def lived(hall: Hall, key: str = "south-1") -> Home:
    """A year of a household: in the end 120 points, of which 66 may be spent; 2 are owed."""
    home = Home(hall, key)
    catalogue.stock_catalogue(hall.desk, hall.clerk, REWARDS)
    home.earns("纸质存折结转", "Carried over from the paper passbook", 60, 320, kind=TransferKind.OPENING)
    wrong = home.earns("清扫楼道（记错一次）", "Helped to sweep the stairwell", 6, 90)
    home.earns("垃圾分类值守", "Stood watch at the sorted waste", 25, 60, expires_on=TODAY + timedelta(days=41))
    fetched = home.redeems("tissues")
    home.redeems("rice", 2)
    home.redeems("letter", 2)
    vouchers.hand_over(hall.desk, hall.clerk, fetched)
    home.earns("最美小区奖励", "Most beautiful compound", 50, 20)
    reversing.reverse(
        hall.desk, hall.clerk, wrong, Text("清扫楼道记错，更正", "Sweeping was counted twice"), key="wrong", points=5
    )
    home.earns(
        "垃圾分类值守（十一月）", "Stood watch at the sorted waste", 18, 15, expires_on=TODAY + timedelta(days=41)
    )
    home.earns("年度文明家庭", "Family of the year", 15, 3, available_from=TODAY + timedelta(days=12))
    hung = home.earns("义务巡逻", "Patrolled in the evening", 9, 8, awaits_notice=True)
    notice(hall, TODAY + timedelta(days=5), hung)
    home.earns("清理楼道堆物", "Cleared clutter", 8, 2, awaits_notice=True)
    doubted = home.earns("帮助独居老人", "Helped an old neighbour", 20, 12)
    insert(hall, t.objection, id="o-1", transfer=doubted, who="", text="人不在场", actor="clerk@9")
    _people(hall, key)
    _deeds(hall, home)
    return home


def _people(hall: Hall, key: str) -> None:
    def job(connection: sa.Connection) -> None:
        fund = accounts.minutes_fund(connection)
        own = accounts.of_resident(connection, f"{key}-a", Unit.MINUTES)
        for number, minutes in enumerate((90, 120, 45)):
            one = Transfer(
                key=f"hours:{number}", debit=fund.key, credit=own.key, points=minutes, reason=Text("巡逻", "Patrol"),
                event="patrol", business_date=TODAY, available_from=TODAY,
            )  # fmt: skip
            posting.post_all(hall.desk, connection, hall.clerk, [one])

    hall.desk.store.write(job)


def _deeds(hall: Hall, home: Home) -> None:
    for key, zh, en, points in (
        ("sweep", "参加楼道清扫", "Helped to sweep a stairwell", 5),
        ("visit", "看望独居老人", "Visited somebody who lives alone", 10),
    ):
        insert(hall, t.deed_kind, key=key, kind="help", title_zh=zh, title_en=en, points=points)
    for number, (kind, verified) in enumerate(((1, True), (2, False), (1, None))):
        row = {
            "id": f"d-{number}",
            "deed_kind_id": kind,
            "household_id": home.household,
            "quantity": "1",
            "note": "二单元",
        }
        insert(hall, t.deed, **row, day=TODAY - timedelta(days=30 - number))
        if verified is not None:
            insert(hall, t.deed_end, deed=f"d-{number}", verified=verified, reason="" if verified else "当天没有这项活动",
                   operator="c2")  # fmt: skip
