"""Which part of a picture is seen, and how large: numbers alone."""

from typing import NamedTuple

LARGEST = 8.0
"""Pixels of the screen that one of the picture takes at most."""

Size = tuple[int, int]


class Part(NamedTuple):
    """box: of the picture, in its pixels: left, top, right, bottom. place, size: of the view, in
    its pixels."""

    box: tuple[float, float, float, float]
    place: tuple[int, int]
    size: Size


class Zoomed:
    """A picture of `size` pixels in a view of `view` pixels, as a whole at first. natural: pixels
    of the screen that one of a picture takes which is smaller than the view. covers: instead of
    being seen as a whole it leaves no part of the view empty."""

    def __init__(
        self, size: Size, view: Size, natural: float = 1.0, *, covers: bool = False
    ) -> None:
        self.size, self._view, self._natural, self._covers = size, view, natural, covers
        self.fitted = True
        """Whether all of it is seen, however large the view becomes."""
        self.zoom = self._fit
        self._middle = (size[0] / 2, size[1] / 2)
        """Of the view, in pixels of the picture."""

    @property
    def _fit(self) -> float:
        sides = self._view[0] / self.size[0], self._view[1] / self.size[1]
        return max(sides) if self._covers else min(self._natural, *sides)

    def fit(self) -> None:
        """See all of it."""
        self.fitted, self.zoom = True, self._fit
        self._middle = (self.size[0] / 2, self.size[1] / 2)

    def show_in(self, view: Size) -> None:
        """The view has another size now."""
        self._view = view
        if self.fitted or self.zoom < self._fit:
            self.fit()
        else:
            self._bound()

    def by(self, factor: float, at: tuple[float, float] | None = None) -> None:
        """Larger or smaller; what is `at` a place of the view (its middle) stays there."""
        zoom = max(self._fit, min(max(LARGEST, self._fit), self.zoom * factor))
        if zoom == self._fit:
            self.fit()
            return
        x, y = at or (self._view[0] / 2, self._view[1] / 2)
        across, down = x - self._view[0] / 2, y - self._view[1] / 2
        change = 1 / self.zoom - 1 / zoom
        self._middle = (self._middle[0] + across * change, self._middle[1] + down * change)
        self.fitted, self.zoom = False, zoom
        self._bound()

    def move(self, across: float, down: float) -> None:
        """Move the picture by so many pixels of the view."""
        x, y = self._middle
        self._middle = (x - across / self.zoom, y - down / self.zoom)
        self._bound()

    def _bound(self) -> None:
        """There is nothing to see beside it."""
        halves = (self._view[0] / 2 / self.zoom, self._view[1] / 2 / self.zoom)
        x, y = (
            whole / 2 if 2 * half >= whole else max(half, min(whole - half, middle))
            for whole, half, middle in zip(self.size, halves, self._middle, strict=True)
        )
        self._middle = (x, y)

    @property
    def part(self) -> Part:
        """What is to be drawn."""
        sides = [
            self._side(whole, view, middle)
            for whole, view, middle in zip(self.size, self._view, self._middle, strict=True)
        ]
        (left, right, x, width), (top, bottom, y, height) = sides
        return Part((left, top, right, bottom), (x, y), (width, height))

    def _side(self, whole: int, view: int, middle: float) -> tuple[float, float, int, int]:
        """From where to where in the picture, and the place and length on the screen."""
        shown = min(view, max(1, round(whole * self.zoom)))
        if shown < view or whole * self.zoom <= view:
            return 0.0, float(whole), (view - shown) // 2, shown
        half = view / 2 / self.zoom
        return max(0.0, middle - half), min(float(whole), middle + half), 0, view
