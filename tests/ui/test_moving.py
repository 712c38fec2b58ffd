"""Pictures that move: what is made of any file, and that one moves under the pointer only."""

import io
import tkinter as tk
from collections.abc import Sequence
from typing import cast

import pytest
from PIL import Image

from desktopchat.client.files.bringing import Bringing
from desktopchat.client.files.moving import Moving, Step
from desktopchat.client.files.pictures import Pictures, Wanted
from desktopchat.ui.look import moving
from desktopchat.ui.look.moving import BYTES_MOST, SECONDS_MOST, STEPS_MOST, ppm, steps_of
from desktopchat.ui.look.thumbnail import PictureError, moves, on_ground, small_copy
from desktopchat.ui.timeline.row_pictures import PictureMaker
from desktopchat.ui.timeline.timeline import Timeline
from tests.ui.test_timeline import add, room
from tests.ui.test_timeline_pictures import Source, link, open_with, root, source, timeline, token
from tests.waiting import wait_until

__all__ = ["root", "source", "timeline"]
COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00")
PLACE = (120, 80)


def animated(
    steps: int, *, kind: str = "GIF", size: tuple[int, int] = (240, 160), duration: int = 100
) -> bytes:
    pictures = [Image.new("RGB", size, COLOURS[at % len(COLOURS)]) for at in range(steps)]
    out = io.BytesIO()
    pictures[0].save(
        out, kind, save_all=True, append_images=pictures[1:], duration=duration, loop=0
    )
    return out.getvalue()


def made(data: bytes) -> list[Step]:
    return steps_of(data, lambda picture: picture.resize(PLACE).convert("RGB"))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_each_step_is_shown_as_long_as_it_says(kind: str) -> None:
    steps = made(animated(4, kind=kind))
    assert [round(one.seconds, 2) for one in steps] == [0.1] * 4
    for step, colour in zip(steps, COLOURS, strict=True):
        shown = Image.open(io.BytesIO(ppm(step)))
        assert shown.size == PLACE
        pixel = cast("tuple[int, int, int]", shown.getpixel((60, 40)))
        told = bytes.fromhex(colour[1:])
        assert all(abs(one - other) < 12 for one, other in zip(pixel, told, strict=True))


def test_none_is_so_short_that_it_flickers() -> None:
    assert min(one.seconds for one in made(animated(4, duration=10))) == moving.SECONDS_LEAST


def test_of_too_many_steps_some_are_left_out_and_the_rest_takes_as_long() -> None:
    steps = made(animated(100, duration=50))
    assert len(steps) == 50
    assert sum(one.seconds for one in steps) == pytest.approx(5.0)
    assert {round(one.seconds, 2) for one in steps} == {0.1}


def test_one_that_takes_longer_than_anybody_looks_begins_anew() -> None:
    assert sum(one.seconds for one in made(animated(30, duration=1000))) == SECONDS_MOST
    assert sum(one.seconds for one in made(animated(3, duration=600_000))) <= 2 * SECONDS_MOST


