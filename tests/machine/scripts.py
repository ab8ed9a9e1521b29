"""A long script of steps for a process that is killed again and again: the same for the same seed, and it makes some sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.machine import office, steps
from tests.machine.books import Books
from tests.machine.verbs import Answer, carry_out

ACCOUNTS = tuple(f"household:{one}" for one in office.HOUSEHOLDS) + tuple(f"resident:{one}" for one in office.RESIDENTS)


def told(database: Path, seed: int, length: int) -> Iterator[tuple[steps.Step, Answer, Answer, Books]]:
    """Each step with its answer, the answer if it is sent twice, and the books after it."""
    chance, books = Random(seed), office.books_of(database)
    for number in range(length):
        step = _drawn(chance, books, f"script-{number:06}")
        books, answer = carry_out(books, step)
        _, again = carry_out(books, step)
        yield step, answer, again, books


def _drawn(chance: Random, books: Books, key: str) -> steps.Step:
    kinds: list[Callable[[Random, Books, str], steps.Step]] = [
        _wait,
        _post,
        _post,
        _grant,
        _redeem,
        _redeem,
        _order,
        _move,
    ]
    if books.orders:
        kinds += [_go_on, _go_on, _undo]
    if books.entries:
        kinds += [_reverse]
    return chance.choice(kinds)(chance, books, key)


def _wait(chance: Random, books: Books, key: str) -> steps.Step:
    return steps.Wait(minutes=chance.choice((1, 60, 600, 3000)))


def _post(chance: Random, books: Books, key: str) -> steps.Step:
    day = books.today - timedelta(days=chance.randrange(9))
    last = None if chance.random() < 0.5 else day + timedelta(days=chance.randrange(60))
    return steps.Post(
        key=key, credit=chance.choice(ACCOUNTS), points=chance.randint(1, 40), day=day, since=day, last=last
    )  # fmt: skip


def _grant(chance: Random, books: Books, key: str) -> steps.Step:
    lines = tuple((account, chance.randint(1, 9)) for account in chance.sample(ACCOUNTS, chance.randint(1, 4)))
    return steps.Grant(key=key, lines=lines, day=books.today)


def _redeem(chance: Random, books: Books, key: str) -> steps.Step:
    return steps.Redeem(
        key=key, account=chance.choice(ACCOUNTS), reward=chance.choice(tuple(office.REWARDS)), hand_over=chance.random() < 0.3
    )  # fmt: skip


def _order(chance: Random, books: Books, key: str) -> steps.Step:
    return steps.OrderAhead(key=key, account=chance.choice(ACCOUNTS), reward=chance.choice(tuple(office.REWARDS)))


def _move(chance: Random, books: Books, key: str) -> steps.Step:
    source, target = chance.sample(ACCOUNTS, 2)
    return steps.Move(key=key, source=source, target=target, points=chance.randint(1, 12))


def _go_on(chance: Random, books: Books, key: str) -> steps.Step:
    number = chance.randint(1, len(books.orders))
    return steps.Issue(order=number) if chance.random() < 0.5 else steps.HandOver(order=number)


def _undo(chance: Random, books: Books, key: str) -> steps.Step:
    number = chance.randint(1, len(books.orders))
    return steps.Cancel(order=number) if chance.random() < 0.5 else steps.Return(order=number)


def _reverse(chance: Random, books: Books, key: str) -> steps.Step:
    return steps.Reverse(key=key, entry=chance.randint(1, len(books.entries)))
