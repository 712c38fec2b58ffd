"""Windows with round corners."""

import tkinter as tk

import pytest

from desktopchat.x11.connection import XError
from desktopchat.x11.shape import rounded, shape_window
from tests.screen import colour_at
from tests.waiting import wait_until


def covered(width: int, height: int, radius: int) -> list[list[int]]:
    """How often each pixel is in one of the rectangles."""
    grid = [[0] * width for _ in range(height)]
    for x, y, wide, high in rounded(width, height, radius):
        for row in grid[y : y + high]:
            for at in range(x, x + wide):
                row[at] += 1
    return grid


def test_the_corners_of_a_rectangle_are_round_and_all_alike() -> None:
    grid = covered(40, 30, 10)
    assert {count for row in grid for count in row} == {0, 1}
    assert grid == grid[::-1]
    assert grid == [row[::-1] for row in grid]
    missing = sum(count == 0 for row in grid for count in row)
    assert missing == pytest.approx(4 * (100 - 3.14159 * 100 / 4), abs=12)  # pixels
    assert grid[0][6] == 0
    assert grid[0][7] == 1
    assert grid[0][20] == 1
    assert grid[15] == [1] * 40


@pytest.mark.gui
def test_what_is_cut_away_shows_what_lies_below(display: str) -> None:
    root = tk.Tk()
    root.geometry("200x200+30+30")
    root.configure(background="#00ff00")
    frame = tk.Frame(root, background="#ff0000", width=100, height=100)
    frame.place(x=50, y=50)
    root.update()
    frame.winfo_pointerxy()
    shape_window(frame.winfo_id(), rounded(100, 100, 20))

    try:
        for x, y, colour in ((1, 1, (0, 255, 0)), (98, 98, (0, 255, 0)), (50, 50, (255, 0, 0))):
            wait_until(lambda x=x, y=y, colour=colour: colour_at(frame, x, y) == colour)  # type: ignore[misc]
    finally:
        root.destroy()


@pytest.mark.gui
def test_a_window_that_is_none_is_an_error(display: str) -> None:
    with pytest.raises(XError):
        shape_window(1, rounded(100, 100, 20))
