"""What the naive books make of steps that earn, correct and move points."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.machine.books import CORRECTIONS, Batch, Books, Entry, No, holds, not_now
from tests.machine.steps import (
    Approve,
    Budget,
    Close,
    Decide,
    Earn,
    Expire,
    Grant,
    Hang,
    Hours,
    Move,
    Object,
    Post,
    Repay,
    Reverse,
    Settle,
    TurnDown,
    Wait,
)

EVENT_CAP, DAY_CAP, MONTH_CAP = 8, 12, 25
"""Points of one household by the rule `tidy` in one event, on one day and in one month."""


def wait(books: Books, step: Wait) -> None:
    books.now += timedelta(minutes=step.minutes)


def decide(books: Books, step: Decide) -> None:
    books.policy = step


def budget(books: Books, step: Budget) -> None:
    if step.points is not None and -books.balance("fund:project") > step.points:
        raise No("Invalid", "invalid")
    books.budget = step.points


def post(books: Books, step: Post) -> int:
    line = {
        "key": step.key, "debit": step.debit, "credit": step.credit, "points": step.points, "kind": "opening",
        "event": "opening", "day": step.day, "since": step.since, "last": step.last,
    }  # fmt: skip
    return len(books.write([line]))


# what is decided together


def grant(books: Books, step: Grant) -> tuple[str, int]:
    if step.day > books.today or len({account for account, _ in step.lines}) < len(step.lines):
        raise No("Invalid", "invalid")
    name = f"grant:{step.key}"
    lines = [
        books.dated({
            "key": f"{name}:{account}", "debit": f"fund:{step.fund}", "credit": account, "points": points, "kind": "grant",
            "event": name, "day": step.day, "since": step.day,
        })
        for account, points in step.lines
    ]  # fmt: skip
    _known_accounts(books, lines)
    _happened(books, name, step)
    return _settle(books, name, lines)


def earn(books: Books, step: Earn) -> tuple[str, int]:
    lines = [
        books.dated({
            "key": f"{step.key}:tidy:{household}", "debit": "fund:community", "credit": f"household:{household}",
            "points": points, "kind": "earn", "event": step.key, "day": step.day, "since": books.today, "rule": "tidy",
        })
        for household, points in step.who
    ]  # fmt: skip
    _happened(books, step.key, step)
    return _settle(books, f"{step.key}:tidy", lines)


def _happened(books: Books, name: str, what: Grant | Earn) -> None:
    if books.events.setdefault(name, what) != what:
        raise not_now("key-reused")


def _known_accounts(books: Books, lines: list[dict[str, Any]]) -> None:
    if not all(one[side] in books.accounts for one in lines for side in ("debit", "credit")):
        raise No("NotFound", "not-found")


def _same_lines(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    names = ("key", "debit", "credit", "points", "event", "day")
    return [[line[name] for name in names] for line in one] == [[line[name] for name in names] for line in other]


def _settle(books: Books, key: str, lines: list[dict[str, Any]], by: str = "c1") -> tuple[str, int]:
    before = next((one for one in books.batches if one.key == key), None)
    if before is not None:
        if not _same_lines(before.lines, lines):
            raise not_now("key-reused")
        return {None: "waiting", True: "posted", False: "turned-down"}[before.approved], 0
    for one in lines:
        if one["points"] <= 0:
            raise No("Invalid", "points")
    _known_accounts(books, lines)
    left = _capped(books, lines)
    limit = books.policy.approve_above
    if limit is not None and sum(one["points"] for one in left) > limit:
        books.batches.append(Batch(key, lines, by))
        return "waiting", 0
    return "posted", len(books.write(left, by))


def _capped(books: Books, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is new, and what the caps leave of it, one after the other."""
    kept: list[dict[str, Any]] = []
    for one in lines:
        known = next((entry for entry in books.entries if entry.key == one["key"]), None)
        if known is not None:
            same = all(getattr(known, name) == one[name] for name in ("debit", "credit", "event", "day"))
            if not same or not (known.points == one["points"] or (known.points < one["points"] and one.get("rule"))):
                raise not_now("key-reused")
            continue
        points = one["points"]
        if one.get("rule"):
            mine = [
                (entry.event, entry.day, entry.points - books.corrected(entry))
                for entry in books.entries if (entry.rule, entry.credit) == (one["rule"], one["credit"])
            ]  # fmt: skip
            mine += [
                (other["event"], other["day"], other["points"]) for other in kept if other["credit"] == one["credit"]
            ]
            in_event = sum(points for event, _, points in mine if event == one["event"])
            on_day = sum(points for _, day, points in mine if day == one["day"])
            in_month = sum(points for _, day, points in mine if f"{day:%Y-%m}" == f"{one['day']:%Y-%m}")
            points = min(points, EVENT_CAP - in_event, DAY_CAP - on_day, MONTH_CAP - in_month)
        if points > 0:
            kept.append({**one, "points": points})
    return kept


