"""Join links as QR codes: for a screen, a terminal, and a sheet to print and cut."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import segno

from ..domain.text import Text


@dataclass(frozen=True, slots=True)
class Invitation:
    """One link to hand out: whom it is for, where it leads, and a code to type where nothing can be scanned.

    `until` says in the office's own time how long the code for typing works.
    """

    title: Text
    url: str
    short: str = ""
    until: str = ""


def qr_svg(text: str) -> str:
    """`text` as a QR code: one self-contained SVG element, white quiet zone included."""
    return str(segno.make(text, error="m").svg_inline(scale=4, border=2, light="#fff"))


def qr_terminal(text: str) -> str:
    """`text` as a QR code of block characters for a terminal."""
    out = io.StringIO()
    segno.make(text, error="l").terminal(out, border=1, compact=True)
    return out.getvalue()


def sheet(title: Text, invitations: Iterable[Invitation]) -> str:
    """A page of HTML to print on A4 and cut: one card per invitation, in both languages."""
    cards = "\n".join(
        f"<article><div>{qr_svg(one.url)}</div><div><h2>{escape(one.title.zh)}</h2><p>{escape(one.title.en)}</p>"
        f"<p>用平板扫码，按“开始”。<br>Scan with the tablet and press Begin.</p>"
        f"<code>{escape(one.url)}</code>{_typing(one)}</div></article>"
        for one in invitations
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title.zh)}</title><style>'
        "body{font:14px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:12mm}"
        "article{display:grid;grid-template-columns:auto 1fr;gap:8mm;border:1px dashed #888;padding:5mm;margin:0 0 4mm;"
        "break-inside:avoid}h2{margin:0}code{word-break:break-all;font-size:11px}"
        ".short{font:700 24px/1.4 ui-monospace,Consolas,monospace;letter-spacing:.06em}</style>"
        f"<h1>{escape(title.zh)}<br><small>{escape(title.en)}</small></h1>\n{cards}\n</html>\n"
    )


def _typing(one: Invitation) -> str:
    if not one.short:
        return ""
    page, until = escape(one.url.partition("#")[0]), escape(one.until)
    return (
        f"<p>不能扫码时：打开 {page}，输入<br>Cannot scan? Open {page} and type<br>"
        f'<span class="short">{escape(one.short)}</span><br>{until} 前有效 · valid until {until}</p>'
    )
