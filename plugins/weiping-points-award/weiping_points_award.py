"""The points rule `award-points`: an award earns points for every household of the winner."""

from collections.abc import Iterator

import weiping as wp

TITLES = {
    "most-beautiful-compound": wp.Text("最美小区", "Most beautiful compound"),
    "fine-compound": wp.Text("优秀小区", "Fine compound"),
}
POINTS = {"most-beautiful-compound": 20, "fine-compound": 10}
OTHER_AWARD = 5


def propose(event: wp.Published) -> Iterator[wp.Proposal]:
    """Points for each household of each winner; one proposal for each award, told apart by the award's key."""
    for winner in event.winners:
        award = TITLES.get(winner.award, wp.Text(f"第 {winner.place} 名", f"place {winner.place}"))
        reason = wp.Text(
            f"{event.title.zh}：{winner.name.zh}获评{award.zh}",
            f"{event.title.en}: {winner.name.en} won {award.en}",
        )
        for household in winner.households:
            yield wp.Proposal(
                household=household, points=POINTS.get(winner.award, OTHER_AWARD), reason=reason, key=winner.award
            )


@wp.hookimpl
def weiping_points_rules() -> Iterator[wp.PointsRule]:
    """Offer the rule."""
    yield wp.PointsRule(key="award-points", title=wp.Text("获奖积分", "Points for an award"), propose=propose)