def approve(books: Books, step: Approve) -> tuple[str, int]:
    batch = _batch(books, step.batch)
    if batch.approved:
        return "posted", 0
    if batch.approved is False:
        raise not_now("ended")
    if batch.by == step.by:
        raise No("NotAllowed", "same-person")
    lines = [
        {**one, "day": books.today} if books.closed_on(one["day"]) and one.get("about") is None else one
        for one in batch.lines
    ]  # fmt: skip
    posted = books.write(_capped(books, lines), batch.by)
    batch.approved = True
    return "posted", len(posted)


def turn_down(books: Books, step: TurnDown) -> None:
    batch = _batch(books, step.batch)
    if batch.approved is not None:
        raise not_now("ended")
    batch.approved = False


def _batch(books: Books, number: int) -> Batch:
    if not 1 <= number <= len(books.batches):
        raise No("NotFound", "not-found")
    return books.batches[number - 1]


def hours(books: Books, step: Hours) -> bool:
    if step.day > books.today or not 0 < step.minutes <= 1440:
        raise No("Invalid", "invalid")
    account = f"minutes:{step.resident}"
    books.open_account("minutes:all")
    books.open_account(account)
    line = {
        "key": f"hours:{step.key}:{step.resident}", "debit": "minutes:all", "credit": account, "points": step.minutes,
        "kind": "earn", "event": f"hours:{step.key}", "day": step.day, "since": step.day,
    }  # fmt: skip
    made = books.write([line])
    if made and books.balance(account, on=step.day) - books.balance(account, on=step.day - timedelta(days=1)) > 1440:
        raise not_now("minutes")
    return bool(made)


# corrections


def reverse(books: Books, step: Reverse) -> tuple[int, int]:
    original = books.entry(step.entry)
    if original.kind == "redeem":
        raise not_now("redemption")
    if not _corrected_before(books, original, step.key, step.points):
        _take_back(books, original, step.key, step.points)
    return _corrections(books, step.key)


def _corrections(books: Books, key: str) -> tuple[int, int]:
    back, owed = (sum(one.points for one in books.entries if one.key == f"{key}:{part}") for part in ("back", "owed"))
    return back, owed


def _corrected_before(books: Books, original: Entry, key: str, points: int | None) -> bool:
    made = [one for one in books.entries if one.key in (f"{key}:back", f"{key}:owed")]
    if made and (
        {one.about for one in made} != {original.number} or points not in (None, sum(one.points for one in made))
    ):
        raise not_now("key-reused")
    return bool(made)


def _take_back(books: Books, original: Entry, key: str, points: int | None, by: str = "c1") -> None:
    if original.kind in CORRECTIONS:
        raise not_now("correction")
    left = books.takeable(original)
    if points is not None and points <= 0:
        raise No("Invalid", "points")
    amount = left if points is None else points
    if not 0 < amount <= left:
        raise not_now("reversed")
    holder, giver = original.credit, original.debit
    common = {
        "credit": giver, "event": original.event, "day": original.day, "since": original.since, "about": original.number,
        "last": _last_day_before(books, original) if holds(giver) else None,
        "origin": _one_origin(books, original) if holds(giver) else None,
    }  # fmt: skip
    back = amount
    if holds(holder):
        # what an open order needs of it, because nothing else covers the order, stays and is owed
        _, short = books.reserved(holder, books.lots(holder, books.today, but=original))
        back = max(0, min(amount, books.left(original) - short))
    lines = []
    if back:
        mine = {original.number: back} if holds(holder) else {}
        lines.append({**common, "key": f"{key}:back", "debit": holder, "points": back, "kind": "reverse", "uses": mine})
    if amount > back:
        books.open_account(f"debt:{holder}")
        owed = amount - back
        lines.append({**common, "key": f"{key}:owed", "debit": f"debt:{holder}", "points": owed, "kind": "claw-back"})
    books.write(lines, by)


