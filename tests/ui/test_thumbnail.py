"""Small copies of pictures, as they are kept and as the timeline shows them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.ui.look.thumbnail import PictureError, on_ground, size_of, small_copy, thumbnail
from desktopchat.ui.timeline.picture_frames import fitted
from tests.ui.test_clipboard import bomb

BOX = (360, 240)


def saved(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def on_its_side() -> bytes:
    """As a telephone that was held upright writes it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(Image.new("RGB", (400, 200), "red"), "JPEG", exif=exif)


def test_a_photo_taken_upright_stands_upright(tmp_path: Path) -> None:
    small = thumbnail(on_its_side(), (100, 100))
    assert (small.width, small.height) == (200, 400)
    assert Image.open(io.BytesIO(small.png)).size == (50, 100)
    path = tmp_path / "photo.jpg"
    path.write_bytes(on_its_side())
    assert size_of(path) == (200, 400)


def test_what_is_no_picture_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for data in (b"", b"text", bomb(), b"\x89PNG\r\n\x1a\n" + bytes(100)):
        path.write_bytes(data)
        assert size_of(path) is None
    assert size_of(tmp_path / "none.png") is None


def test_the_corners_and_what_is_clear_show_the_ground() -> None:
    copy, size = small_copy(saved(Image.new("RGBA", (720, 480), (255, 0, 0, 255))), (720, 480))
    assert size == (720, 480)
    shown = Image.open(io.BytesIO(on_ground(copy, (360, 240), "#00ff00", 8)))
    assert shown.size == (360, 240)
    for corner in ((0, 0), (359, 0), (0, 239), (359, 239)):
        assert shown.getpixel(corner) == (0, 255, 0)
    red, green, blue = shown.getpixel((180, 120))  # type: ignore[misc]
    assert red > 240
    assert green < 15
    assert blue < 15
    clear, _ = small_copy(saved(Image.new("RGBA", (20, 20))), BOX)
    assert Image.open(io.BytesIO(on_ground(clear, (20, 20), "#00ff00", 0))).getpixel((9, 9)) == (
        0, 255, 0,
    )  # fmt: skip


def test_a_kept_copy_that_was_damaged_is_no_picture() -> None:
    with pytest.raises(PictureError):
        on_ground(b"RIFF____WEBP", (10, 10), "#ffffff", 2)


@pytest.mark.parametrize(
    ("size", "scale", "place"),
    [
        ((720, 480), 1.0, (360, 240)),
        ((5000, 500), 1.0, (360, 36)),
        ((100, 4000), 1.0, (8, 240)),
        ((60, 40), 1.0, (60, 40)),
        ((60, 40), 1.5, (90, 60)),
        ((1, 99999), 1.0, (8, 240)),
        ((99999, 1), 1.0, (360, 8)),
    ],
)
def test_a_picture_takes_no_more_than_its_box(
    size: tuple[int, int], scale: float, place: tuple[int, int]
) -> None:
    assert fitted(size, BOX, scale) == place
