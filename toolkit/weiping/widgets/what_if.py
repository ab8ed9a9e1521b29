"""Rule what-if for the chair: other weights, another way to combine the judges, beside the official standings.

It works on what `desk.trial` read, so that nothing here can write: under `weiping serve` the kernel's database is
read-only besides. What it shows is as old as the last press of its refresh button.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Any

import ipywidgets

from ..desk.results import Standing
from ..desk.trial import Trial
from ..domain.exact import half_up, plain
from ..errors import WeipingError
from ..i18n import from_environment, tr

STEP = Decimal("0.5")
"""Steps of the sliders, in points of the total."""

_METHODS = ("mean", "trimmed", "median")
_LABELS = {
    "mean": "Mean of all judges",
    "trimmed": "Trimmed mean",
    "median": "Median of the judges",
}


class WhatIf(ipywidgets.VBox):  # type: ignore[misc]
    """Sliders for the points of each criterion and a choice of how judges are combined, with places before and after.

    `changes` is what the table shows, best first after the change: (name of the entry, official place and total, tried
    place and total); a place or total is None where there is none.
    """

    trial: Trial

    def __init__(self, read: Callable[[], Trial], lang: str | None = None) -> None:
        """Begin folded up: a page with a console on it should not wait for what few of its visits need."""
        self._read = read
        self.lang = lang or from_environment()
        self.changes: list[tuple[str, int | None, Decimal | None, int | None, Decimal | None]] = []
        self._quiet = False
        self._result = ipywidgets.HTML()
        super().__init__()
        for name in ("wp", "wp-whatif"):
            self.add_class(name)
        self.children: tuple[Any, ...] = (self._head(), self._button("Try another rule", self.unfold))

    def unfold(self) -> None:
        """Read the round and show the controls."""
        self.trial = self._read()
        self._build()

    # -- what can be moved -----------------------------------------------------------------------------------------
    def _build(self) -> None:
        """Make the controls in the language chosen, standing where the round's own rule has them."""
        combine = self.trial.rule.slots.combine
        most = max(self.trial.judges - 1, combine.drop_high + combine.drop_low)
        titles = {one.key: one.title.said(self.lang) for one in self.trial.info.criteria}
        self._sliders = {key: self._points(titles[key], worth) for key, worth in self.trial.points.items()}
        options = [(tr(self.lang, _LABELS[method]), method) for method in _METHODS]
        wide = {"description_width": "12em"}
        self._method = ipywidgets.Dropdown(
            options=options, value=combine.method, description=tr(self.lang, "Judges are combined by"), style=wide
        )
        self._high = self._drop("Highest marks left out", combine.drop_high, most)
        self._low = self._drop("Lowest marks left out", combine.drop_low, most)
        for control in (*self._sliders.values(), self._method, self._high, self._low):
            control.observe(self._moved, "value")
        controls = ipywidgets.VBox([*self._sliders.values(), self._method, self._high, self._low])
        self.children = (self._head(), self._buttons(), controls, self._result)
        self._show()

    def _points(self, title: str, worth: Decimal) -> Any:
        return ipywidgets.FloatSlider(
            tooltip=title, value=float(worth), min=0, max=2 * float(worth) or 1.0, step=float(STEP), description=title,
            readout_format=".1f", continuous_update=False, style={"description_width": "12em"},
        )  # fmt: skip

    def _drop(self, text: str, value: int, most: int) -> Any:
        return ipywidgets.IntSlider(
            value=value, min=0, max=most, description=tr(self.lang, text), continuous_update=False,
            style={"description_width": "12em"},
        )  # fmt: skip

    def _head(self) -> Any:
        title, promise = (
            tr(self.lang, "What if the rule were another?"),
            tr(self.lang, "Only for looking: neither marks nor the official standings change."),
        )
        return ipywidgets.HTML(f"<h2>{escape(title)}</h2><p>{escape(promise)}</p>")

    def _buttons(self) -> Any:
        other = "en" if self.lang == "zh_CN" else "zh_CN"
        return ipywidgets.HBox(
            [
                self._button("As the rule says", self.reset),
                self._button("Read the sheets again", self.refresh),
                self._button("English" if other == "en" else "中文", lambda: self.speak(other)),
            ]
        )

    def _button(self, text: str, act: Callable[[], None]) -> Any:
        made = ipywidgets.Button(description=tr(self.lang, text), layout={"width": "auto"})
        made.on_click(lambda _button: act())
        return made

    # -- what the chair does ---------------------------------------------------------------------------------------
    def reset(self) -> None:
        """Put everything where the round's own rule has it."""
        combine = self.trial.rule.slots.combine
        self._set({**self.trial.points}, combine.method, combine.drop_high, combine.drop_low)

    def refresh(self) -> None:
        """Read the round again and show the same what-if over it; a round whose rule changed begins anew."""
        before = self.trial.info.rule_hash
        self.trial.read()
        if self.trial.info.rule_hash == before:
            self._show()
        else:
            self._build()

    def speak(self, lang: str) -> None:
        """Say everything in another language, with what is tried as it stands."""
        tried = self.points, self._method.value, self._high.value, self._low.value
        self.lang = lang
        self._build()
        self._set(*tried)

    @property
    def points(self) -> dict[str, Decimal]:
        """Criterion -> the points that are tried."""
        return {key: half_up(Decimal(repr(slider.value)) / STEP, 0) * STEP for key, slider in self._sliders.items()}

    def _set(self, points: dict[str, Decimal], method: str, high: int, low: int) -> None:
        self._quiet = True
        for key, slider in self._sliders.items():
            slider.value = float(points[key])
        self._method.value, self._high.value, self._low.value = method, high, low
        self._quiet = False
        self._show()

    def _moved(self, _change: Any) -> None:
        if not self._quiet:
            self._show()

    # -- what comes of it ------------------------------------------------------------------------------------------
    def _show(self) -> None:
        trimmed = self._method.value == "trimmed"
        self._high.disabled = self._low.disabled = not trimmed
        try:
            rule = self.trial.varied(self.points, self._method.value, self._high.value, self._low.value)
            self.changes = self._compared(self.trial.under(rule))
        except WeipingError as error:
            self._result.value = f'<p class="trouble" role="alert">{escape(error.text(self.lang))}</p>'
            return
        self._result.value = self._words() + self._table()

    def _compared(self, tried: list[Standing]) -> list[Any]:
        official = {one.entry: one for one in self.trial.official}
        names = {one.id: one.name_en if self.lang == "en" else one.name_zh for one in self.trial.entries}
        rows = [(names[one.entry], official.get(one.entry), one) for one in tried]
        return [
            (name, was.place if was else None, was.total if was else None, now.place, now.total)
            for name, was, now in rows
        ]

    def _words(self) -> str:
        moved = sum(row[1] != row[3] for row in self.changes)
        words = [tr(self.lang, "{moved} of {count} entries change their place.", moved=moved, count=len(self.changes))]
        tried, own = sum(self.points.values()), sum(self.trial.points.values())
        if tried != own:
            words.append(
                tr(
                    self.lang,
                    "The points add up to {tried} instead of {own}.",
                    tried=plain(Decimal(tried)),
                    own=plain(Decimal(own)),
                )
            )
        return "".join(
            f'<p class="{"" if index else "verdict"}">{escape(word)}</p>' for index, word in enumerate(words)
        )

    def _table(self) -> str:
        heads = ("Place tried", "Entry", "Total tried", "Official place", "Official total")
        head = "".join(f'<th scope="col">{escape(tr(self.lang, name))}</th>' for name in heads)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(self._row, self.changes))}</tbody></table>"

    def _row(self, row: tuple[str, int | None, Decimal | None, int | None, Decimal | None]) -> str:
        name, was, total_was, now, total = row
        moved = was != now
        arrow = f" {'▲' if now < was else '▼'}{abs(was - now)}" if moved and was and now else ""
        cells = (_said(now) + arrow, escape(name), _said(total), _said(was), _said(total_was))
        kind = ' class="moved"' if moved else ""
        return f"<tr{kind}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _said(value: Decimal | int | None) -> str:
    return "—" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