def _last_day_before(books: Books, original: Entry) -> date | None:
    """The last day that points had where they come back to, the latest of several."""
    days = [books.entry(number).last for number in original.uses]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    if original.kind == "expire":
        return max(*known, books.today + timedelta(days=books.policy.voucher_days))
    return max(known)


def _one_origin(books: Books, original: Entry) -> int | None:
    """Where points that come back were earned, if it was in one place."""
    places = {books.earned_in(books.entry(number)).number for number in original.uses}
    return places.pop() if len(places) == 1 else None


def repay(books: Books, step: Repay) -> int:
    return repaid(books, step.account, books.today)


def repaid(books: Books, account: str, day: date) -> int:
    paid = min(books.debt(account), books.free(account, day, expired=True))
    if paid <= 0:
        return 0
    books.open_account(f"debt:{account}")
    books.write([{
        "key": f"repay:{account}:{len(books.entries)}", "debit": account, "credit": f"debt:{account}", "points": paid,
        "kind": "repay", "event": f"repay:{account}", "day": day, "since": day,
    }])  # fmt: skip
    return paid


def move(books: Books, step: Move) -> int:
    for key in (step.source, step.target):
        if key.startswith("resident:"):
            books.open_account(key)
        elif key not in books.accounts:
            raise No("NotFound", "not-found")
        elif not key.startswith("household:"):
            raise No("Invalid", "invalid")
    if step.source == step.target:
        raise No("Invalid", "sides")
    before = [one for one in books.entries if one.key.startswith(f"move:{step.key}:")]
    if before:
        moved = sum(one.points for one in before)
        if {(one.debit, one.credit) for one in before} != {(step.source, step.target)} or step.points not in (
            None,
            moved,
        ):
            raise not_now("key-reused")
        return moved
    have = books.spendable(step.source)
    amount = have if step.points is None else step.points
    if step.points is not None and amount <= 0:
        raise No("Invalid", "points")
    if not 0 < amount <= have:
        raise not_now("points")
    ready = [one for one in books.lots(step.source, books.today) if one.last is None or one.last >= books.today]
    lines = [
        {"key": f"move:{step.key}:{place}", "debit": step.source, "credit": step.target, "points": part, "kind": "move",
         "event": f"move:{step.key}", "day": books.today, "since": books.entry(lot).since, "last": books.entry(lot).last,
         "uses": {lot: part}, "origin": books.earned_in(books.entry(lot)).number}
        for place, (lot, part) in enumerate(books.take(ready, amount).items())
    ]  # fmt: skip
    books.write(lines)
    return amount


def expire(books: Books, step: Expire) -> tuple[int, int, int, int]:
    today = books.today

    def due(account: str) -> list[Entry]:
        return [one for one in books.lots(account, today) if one.last is not None and one.last < today]

    holders = [one for one in books.accounts if one.startswith(("household:", "resident:"))]
    paid = sum(repaid(books, one, today) for one in holders if books.debt(one) > 0 and due(one))
    gone = []
    for account in holders:
        kept, _ = books.reserved(account, books.lots(account, today))
        gone += [(one, part) for one in due(account) if (part := books.left(one) - kept[one.number]) > 0]
    lines = []
    for lot, part in gone:
        before = any(one.key == f"expire:{lot.number}" for one in books.entries)
        key = f"expire:{lot.number}:{books.left(lot)}" if before else f"expire:{lot.number}"
        lines.append({
            "key": key, "debit": lot.credit, "credit": _fund(books, lot), "points": part, "kind": "expire",
            "event": f"expire:{today}", "day": today, "since": today, "uses": {lot.number: part},
        })  # fmt: skip
    books.write(lines)
    return sum(part for _, part in gone), len(gone), len({lot.credit for lot, _ in gone}), paid


