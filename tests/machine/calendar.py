"""Working days as the State Council announced them (国务院办公厅关于部分节假日安排的通知, for 2024 and for 2025)."""

from __future__ import annotations

from datetime import date, timedelta

HOLIDAYS = (
    ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"), ("2024-05-01", "2024-05-05"),
    ("2024-06-10", "2024-06-10"), ("2024-09-15", "2024-09-17"), ("2024-10-01", "2024-10-07"), ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"), ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
)  # fmt: skip
MADE_UP = (
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
)  # fmt: skip


def works(day: date) -> bool:
    """Whether offices work on a day of 2024 or 2025."""
    said = day.isoformat()
    if said in MADE_UP:
        return True
    return day.weekday() < 5 and not any(first <= said <= last for first, last in HOLIDAYS)


def after(day: date, working_days: int) -> date:
    """The last of so many working days that follow `day`."""
    while working_days:
        day += timedelta(days=1)
        working_days -= works(day)
    return day
