"""The colours of the window, light and dark, as values: no Tk here.

Every pair of text and ground that the window may show reaches a contrast of 4.5:1
(WCAG 2.1, 1.4.3); `text_pairs` lists them and a test holds it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

GROUNDS = {
    "": "page",
    "Card.": "page",
    "Side.": "side",
    "Bar.": "bar",
    "Alert.": "alert",
    "Composer.": "field",
}
"""What a style stands on, by the beginning of its name: the side bars, the hosting line, a line
about what went wrong."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb". Grounds first, then what is written or drawn on them."""

    dark: bool
    page: str  # ground of the conversation and of pages
    side: str  # ground of the side bars
    bar: str  # ground of the hosting and connection lines
    field: str  # ground of entries and of the composer
    hover: str  # ground under the pointer
    selected: str  # ground of the chosen row and of selected text
    code: str  # ground of code
    mention: str  # ground of my name in a message
    alert: str  # ground of a line that says what went wrong
    text: str
    dim: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_press: str
    danger: str
    on_danger: str
    danger_hover: str
    ok: str
    off: str  # text of what cannot be used now
    line: str  # hairlines
    edge: str  # border of buttons and entries
    thumb: str  # scroll bar
    thumb_hover: str
    hues: tuple[str, ...]  # names of people
    discs: tuple[str, ...]  # their avatars, in the same order
    on_disc: str


_DISCS = (
    "#b7314a",
    "#a94608",
    "#8f5a04",
    "#6e6706",
    "#247508",
    "#0e7353",
    "#127070",
    "#106c8f",
    "#2b5fc6",
    "#6b50c2",
    "#9341a6",
    "#af3679",
)

LIGHT = Palette(
    dark=False,
    page="#ffffff",
    side="#f3f4f8",
    bar="#eef0fb",
    field="#ffffff",
    hover="#e9ebf3",
    selected="#e0e3fa",
    code="#f1f2f6",
    mention="#fff5d6",
    alert="#fdeeee",
    text="#1d2230",
    dim="#5c6476",
    accent="#4854cd",
    on_accent="#ffffff",
    accent_hover="#3d48b8",
    accent_press="#333da0",
    danger="#bd2238",
    on_danger="#ffffff",
    danger_hover="#a81c30",
    ok="#18703f",
    off="#9aa1b1",
    line="#e2e5ee",
    edge="#b4bac9",
    thumb="#ccd0dc",
    thumb_hover="#9ea5b6",
    hues=_DISCS,
    discs=_DISCS,
    on_disc="#ffffff",
)

DARK = Palette(
    dark=True,
    page="#1c1e26",
    side="#15171d",
    bar="#242845",
    field="#242732",
    hover="#262935",
    selected="#2b2f55",
    code="#14161c",
    mention="#3a3420",
    alert="#3b2328",
    text="#e6e8ef",
    dim="#a0a7b8",
    accent="#929aff",
    on_accent="#10121a",
    accent_hover="#a7adff",
    accent_press="#7f89fb",
    danger="#ff8d96",
    on_danger="#10121a",
    danger_hover="#ffa6ad",
    ok="#4cc38a",
    off="#656c7d",
    line="#2f3340",
    edge="#4b5162",
    thumb="#3b4050",
    thumb_hover="#5b6277",
    hues=(
        "#f96e7f",
        "#f37738",
        "#d98b09",
        "#aca212",
        "#5eb749",
        "#0fba88",
        "#1db4b4",
        "#19ade2",
        "#689cfe",
        "#9f89fd",
        "#cf7ae2",
        "#ed6fb0",
    ),
    discs=_DISCS,
    on_disc="#ffffff",
)


@lru_cache(maxsize=2)
def high_contrast(*, dark: bool) -> Palette:
    """The same for eyes that need more: text of 7:1 and more (WCAG 2.1, 1.4.6), edges of 4.5:1, and
    grounds that differ by little else."""
    paper, ink, side, back, chosen, named = (
        ("#000000", "#ffffff", "#141414", "#242424", "#2a2a5c", "#33300c")
        if dark
        else ("#ffffff", "#000000", "#f3f3f3", "#e6e6e6", "#dcdcff", "#fff6c8")
    )
    over = [paper, side, back, chosen, named]
    base = DARK if dark else LIGHT

    def strong(colour: str) -> str:
        return strengthened(colour, over, 7.0, ink)

    accent, danger = strong(base.accent), strong(base.danger)
    return replace(
        base,
        page=paper,
        side=side,
        bar=side,
        field=paper,
        alert=paper,
        hover=back,
        code=back,
        selected=chosen,
        mention=named,
        text=ink,
        dim=strong(base.dim),
        accent=accent,
        on_accent=paper,
        accent_hover=strengthened(accent, over, 9.0, ink),
        accent_press=strengthened(accent, over, 11.0, ink),
        danger=danger,
        on_danger=paper,
        danger_hover=strengthened(danger, over, 9.0, ink),
        ok=strong(base.ok),
        off=strengthened(base.off, [paper], 4.5, ink),
        line=strengthened(base.line, [paper], 3.0, ink),
        edge=ink,
        thumb=strengthened(base.thumb, [paper], 4.5, ink),
        thumb_hover=ink,
        hues=tuple(strong(hue) for hue in base.hues),
        discs=tuple(strengthened(disc, ["#ffffff"], 7.0, "#000000") for disc in base.discs),
    )


def strengthened(colour: str, grounds: Iterable[str], least: float, ink: str) -> str:
    """A colour mixed with as little of `ink` as makes its contrast on each ground at least that."""
    for part in range(65):
        mixed = [
            round(own + (far - own) * part / 64)
            for own, far in zip(rgb(colour), rgb(ink), strict=True)
        ]
        found = "#{:02x}{:02x}{:02x}".format(*mixed)
        if all(contrast(found, ground) >= least for ground in grounds):
            return found
    return ink


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, "contrast ratio")."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_pairs(palette: Palette) -> Iterator[tuple[str, str, str]]:
    """Each (what it is, text colour, ground colour) that people must be able to read.

    Disabled controls are left out, as WCAG leaves them out.
    """
    grounds = ("page", "side", "bar", "field", "hover", "selected", "code", "mention", "alert")
    for ground in grounds:
        for ink in ("text", "dim", "accent", "danger", "ok"):
            yield f"{ink} on {ground}", getattr(palette, ink), getattr(palette, ground)
    for ground in ("accent", "accent_hover", "accent_press"):
        yield f"on_accent on {ground}", palette.on_accent, getattr(palette, ground)
    for ground in ("danger", "danger_hover"):
        yield f"on_danger on {ground}", palette.on_danger, getattr(palette, ground)
    for index, hue in enumerate(palette.hues):
        for ground in ("page", "side", "hover", "selected"):
            yield f"name {index} on {ground}", hue, getattr(palette, ground)
    for index, disc in enumerate(palette.discs):
        yield f"initials {index}", palette.on_disc, disc