def _fund(books: Books, lot: Entry) -> str:
    earned = books.earned_in(lot)
    return earned.debit if earned.debit.startswith("fund:") else "fund:community"


# in public, and closed


def hang(books: Books, step: Hang) -> tuple[date, int, bool]:
    if step.month > f"{books.today:%Y-%m}":
        raise No("Invalid", "invalid")
    if step.month in books.notices:
        _, until, numbers = books.notices[step.month]
        return until, len(numbers), False
    hung = {number for _, _, numbers in books.notices.values() for number in numbers}
    waiting = [
        one.number for one in books.entries
        if one.waits and f"{one.day:%Y-%m}" <= step.month and one.number not in hung and one.points > books.corrected(one)
    ]  # fmt: skip
    if not waiting:
        raise not_now("wrong-phase")
    books.notices[step.month] = books.today, books.notice_until(), waiting
    return books.notice_until(), len(waiting), True


def object_(books: Books, step: Object) -> None:
    if step.key in books.objections:
        if books.objections[step.key]["entry"] != step.entry:
            raise not_now("key-reused")
        return
    about = books.entry(step.entry)
    if about.kind not in ("earn", "grant", "opening"):
        raise No("Invalid", "invalid")
    if books.takeable(about) <= 0:
        raise not_now("reversed")
    hung = [until for _, until, numbers in books.notices.values() if about.number in numbers]
    last = hung[0] if hung else None if about.waits else about.since - timedelta(days=1)
    if last is not None and last < books.today and not step.late:
        raise not_now("ended")
    books.objections[step.key] = {"entry": step.entry, "how": None}


def settle(books: Books, step: Settle) -> tuple[str, int, int, int, bool]:
    if (step.how == "corrected") != (step.points is not None):
        raise No("Invalid", "invalid")
    if step.objection not in books.objections:
        raise No("NotFound", "not-found")
    found = books.objections[step.objection]
    about = books.entry(found["entry"])
    if about.by == step.by:
        raise No("NotAllowed", "same-person")
    if found["how"] is not None:
        raise not_now("ended")
    found["how"] = step.how
    left, key = books.takeable(about), f"objection:{step.objection}"
    if step.how in ("upheld", "withdrawn") or (step.how == "reversed" and left == 0):
        return step.how, 0, 0, 0, False
    right = step.points or 0
    if step.how == "corrected" and not 0 < right != left:
        raise No("Invalid", "invalid")
    if right > left:
        line = books.dated({
            "key": f"{key}:more", "debit": about.debit, "credit": about.credit, "points": right - left, "kind": about.kind,
            "event": about.event, "day": about.day, "since": books.today, "about": about.number,
        })  # fmt: skip
        state, _ = _settle(books, key, [line], step.by)
        return "corrected", 0, 0, right - left, state == "waiting"
    _take_back(books, about, key, left - right, step.by)
    back, owed = _corrections(books, key)
    return step.how, back, owed, 0, False


def close(books: Books, step: Close) -> tuple[int, int]:
    first = date.fromisoformat(f"{step.month}-01")
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if last >= books.today:
        raise not_now("not-over")
    if books.closed:
        through = max(one[1] for one in books.closed.values())
        if first <= through:
            raise not_now("closed")
        if first != through + timedelta(days=1):
            raise not_now("order")
    else:
        first = date.min
    waiting = [one for one in books.batches if one.approved is None]
    open_matter = any(first <= line["day"] <= last for one in waiting for line in one.lines) or any(
        one["how"] is None and first <= books.entry(one["entry"]).day <= last for one in books.objections.values()
    )
    if open_matter and not step.anyway:
        raise not_now("open")
    paid = sum(repaid(books, one, last) for one in books.owing())
    at = books.record_time()
    figures = {}
    for account in books.accounts:
        moved = any(account in (one.debit, one.credit) and first <= one.day <= last for one in books.entries)
        if moved or books.balance(account, on=last) != 0:
            figures[account] = books.balance(account, on=last)
    books.closed[step.month] = first, last, at, figures
    return len(figures), paid
