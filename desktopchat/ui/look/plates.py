"""Small shapes for canvases: rounded rectangles, pills and dots, kept while they are in use.

Tk's own shapes have jagged edges. These are opaque, made for one ground (see ui.shapes).
"""

import math
import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look import shapes

_KEPT = 128


class Plates:
    """Images for one canvas. Sizes are pixels, colours "#rrggbb"."""

    def __init__(self, master: tk.Misc) -> None:
        self._master = master
        self._images: dict[tuple[object, ...], tk.PhotoImage] = {}

    def plate(
        self,
        ground: str,
        size: tuple[int, int],
        radius: int,
        fill: str,
        outline: str = "",
        thick: int = 0,
    ) -> tk.PhotoImage:
        """A rounded rectangle of width and height, with an outline so many pixels thick."""
        width, height = size

        def draw() -> bytes:
            # The picture is two corners and what is between: corners must leave room for that.
            corner = max(1, min(radius, (min(width, height) - 2) // 2))
            layers = [shapes.Layer(outline or fill, 0, corner)]
            if outline:
                layers.append(shapes.Layer(fill, thick, max(0, corner - thick)))
            edge = 2 * (corner + 1)
            return shapes.rounded(ground, layers, (width - edge, height - edge)).ppm

        return self._image(("plate", ground, size, radius, fill, outline, thick), draw)

    def dot(self, ground: str, size: int, fill: str, *, hollow: bool = False) -> tk.PhotoImage:
        """A disc, or a ring: presence must not be told by colour alone."""

        def draw() -> bytes:
            if not hollow:
                return shapes.disc(ground, fill, size)
            thick = max(1.5, size / 5)
            radius = (size - thick) / 2
            around = [math.tau * step / 16 for step in range(17)]
            circle = tuple(
                (size / 2 + radius * math.cos(angle), size / 2 + radius * math.sin(angle))
                for angle in around
            )
            blank = shapes.NinePatch(shapes.disc(ground, ground, size), 0, size, size)
            return shapes.strokes(blank, fill, (circle,), thick).ppm

        return self._image(("dot", ground, size, fill, hollow), draw)

    def _image(self, key: tuple[object, ...], draw: Callable[[], bytes]) -> tk.PhotoImage:
        image = self._images.get(key)
        if image is None:
            if len(self._images) >= _KEPT:
                self._images.pop(next(iter(self._images)))
            image = tk.PhotoImage(master=self._master, data=draw(), format="ppm")
            self._images[key] = image
        return image
