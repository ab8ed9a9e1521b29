"""Marks of many tablets on their way to one commit.

While a group is being written the next one gathers, so that a full hall costs hardly more commits than one tablet,
and no thread waits for any of them. A group that fails is tried again one by one: nobody suffers from another's marks.
"""

from __future__ import annotations

import asyncio
from itertools import accumulate

import sqlalchemy as sa

from ..desk import marks
from ..desk.office import Desk
from ..errors import Refused

PACE = 0.02
"""Seconds between the beginnings of two groups at least; the first tap after a pause waits for nothing."""

MOST = 100
"""Deliveries in a group at most."""

MOST_ITEMS = 5000
"""Items in a group at most, though a delivery is never divided: one statement asks for all their ids, and an SQLite may take
no more than 32,766. After a long night without a network every tablet comes with hundreds."""

Outcome = marks.Submitted | Refused
Waiting = tuple[marks.Delivery, asyncio.Future[Outcome]]


class Inbox:
    """What waits to be stored. Lives on the event loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, delivery: marks.Delivery) -> Outcome:
        """Store a delivery with the next group; answers when that is durable."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, future))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._waiting:
            began = clock()
            await self._store(self._next())
            await asyncio.sleep(max(0.0, began + PACE - clock()))
        self._task = None

    def _next(self) -> list[Waiting]:
        """Take the deliveries that are stored together next."""
        sums = accumulate(len(delivery.batch.items) for delivery, _ in self._waiting[:MOST])
        many = max(1, sum(items <= MOST_ITEMS for items in sums))
        group, self._waiting = self._waiting[:many], self._waiting[many:]
        return group

    async def _store(self, group: list[Waiting]) -> None:
        job = marks.intake(self._desk, [delivery for delivery, _ in group])
        try:
            outcomes = await asyncio.wrap_future(self._desk.store.submit(job))
        except Exception as error:
            if len(group) == 1 or isinstance(error, sa.exc.OperationalError):  # the database is busy, or the disk full
                for _, future in group:
                    if not future.done():
                        future.set_exception(error)
            else:
                for one in group:
                    await self._store([one])
        else:
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)
