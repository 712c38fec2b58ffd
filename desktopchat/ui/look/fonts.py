"""Which fonts the window writes in: the best that this system has, in sizes of whole pixels.

Chinese, Japanese, Korean and the rest come by the system's own fallback, glyph by glyph.
"""

import tkinter as tk
from collections.abc import Collection
from tkinter import font as tkfont
from typing import Literal

SANS = (
    "Inter",
    "Segoe UI Variable Text",
    "Segoe UI",
    "SF Pro Text",
    "SF Pro",
    ".AppleSystemUIFont",
    "Helvetica Neue",
    "Noto Sans",
    "Cantarell",
    "Ubuntu",
    "Roboto",
    "Open Sans",
    "DejaVu Sans",
    "Liberation Sans",
    "Arial",
)
MONO = (
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Menlo",
    "Consolas",
    "Noto Sans Mono",
    "Ubuntu Mono",
    "DejaVu Sans Mono",
    "Liberation Mono",
    "Courier New",
)

Weight = Literal["normal", "bold"]
Slant = Literal["roman", "italic"]

# name: (mono?, pixels at 100 %, weight, slant)
ROLES: dict[str, tuple[bool, float, Weight, Slant]] = {
    "body": (False, 14, "normal", "roman"),
    "bold": (False, 14, "bold", "roman"),
    "italic": (False, 14, "normal", "italic"),
    "small": (False, 12, "normal", "roman"),
    "small_bold": (False, 12, "bold", "roman"),
    "section": (False, 11.5, "bold", "roman"),
    "heading": (False, 16, "bold", "roman"),
    "title": (False, 26, "bold", "roman"),
    "mono": (True, 13, "normal", "roman"),
}
# Tk's own named fonts, for what Tk draws by itself.
TK_FONTS = {
    "TkDefaultFont": "body",
    "TkTextFont": "body",
    "TkMenuFont": "body",
    "TkHeadingFont": "bold",
    "TkCaptionFont": "bold",
    "TkTooltipFont": "small",
    "TkFixedFont": "mono",
}


def choose(wanted: Collection[str], available: Collection[str]) -> str | None:
    """The first of `wanted` that is there, whatever its case; None when none is."""
    here = {name.casefold(): name for name in available}
    for name in wanted:
        if name.casefold() in here:
            return here[name.casefold()]
    return None


class Fonts:
    """Named fonts by role; `resize` changes them in place, and every widget follows."""

    def __init__(self, root: tk.Misc, scale: float) -> None:
        available = tkfont.families(root)
        self.sans = choose(SANS, available) or _actual(root, "TkDefaultFont")
        self.mono = choose(MONO, available) or _actual(root, "TkFixedFont")
        self._fonts = {
            role: tkfont.Font(
                root,
                family=self.mono if mono else self.sans,
                size=_pixels(size, scale),
                weight=weight,
                slant=slant,
            )
            for role, (mono, size, weight, slant) in ROLES.items()
        }
        self._root = root
        self._follow(scale)

    def __getitem__(self, role: str) -> tkfont.Font:
        return self._fonts[role]

    def resize(self, scale: float) -> None:
        for role, (_, size, _, _) in ROLES.items():
            self._fonts[role].configure(size=_pixels(size, scale))
        self._follow(scale)

    def _follow(self, scale: float) -> None:
        for name, role in TK_FONTS.items():
            mono, size, weight, _ = ROLES[role]
            family = self.mono if mono else self.sans
            self._root.tk.call(
                "font", "configure", name,
                "-family", family, "-size", _pixels(size, scale), "-weight", weight,
            )  # fmt: skip


def _actual(root: tk.Misc, name: str) -> str:
    return str(root.tk.call("font", "actual", name, "-family"))


def _pixels(size: float, scale: float) -> int:
    return -round(size * scale)  # Tk takes a negative size as pixels
