"""A chart of attainment: one bar for each severity and clock, readable without colour and by a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sla_timer.attainment import Row
from sla_timer.report.labels import Labels, percent

_WIDTH, _LEFT, _BAR = 820, 190, 360
_TOP, _LINE, _THICK = 64, 30, 18
_TEXT = "#1f2328"
_STYLE = (
    f"text{{font:13px system-ui,sans-serif;fill:{_TEXT}}}"
    ".name{text-anchor:end}.title{font-weight:600;font-size:16px}"
)
_HATCH = (
    '<pattern id="missed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#b42318"/><rect width="2" height="6" fill="#ffffff"/></pattern>'
)
_FILLS = {"met": "#1a6e5c", "breached": "url(#missed)", "open": "#d0d7de"}


def svg(rows: Sequence[Row], subtitle: str, labels: Labels) -> str:
    """`rows` are over all clients. A bar shows the shares of what was met, breached or is open, and says them."""
    height = _TOP + _LINE * max(len(rows), 1) + 16
    body = (
        "\n".join(_bars(rows, labels)) if rows else f'<text x="20" y="{_TOP + 16}">{escape(labels.nothing)}</text>'
    )
    told = "; ".join(f"{_name(row, labels)}: {_result(row, labels)}" for row in rows) or labels.nothing
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" \
height="{height}" role="img" aria-labelledby="chart-title chart-told">
<title id="chart-title">{escape(labels.title)}</title>
<desc id="chart-told">{escape(subtitle)}. {escape(told)}.</desc>
<style>{_STYLE}</style>
<defs>{_HATCH}</defs>
<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>
<text class="title" x="20" y="24">{escape(labels.title)}</text>
<text x="20" y="44">{escape(subtitle)}</text>
{"".join(_legend(labels))}
{body}
</svg>
"""


def _legend(labels: Labels) -> Iterator[str]:
    x = _LEFT + _BAR - 100
    for name, word in (("met", labels.met), ("breached", labels.breached), ("open", labels.open)):
        yield f'<rect x="{x}" y="13" width="14" height="14" fill="{_FILLS[name]}"/>'
        yield f'<text x="{x + 20}" y="25">{escape(word)}</text>'
        x += 100


def _bars(rows: Sequence[Row], labels: Labels) -> Iterator[str]:
    for place, row in enumerate(rows):
        y = _TOP + _LINE * place
        whole = row.met + row.breached + row.open
        yield f'<text class="name" x="{_LEFT - 10}" y="{y + 14}">{escape(_name(row, labels))}</text>'
        x = float(_LEFT)
        for name, count in (("met", row.met), ("breached", row.breached), ("open", row.open)):
            width = _BAR * count / whole if whole else 0.0
            if count:
                yield f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_THICK}" fill="{_FILLS[name]}"/>'
            x += width
        yield f'<text x="{_LEFT + _BAR + 10}" y="{y + 14}">{escape(_result(row, labels))}</text>'


def _name(row: Row, labels: Labels) -> str:
    return f"{labels.severities[row.severity]}, {labels.clocks[row.clock]}"


def _result(row: Row, labels: Labels) -> str:
    """`96.2% (51 of 53)`, and how many are open."""
    decided = row.met + row.breached
    said = labels.none
    if decided:
        said = f"{percent(row.percent, labels)} ({labels.summary.format(met=row.met, decided=decided)})"
    return f"{said}, {row.open} {labels.open}" if row.open else said
