"""How large a micro-grid may be."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Households of a group: `low` to `high` for scattered houses, `target` wished for.

    A stairwell or a building of up to `cap` stays whole, since people who share a door are neighbours already.
    Raises InputError where they contradict each other.
    """

    low: int = 8
    target: int = 10
    high: int = 12
    cap: int = 15

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.target <= self.high <= self.cap:
            raise InputError(
                "A micro-grid's sizes must rise from lowest over wished to highest and to the cap of a stairwell; "
                "given are {low}, {target}, {high} and {cap}.",
                low=self.low, target=self.target, high=self.high, cap=self.cap,
            )  # fmt: skip

    def possible(self, households: int) -> bool:
        """Whether so many scattered houses can be divided into groups of `low` to `high` at all.

        >>> [n for n in range(1, 30) if not Sizes().possible(n)]
        [1, 2, 3, 4, 5, 6, 7, 13, 14, 15]
        """
        return -(-households // self.high) <= households // self.low

    def groups(self, households: int) -> tuple[int, int, int]:
        """(how many groups, smallest, largest) for so many scattered houses, at least one.

        Where `low` to `high` cannot be met the number of groups is the one that misses it by fewer households in all, and
        the sizes are as even as can be.

        >>> Sizes().groups(3000), Sizes().groups(13), Sizes().groups(15), Sizes().groups(3)
        ((300, 8, 12), (1, 13, 13), (2, 7, 8), (1, 3, 3))
        """
        fewest, most = -(-households // self.high), households // self.low
        if fewest <= most:
            wished = (2 * households + self.target) // (2 * self.target)
            return min(max(wished, fewest), most), self.low, self.high
        too_many, too_few = households - most * self.high, fewest * self.low - households
        count = most if most and too_many <= too_few else fewest
        return count, households // count, -(-households // count)
