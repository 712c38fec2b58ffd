"""Pictures of rounded shapes as elements of ttk styles, each picture made once."""

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from typing import Any

from desktopchat.ui.look.shapes import Layer, NinePatch, rounded


class Elements:
    """Of the ttk theme in use. To be kept as long as that is: the pictures go with it."""

    def __init__(self, root: tk.Misc, scale: float) -> None:
        self.scale = scale
        self._images: dict[NinePatch, tk.PhotoImage] = {}
        self._root, self._style = root, ttk.Style(root)

    def px(self, size: float) -> int:
        """Pixels for a size at 100 %; of what is there at all at least one."""
        return max(1, round(size * self.scale)) if size else 0

    def add(
        self,
        name: str,
        normal: NinePatch,
        states: Sequence[tuple[tuple[str, ...], NinePatch]],
        *,
        size: tuple[int, int] | None = None,
        sticky: str = "nswe",
    ) -> None:
        """A ttk element of pictures. `size` is its least width and height in pixels."""
        least = size or (2 * normal.border, 2 * normal.border)
        across, down = min(normal.border, normal.width // 2), min(normal.border, normal.height // 2)
        spec: list[Any] = [(*state, self._image(patch)) for state, patch in states]
        self._style.element_create(
            name, "image", self._image(normal), *spec,
            border=(across, down), padding=0, sticky=sticky, width=least[0], height=least[1],
        )  # fmt: skip

    def layout(self, style: str, spec: list[Any]) -> None:
        """How elements stand in each other, in widgets of that style."""
        self._style.layout(style, spec)

    def plate(
        self,
        ground: str,
        fill: str,
        border: str,
        radius: float,
        thick: float = 1,
        gap: str = "",
        middle: tuple[int, int] = (24, 16),
    ) -> NinePatch:
        """A rounded rectangle; sizes in pixels at 100 %. `gap` parts the border from the fill."""
        wide = self.px(thick)
        layers = []
        inset, round_ = 0, self.px(radius)
        if border:
            layers.append(Layer(border, 0, round_))
            inset += wide
        if gap:
            layers.append(Layer(gap, inset, max(0, round_ - inset)))
            inset += self.px(1.5)
        layers.append(Layer(fill, inset, max(0, round_ - inset)))
        return rounded(ground, layers, (self.px(middle[0]), self.px(middle[1])))

    def _image(self, patch: NinePatch) -> tk.PhotoImage:
        if patch not in self._images:
            self._images[patch] = tk.PhotoImage(master=self._root, data=patch.ppm, format="PPM")
        return self._images[patch]
