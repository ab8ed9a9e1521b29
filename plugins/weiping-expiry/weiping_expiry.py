"""Expiry policies: until when points may be spent. A community chooses one, or none: then points never expire."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import partial

import weiping as wp

AWARDS = frozenset({"award-points", "filial-award"})
"""Rules whose points are honours, for the policy that lets honours stand."""


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has no such day.

    So the Civil Code of China (2020), article 202, ends a period of months: one that begins on 31 January ends a month later
    on the last day of February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after_months(earned: wp.Earned, months: int) -> date:
    """`months` after the day they were earned."""
    return months_after(earned.on, months)


def end_of_next_year(earned: wp.Earned) -> date:
    """31 December of the year after they were earned."""
    return date(min(earned.on.year + 1, date.max.year), 12, 31)


def end_of_march(earned: wp.Earned) -> date:
    """31 March of the year after they were earned: the year's points, with a quarter to spend them."""
    return date(earned.on.year + 1, 3, 31) if earned.on.year < date.max.year else date.max


def awards_stay(earned: wp.Earned) -> date | None:
    """Never for points of an award, twelve months for all others."""
    return None if earned.rule in AWARDS else after_months(earned, 12)


@wp.hookimpl
def weiping_expiry_policies() -> Iterator[wp.ExpiryPolicy]:
    """Offer five."""
    yield wp.ExpiryPolicy(
        key="end-of-next-year",
        title=wp.Text("次年年底到期", "End of the next year"),
        words=wp.Text(
            "积分可用至获得次年的 12 月 31 日（含当日）。",
            "Points may be spent until 31 December of the year after they were earned, that day included.",
        ),
        expires=end_of_next_year,
    )
    yield wp.ExpiryPolicy(
        key="end-of-march",
        title=wp.Text("年度积分，次年 3 月底到期", "Points of the year, until the end of March"),
        words=wp.Text(
            "当年获得的积分可用至次年 3 月 31 日（含当日）。",
            "Points of a year may be spent until 31 March of the next, that day included.",
        ),
        expires=end_of_march,
    )
    for months, zh, en in ((12, "十二个月", "Twelve months"), (24, "二十四个月", "Twenty-four months")):
        yield wp.ExpiryPolicy(
            key=f"months-{months}",
            title=wp.Text(f"{zh}后到期", f"{en} after earning"),
            words=wp.Text(
                f"积分自获得之日起{zh}内可用，至到期月的对应日（含当日）；该月没有对应日的，至月末。",
                f"Points may be spent for {months} months, until the same day of that month, that day included; where the "
                "month has no such day, until its last.",
            ),
            expires=partial(after_months, months=months),
        )
    yield wp.ExpiryPolicy(
        key="awards-stay",
        title=wp.Text("荣誉积分长期有效", "Points of awards stay"),
        words=wp.Text(
            "评选获奖所得积分长期有效；其他积分自获得之日起十二个月内可用。",
            "Points that came with an award never expire; all others may be spent for twelve months.",
        ),
        expires=awards_stay,
    )
