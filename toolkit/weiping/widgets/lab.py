"""The rules lab: a slider for each weight and for what is trimmed, and what moving one changes, beside the standings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html import escape
from typing import Any

import ipywidgets

from ..domain.exact import half_up, plain
from ..errors import WeipingError
from ..i18n import from_environment, tr
from ..research.results import STYLE
from ..scoring.dataset import Dataset
from ..scoring.rule import Rule

MOST_ROWS = 30
STEP = Decimal("0.05")
METHODS = {
    "mean": "Mean of all judges",
    "trimmed": "Trimmed mean",
    "winsorised": "Winsorised mean",
    "median": "Median of the judges",
}
"""Ways to combine judges that the lab offers -> what they are called."""
TRIMS = ("trimmed", "winsorised")


class RulesLab(ipywidgets.VBox):  # type: ignore[misc]
    """Sliders for the weights of one round of a data set and a choice of how its judges are combined, with a table of
    places before and after.

    `weights` holds what is tried (criterion -> exact decimal), `changes` the table as rows
    (entry, total before, place before, total after, place after), `rule` the rule that is tried.
    """

    def __init__(self, dataset: Dataset, *, round: str | None = None, lang: str | None = None) -> None:
        self.dataset = dataset
        self.lang = lang or from_environment()
        self._table = ipywidgets.HTML()
        self._sliders: dict[str, Any] = {}
        self._box = ipywidgets.VBox()
        self._combine = ipywidgets.VBox()
        reset = ipywidgets.Button(description=tr(self.lang, "As the rule says"), icon="undo")
        reset.on_click(lambda _button: self._choose())
        head = [reset]
        self._round = None
        if dataset.rounds:
            self._round = ipywidgets.Dropdown(
                options=dataset.rounds, value=round or dataset.rounds[0], description=tr(self.lang, "Round")
            )
            self._round.observe(lambda _change: self._choose(), "value")
            head.insert(0, self._round)
        super().__init__([ipywidgets.HBox(head), self._box, self._combine, self._table])
        self._choose()

    @property
    def weights(self) -> dict[str, Decimal]:
        """What the sliders say, as exact decimals in steps of 0.05."""
        return {name: _exact(slider.value) for name, slider in self._sliders.items()}

    @property
    def rule(self) -> Rule:
        """The rule with the judges combined as the controls say."""
        if self._method is None:
            return self.dataset.rule
        drops = {"drop_high": self._high.value, "drop_low": self._low.value} if self._method.value in TRIMS else {}
        return self.dataset.rule.combined(self._method.value, **drops)

    def _choose(self) -> None:
        """Show the round that is chosen, with the weights its rule has."""
        self._part = self.dataset.only(self._round.value) if self._round else self.dataset
        self._before = self._places()
        self._sliders = {
            name: ipywidgets.FloatSlider(
                value=float(weight), min=0, max=2 * float(weight) or 1.0, step=float(STEP), description=name,
                readout_format=".2f", style={"description_width": "20em"}, layout={"width": "42em"},
            )
            for name, weight in self._part.weights().items()
        }  # fmt: skip
        for slider in self._sliders.values():
            slider.observe(lambda _change: self._show(), "value")
        self._box.children = list(self._sliders.values())
        self._judges()
        self._show()

    def _judges(self) -> None:
        """The controls for combining judges, standing where the rule has them; none where no sheet has several."""
        combine, judges = self.dataset.rule.slots.combine, self._part.marks.frame["judge"].n_unique()
        self._method = None
        if judges < 2 or combine.method not in METHODS:
            self._combine.children = ()
            return
        wide = {"style": {"description_width": "20em"}, "layout": {"width": "42em"}}
        self._method = ipywidgets.Dropdown(
            options=[(tr(self.lang, text), key) for key, text in METHODS.items()], value=combine.method,
            description=tr(self.lang, "Judges are combined by"), **wide,
        )  # fmt: skip
        self._high, self._low = (
            ipywidgets.IntSlider(
                value=value, min=0, max=max(value, (judges - 1) // 2), description=tr(self.lang, text), **wide
            )
            for text, value in (
                ("Highest marks left out", combine.drop_high),
                ("Lowest marks left out", combine.drop_low),
            )
        )
        for control in (self._method, self._high, self._low):
            control.observe(lambda _change: self._show(), "value")
        self._combine.children = (self._method, self._high, self._low)

    def _places(
        self, weights: dict[str, Decimal] | None = None, rule: Rule | None = None
    ) -> dict[str, tuple[Decimal | None, int | None]]:
        part = replace(self._part, rule=rule) if rule else self._part
        table = part.score(weights).standings
        return {str(entry): (total, rank) for entry, total, rank in table.select("entry", "total", "rank").iter_rows()}

    def _show(self) -> None:
        if self._method is not None:
            self._high.disabled = self._low.disabled = self._method.value not in TRIMS
        try:
            after = self._places(self.weights, self.rule)
        except WeipingError as error:
            self._table.value = f'<p class="trouble" role="alert">{escape(error.text(self.lang))}</p>'
            return
        order = sorted(after, key=lambda entry: (after[entry][1] is None, after[entry][1] or 0))
        self.changes = [(entry, *self._before[entry], *after[entry]) for entry in order]
        moved = sum(row[2] != row[4] for row in self.changes)
        words = tr(self.lang, "{moved} of {count} entries change their place.", moved=moved, count=len(order))
        self._table.value = f"<p>{escape(words)}</p>" + self._html()

    def _html(self) -> str:
        names = ("Place", "Entry", "Total score", "Place before", "Total score before")
        head = "".join(f"<th>{escape(tr(self.lang, name))}</th>" for name in names)
        rows = "".join(map(_row, self.changes[:MOST_ROWS]))
        more = len(self.changes) - MOST_ROWS
        foot = f"<p>{escape(tr(self.lang, '… and {count} more rows.', count=more))}</p>" if more > 0 else ""
        return f'{STYLE}<table class="rendered_html wp-result"><tr>{head}</tr>{rows}</table>{foot}'


def _row(row: tuple[str, Decimal | None, int | None, Decimal | None, int | None]) -> str:
    entry, total_before, before, total, place = row
    arrow = (
        "" if before == place or not before or not place else f" {'▲' if place < before else '▼'}{abs(before - place)}"
    )
    cells = (f"{_said(place)}{arrow}", escape(entry), _said(total), _said(before), _said(total_before))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _said(value: Decimal | int | None) -> str:
    return "–" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _exact(value: float) -> Decimal:
    """A slider's float as the multiple of STEP it shows."""
    return Decimal(plain(half_up(Decimal(repr(value)) / STEP, 0) * STEP))
