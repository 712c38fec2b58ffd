"""Plots of a few lines on logarithmic scales, as SVG that needs no program but a browser."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 130, 40, 50
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df", "#9a6700", "#57606a")

Point = tuple[float, float]


def plot(title: str, across: str, up: str, curves: Mapping[str, Sequence[Point]]) -> str:
    """Both axes grow tenfold from mark to mark. Only what is above nought can be shown; a curve
    without such a point is left out. "" when nothing is left."""
    kept = {
        name: sorted((x, y) for x, y in points if x > 0 and y > 0)
        for name, points in curves.items()
    }
    kept = {name: points for name, points in kept.items() if points}
    if not kept:
        return ""
    xs = _Axis([x for points in kept.values() for x, _ in points], _LEFT, WIDTH - _RIGHT)
    ys = _Axis([y for points in kept.values() for _, y in points], HEIGHT - _BOTTOM, _TOP)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _words(title, _LEFT, 18, size=15),
        _words(across, (_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 12, anchor="middle"),
        _words(up, _LEFT, _TOP - 6, size=11),
    ]
    for mark in xs.marks:
        at = xs.at(mark)
        parts += [_rule(at, _TOP, at, HEIGHT - _BOTTOM)]
        parts += [_words(_short(mark), at, HEIGHT - _BOTTOM + 18, anchor="middle")]
    for mark in ys.marks:
        at = ys.at(mark)
        parts += [_rule(_LEFT, at, WIDTH - _RIGHT, at)]
        parts += [_words(_short(mark), _LEFT - 8, at + 4, anchor="end")]
    for number, (name, points) in enumerate(kept.items()):
        parts += _curve(name, [(xs.at(x), ys.at(y)) for x, y in points], number)
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """Where amounts lie between two places of the picture."""

    def __init__(self, amounts: list[float], begin: float, end: float) -> None:
        low, high = floor(log10(min(amounts))), ceil(log10(max(amounts)))
        self._low, self._high = low, max(high, low + 1)
        self._begin, self._end = begin, end
        self.marks = [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, amount: float) -> float:
        share = (log10(amount) - self._low) / (self._high - self._low)
        return round(self._begin + share * (self._end - self._begin), 1)


def _curve(name: str, places: list[Point], number: int) -> list[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    joined = " ".join(f"{x},{y}" for x, y in places)
    dots = [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
    line = f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    # Names stand in a list of their own: at the ends of the curves they would hide each other.
    at = _TOP + 12 + number * 18
    left = WIDTH - _RIGHT + 12
    key = f'<rect x="{left}" y="{at - 9}" width="10" height="10" fill="{colour}"/>'
    return [line, *dots, key, _words(name, left + 16, at)]


def _words(words: str, x: float, y: float, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"'
        f' fill="#24292f">{escape(words)}</text>'
    )


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="#d0d7de"/>'


def _short(amount: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:g}{letter}"
    return f"{amount:g}"