def test_steps_together_are_no_larger_than_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sum(len(one.data) for one in made(animated(32)))
    monkeypatch.setattr(moving, "BYTES_MOST", whole // 3)
    thinned = made(animated(32))
    assert sum(len(one.data) for one in thinned) <= whole // 3
    assert sum(one.seconds for one in thinned) == pytest.approx(3.2)


def test_a_monster_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_PIXELS_MOST", 240 * 160 * 5)
    assert len(made(animated(5))) == 5
    assert made(animated(6)) == []


def test_what_stands_still_has_no_steps() -> None:
    assert made(animated(1)) == []
    with pytest.raises(PictureError):
        made(b"GIF89a")


def test_one_that_is_cut_off_is_damaged_or_shorter() -> None:
    data = animated(40)
    for share in (0.3, 0.6, 0.95):
        try:
            steps = made(data[: int(len(data) * share)])
        except PictureError:
            continue
        assert len(steps) <= STEPS_MOST
        assert sum(len(one.data) for one in steps) <= BYTES_MOST


def test_the_copy_of_one_that_moves_says_so() -> None:
    copy, size = small_copy(animated(3), (720, 480))
    assert (size, moves(copy)) == ((240, 160), True)
    still, _ = small_copy(animated(1), (720, 480))
    assert not moves(still)
    assert not moves(b"RIFF____WEBP")
    signed = Image.open(io.BytesIO(on_ground(copy, (240, 160), "#ffffff", 0, sign=16)))
    assert signed.getpixel((12, 140)) != signed.getpixel((120, 80))


class Brought:
    """Pictures that move, made when the test says so."""

    def __init__(self) -> None:
        self.wanted: Sequence[Wanted] = ()
        self.came: list[Moving] = []

    def want(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted

    def take(self) -> list[Moving]:
        came, self.came = self.came, []
        return came

    def close(self) -> None:
        self.wanted = ()

    def bring(self, data: bytes) -> None:
        for one in self.wanted:
            self.came.append(Moving(one, PictureMaker().steps(data, one)))


def colour(timeline: Timeline, number: int) -> tuple[int, ...]:
    """What is seen in the middle of a picture."""
    name = f"shared.{token(number)}"
    image = str(timeline.text.image_cget(name, "image"))
    middle = (timeline.tk.call("image", "width", image) // 2, 40)
    return cast("tuple[int, ...]", timeline.tk.call(image, "get", *middle))


@pytest.mark.gui
def test_it_moves_under_the_pointer_and_nowhere_else(
    timeline: Timeline, source: Source, root: tk.Tk
) -> None:
    brought = Brought()
    timeline.pictures.show_from(None)
    moving = cast("Bringing[Wanted, Moving]", brought)
    timeline.pictures.show_from(cast("Pictures", source), moving)
    conversation = room(1)
    add(conversation, link(1, (240, 160), "a.gif"))
    add(conversation, link(2, (240, 160), "b.gif"))
    open_with(timeline, conversation)
    source.bring((240, 160))
    source.came = [one._replace(moves=one.wanted.token == token(1)) for one in source.came]
    timeline.pictures.take()
    timeline.update()
    red = colour(timeline, 1)

    def point(number: int) -> None:
        left, top, wide, high = timeline.text.bbox(  # type: ignore[misc]
            f"shared.{token(number)}"
        )
        at = {"x": left + wide // 2, "y": top + high // 2, "warp": True}
        timeline.text.event_generate("<Motion>", **at)
        timeline.update()

    point(2)
    assert brought.wanted == []  # it stands still
    point(1)
    assert [one.token for one in brought.wanted] == [token(1)]
    brought.bring(animated(4))
    timeline.pictures.take()
    wait_until(lambda: colour(timeline, 1)[1] > 200, 20, step=timeline.update)
    point(2)
    wait_until(lambda: colour(timeline, 1) == red, 20, step=timeline.update)
    point(1)  # what came the last time is still there
    wait_until(lambda: colour(timeline, 1)[2] > 200, 20, step=timeline.update)
    # Nothing tells when it is scrolled away from the pointer, or hidden.
    root.withdraw()
    wait_until(lambda: colour(timeline, 1) == red, 20, step=timeline.update)
    assert timeline.pictures.moving._timer is None


@pytest.mark.gui
def test_with_less_movement_it_stands_still_under_the_pointer(
    timeline: Timeline, source: Source
) -> None:
    brought = Brought()
    timeline.pictures.show_from(None)
    moving = cast("Bringing[Wanted, Moving]", brought)
    timeline.pictures.show_from(cast("Pictures", source), moving)
    conversation = room(1)
    add(conversation, link(1, (240, 160), "a.gif"))
    open_with(timeline, conversation)
    source.bring((240, 160))
    source.came = [one._replace(moves=True) for one in source.came]
    timeline.pictures.take()
    timeline.update()
    [frame] = timeline.pictures._frames.images
    timeline.pictures.moving.point(frame)
    assert [one.token for one in brought.wanted] == [token(1)]
    timeline.pictures.moving.point(None)
    timeline._theme.movement.still = True
    timeline.pictures.moving.point(frame)
    assert brought.wanted == []
