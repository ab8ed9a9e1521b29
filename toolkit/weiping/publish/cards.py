"""Cards that households keep: a QR code to their own page, for a sheet to print on A4 and cut.

A card says where it belongs and no name: who finds it learns an address, and the office ends it with a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from ..domain.text import Text
from .invitations import qr_svg


@dataclass(frozen=True, slots=True)
class Card:
    """One card: whose home it opens, whose micro-grid's leader hands it out, and where it leads."""

    address: Text
    micro_grid: Text
    url: str


STYLE = (
    "@page{size:A4;margin:10mm}body{font:13px/1.45 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;"
    "margin:0;color:#000}"
    "main{display:grid;grid-template-columns:1fr 1fr}h1{font-size:18px;margin:0 0 4mm}"
    "article{display:grid;grid-template-columns:36mm 1fr;gap:0 4mm;align-content:start;min-height:56mm;padding:5mm;"
    "border:1px dashed #888;margin:-1px 0 0 -1px;break-inside:avoid}article svg{width:36mm;height:36mm}"
    "h2{font-size:17px;line-height:1.25;margin:0 0 1mm}p{margin:0 0 1mm}small{color:#333}.wide{grid-column:1/-1}"
)


def sheet(title: Text, cards: Iterable[Card]) -> str:
    """A page of HTML: eight cards a sheet of A4, in both languages."""
    made = "\n".join(
        f"<article><div>{qr_svg(one.url)}</div><div><h2>{escape(one.address.zh)}</h2><p>{escape(one.address.en)}</p>"
        "<p><b>微信或相机扫码，看自家积分</b><br>Scan to see your points</p>"
        f"<small>{escape(one.micro_grid.zh)} · {escape(one.micro_grid.en)}</small></div>"
        f'<p class="wide">{_KEEP.zh}<br><small>{_KEEP.en}</small></p></article>'
        for one in cards
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title.zh)}</title><style>{STYLE}</style>'
        f"<h1>{escape(title.zh)}<br><small>{escape(title.en)}</small></h1>\n<main>{made}</main>\n</html>\n"
    )


_KEEP = Text(
    "请像钥匙一样保管：拿到此卡的人能看到您家的积分。丢了请到社区补卡，旧卡随即作废。",
    "Keep it like a key: who has it sees your points. If it is lost, ask the office for a new one; this one then ends.",
)
"""What every card says about itself."""
