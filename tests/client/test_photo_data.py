"""Photos go without what they tell of place and camera, and with each pixel as it was."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from desktopchat.client.files import photo_data
from desktopchat.client.files.photo_data import DamagedError, may_tell, without_photo_data

KINDS = ["JPEG", "PNG", "WEBP"]
SECRETS = (b"CameraCo", b"Somewhere", b"Ada was here")


def photo(kind: str, turned: int = 1, **more: object) -> bytes:
    """With a camera, a place, XMP and a comment."""
    picture = Image.radial_gradient("L").resize((48, 32)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "CameraCo"
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 22.0, 7.0), 29: "Somewhere"})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Somewhere</x:xmpmeta>"
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        info.add_text("Comment", "Ada was here")
        more["pnginfo"] = info
    else:
        more["xmp"] = xmp
    if kind == "JPEG":
        more["comment"] = "Ada was here"
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, icc_profile=b"a profile of colours", **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("turned", [1, 3, 6, 8])
@pytest.mark.parametrize("kind", KINDS)
def test_place_and_camera_go_and_the_picture_stays(kind: str, turned: int) -> None:
    before = photo(kind, turned)
    assert any(secret in before for secret in SECRETS)
    after = without_photo_data(before)
    assert not any(secret in after for secret in SECRETS)
    was, now = opened(before), opened(after)
    assert dict(now.getexif()) == ({0x0112: turned} if turned != 1 else {})
    assert not now.getexif().get_ifd(0x8825)
    assert now.info["icc_profile"] == b"a profile of colours"
    upright = [ImageOps.exif_transpose(one).convert("RGB").tobytes() for one in (was, now)]
    assert upright[0] == upright[1]


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize("kind", KINDS)
def test_what_tells_nothing_stays_the_very_same(kind: str, turned: int) -> None:
    once = without_photo_data(photo(kind, turned))
    assert without_photo_data(once) is once


def test_a_progressive_jpeg_is_kept_whole() -> None:
    before = photo("JPEG", progressive=True)
    assert opened(without_photo_data(before)).tobytes() == opened(before).tobytes()


def test_what_hangs_behind_a_jpeg_goes_too() -> None:
    plain = without_photo_data(photo("JPEG"))
    assert without_photo_data(plain + photo("JPEG")) == plain


def test_a_compressed_text_in_a_png_goes() -> None:
    plain = without_photo_data(photo("PNG"))
    content = b"Raw profile type exif\0\0" + zlib.compress(b"Somewhere")
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + content))
    assert without_photo_data(plain[:33] + chunk + plain[33:]) == plain


def test_other_files_are_left_alone() -> None:
    for data in (b"", b"words", b"GIF89a and so on"):
        assert without_photo_data(data) is data
    assert may_tell("IMG_0001.HEIC")
    assert not may_tell("notes.txt")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_off_is_said_to_be_damaged(kind: str) -> None:
    data = photo(kind)
    for length in range(13, len(data) - 2, 7):
        with pytest.raises(DamagedError):
            without_photo_data(data[:length])


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"\xff\xd8", b"\xff\xd0"),
        (b"\xff\xd8", b"\xff\xda\0\x02"),
        (b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IDAT\0\0\0\0"),
        (b"RIFF\0\x20\0\0WEBP", b"ANMF\0\0\0\0"),
    ],
)
def test_endless_pieces_are_given_up(
    start: bytes, piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_data, "_PIECES_MOST", 1000)
    with pytest.raises(DamagedError, match="too many"):
        without_photo_data(start + piece * 1100)


@given(data=st.binary(max_size=200), start=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n",
       b"RIFF\x20\0\0\0WEBP"]))  # fmt: skip
def test_nothing_else_is_raised_whatever_the_bytes(data: bytes, start: bytes) -> None:
    try:
        made = without_photo_data(start + data)
    except DamagedError:
        return
    assert len(made) <= len(start + data) + 64
