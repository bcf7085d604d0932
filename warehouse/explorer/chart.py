"""A chart over time as SVG: a line per series, bounds as whiskers or arrows, forecasts hollow and dashed.

Drawn here, without a library in the browser: it works without script, and each point is a link to its fact. Colours
and line styles are the style sheet's (`s0` … `s7`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from markupsafe import Markup

from schemas import periods
from warehouse.explorer.numerals import scaled
from warehouse.explorer.wording import Wording

WIDTH, HEIGHT = 860, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 24, 36, 34
N_COLOURS = 8
_N_TICKS = 6
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_FEW_YEARS = 2
_MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A fact in a chart: its day, value and bounds (None on an open side), where it leads, what it says of itself."""

    day: date
    value: float
    low: float | None
    high: float | None
    is_bound: bool
    is_forecast: bool
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Series:
    """Points in the order of their days."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Scale:
    """A number to a place on the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def chart(series: Sequence[Series], label: str, unit: str, wording: Wording) -> Markup | None:
    """The chart, `label` its name for screen readers, `unit` that of its axis; None where there is nothing to draw."""
    points = [point for each in series for point in each.points]
    if not points:
        return None
    days = [point.day.toordinal() for point in points]
    x = _Scale(*_apart(min(days), max(days), 200), _LEFT, WIDTH - _RIGHT)
    ends = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    ticks = _ticks(min(ends), max(ends))
    y = _Scale(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP)
    pieces = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(label)}">',
        f'<text class="axis" x="8" y="18">{escape(unit)}</text>',
        *_grid(ticks, y, wording.language),
        *_days(x, wording.language),
        *(piece for place, each in enumerate(series) for piece in _drawn(each, place % N_COLOURS, x, y)),
        "</svg>",
    ]
    return Markup("".join(pieces))


def _apart(low: float, high: float, least: float) -> tuple[float, float]:
    """Ends with some room, and at least so far apart."""
    room = max((high - low) * 0.03, (least - (high - low)) / 2, 0)
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose the values; zero among them unless the values are far from it."""
    if low > 0 and low < 0.6 * high:
        low = 0
    if high < 0 and high > 0.6 * low:
        high = 0
    span = high - low or abs(high) or 1
    raw = span / _N_TICKS
    power = 10 ** math.floor(math.log10(raw))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step + 0.02)
    return [place * step for place in range(first, max(last, first + 1) + 1)]


def _grid(ticks: Sequence[float], y: _Scale, language: str) -> list[str]:
    pieces = []
    for tick in ticks:
        at = y(tick)
        text = scaled(Decimal(f"{tick:.6g}"), language)
        pieces.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at}" y2="{at}"/>')
        pieces.append(f'<text class="tick" x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{escape(text)}</text>')
    return pieces


def _days(x: _Scale, language: str) -> list[str]:
    """Ticks at the beginning of years, of quarters where there are few years."""
    first, last = date.fromordinal(int(x.low)).year, min(date.fromordinal(int(x.high)).year + 1, date.max.year)
    if last - first <= _FEW_YEARS:
        days = [date(year, month, 1) for year in range(first, last + 1) for month in (1, 4, 7, 10)]
        labels = [periods.row(f"{day.year}-{day.month:02}")[f"label_{language}"] for day in days]
    else:
        step = next((each for each in _STEPS if (last - first) / each <= _MOST_YEARS), _STEPS[-1])
        days = [date(year, 1, 1) for year in range(first, last + 1) if year % step == 0]
        labels = [str(day.year) for day in days]
    pieces = []
    for day, label in zip(days, labels, strict=True):
        if x.low <= day.toordinal() <= x.high:
            at = x(day.toordinal())
            pieces.append(f'<line class="grid" x1="{at}" x2="{at}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>')
            pieces.append(
                f'<text class="tick" x="{at}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle">{escape(label)}</text>'
            )
    return pieces


def _drawn(series: Series, colour: int, x: _Scale, y: _Scale) -> list[str]:
    pieces = [f'<g class="s{colour}">']
    latest = {point.day: point for point in series.points}  # of several claims on a day the last one carries the line
    line = [latest[day] for day in sorted(latest)]
    for one, two in itertools.pairwise(line):
        style = ' class="forecast"' if two.is_forecast else ""
        ends = f'x1="{x(one.day.toordinal())}" y1="{y(one.value)}" x2="{x(two.day.toordinal())}" y2="{y(two.value)}"'
        pieces.append(f"<line{style} {ends}/>")
    pieces += [_marker(point, colour, x, y) for point in series.points]
    return [*pieces, "</g>"]


def _marker(point: Point, colour: int, x: _Scale, y: _Scale) -> str:
    """A point that can be clicked; its shape differs with the series, so that colour is not needed."""
    at, up = x(point.day.toordinal()), y(point.value)
    shape = shape_of(colour, at, up)
    bounds = ""
    if point.low is not None and point.high is not None and point.low < point.high:
        bounds = f'<line class="bounds" x1="{at}" x2="{at}" y1="{y(point.low)}" y2="{y(point.high)}"/>'
    elif point.is_bound:
        tip = up - 16 if point.low is not None else up + 16
        back = 5 if point.low is not None else -5
        bounds = f'<path class="bounds" d="M{at} {up}V{tip}m-4 {back}l4 {-back}l4 {back}"/>'
    style = "forecast" if point.is_forecast else "actual"
    title = escape(point.title)
    return (
        f'<a href="{escape(point.href)}" aria-label="{title}">{bounds}'
        f'<g class="point {style}">{shape}<title>{title}</title></g></a>'
    )


def shape_of(colour: int, at: float, up: float) -> str:
    """The outline of a series' points."""
    kind = colour % 4
    if kind == 0:
        return f'<circle cx="{at}" cy="{up}" r="5"/>'
    if kind == 1:
        return f'<rect x="{at - 4.5:.1f}" y="{up - 4.5:.1f}" width="9" height="9"/>'
    if kind == 2:
        return f'<path d="M{at} {up - 6:.1f}l6 6l-6 6l-6 -6z"/>'
    return f'<path d="M{at} {up - 6:.1f}l6 11h-12z"/>'


def legend_shape(place: int) -> Markup:
    """The sign of a series beside its name."""
    colour = place % N_COLOURS
    drawn = shape_of(colour, 8, 8)
    return Markup(
        f'<svg class="sign s{colour}" viewBox="0 0 16 16" aria-hidden="true"><g class="point">{drawn}</g></svg>'
    )
