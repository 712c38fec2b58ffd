"""Files that are made to do harm where pictures are expected: each is a small picture or none, in
bounded time and memory."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.client.files.pictures import Wanted
from desktopchat.irc.file_names import clean_name
from desktopchat.irc.filehost import is_picture
from desktopchat.ui.look.thumbnail import PIXELS_MOST, PIXELS_MOST_OF, PictureError, moves
from desktopchat.ui.timeline.row_pictures import PictureMaker
from tests.ui.test_moving import animated

WANTED = Wanted("A" * 22, (360, 240), 1.0, "#ffffff")
MEGABYTES_MOST = 350
"""That one file may take while it is made small, whatever it says of itself."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """Of a PNG (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(size: tuple[int, int], *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(4)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + rows + chunk(b"IEND", b"")


def gif(size: tuple[int, int], steps: int, *, place: tuple[int, int] = (0, 0)) -> bytes:
    """So many steps of one pixel each, with nothing told of how long they are shown."""
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\x00\x00\x00\x00\x00"
    step = b"\x2c" + struct.pack("<HHHHB", *place, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + (control + step) * steps + b";"


def large(kind: str) -> bytes:
    """As many pixels as are looked at, in few bytes."""
    mode = {"GIF": "P", "BMP": "L"}.get(kind, "RGB")
    side = int(PIXELS_MOST_OF.get(kind, PIXELS_MOST) ** 0.5)
    more = {"JPEG": {"quality": 10, "progressive": True}, "WEBP": {"quality": 1, "method": 0}}
    return saved(Image.new(mode, (side, side)), kind, **more.get(kind, {}))


HUGE: dict[str, Callable[[], bytes]] = {
    **{f"{kind}, as large as is looked at": lambda kind=kind: large(kind) for kind in FORMATS},  # type: ignore[misc]
    "PNG, 4 thousand million pixels": lambda: png((65_000, 65_000)),
    "PNG, notes that unpack to gigabytes": lambda: png(
        (1, 1), *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))] * 20
    ),
    "PNG, colours that unpack to gigabytes": lambda: png(
        (1, 1), chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(500_000_000), 9))
    ),
    "GIF, 400,000 steps": lambda: gif((300, 200), 400_000),
    "GIF, many steps on a wall": lambda: gif((7000, 7000), 3000),
    "GIF, a step outside": lambda: gif((10, 10), 3, place=(60_000, 60_000)),
    "WEBP, large and moving": lambda: animated(6, kind="WEBP", size=(2000, 2000)),
}

_CHILD = """
import json, sys, threading, time
from pathlib import Path
from tests.ui.test_hostile_pictures import WANTED
from desktopchat.ui.timeline.row_pictures import PictureMaker

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000

data, maker, said = Path(sys.argv[1]).read_bytes(), PictureMaker(), []
before = peak()
for make in (lambda: maker.shown(*maker.small(data), WANTED), lambda: maker.steps(data, WANTED)):
    try:
        said.append(type(make()).__name__)
    except ValueError:
        said.append("none")
print(json.dumps([said, peak() - before]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for the memory")
@pytest.mark.parametrize("name", HUGE)
def test_no_file_takes_more_memory_than_is_bounded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(HUGE[name]())
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE, check=True, timeout=60
    )
    said, megabytes = json.loads(done.stdout)
    assert set(said) <= {"bytes", "list", "none"}
    assert megabytes < MEGABYTES_MOST


@pytest.mark.parametrize("kind", FORMATS)
def test_one_that_is_cut_off_anywhere_is_a_picture_or_none(kind: str) -> None:
    whole, maker = saved(Image.effect_noise((90, 60), 80).convert("RGB"), kind), PictureMaker()
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        for make in (maker.small, lambda data: maker.steps(data, WANTED)):
            try:
                make(whole[:end])
            except PictureError:
                continue
    assert maker.small(whole)[1] == (90, 60)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_one_that_moves_and_is_damaged_anywhere_is_a_picture_or_none(kind: str) -> None:
    whole, maker = animated(6, kind=kind, size=(60, 40)), PictureMaker()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        data = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        for make in (maker.small, lambda data: maker.steps(data, WANTED)):
            try:
                make(data)
            except PictureError:
                continue
    assert len(maker.steps(whole, WANTED)) == 6


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>
alert(1)</script><image href="file:///etc/passwd" width="9" height="9"/></svg>"""


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.png", saved(Image.new("RGB", (9, 9)), "PNG"))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"%PDF-1.7\n" + zipped(),
        zipped(),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
        saved(Image.new("RGB", (9, 9)), "TIFF"),
        saved(Image.new("RGB", (9, 9)), "ICO"),
        saved(Image.new("RGB", (9, 9)), "PPM"),
        b"#define a_width 9\n#define a_height 9\nstatic char a_bits[] = { 0x00 };",
        b"<html><body>no picture</body></html>",
    ],
)
def test_what_other_programs_would_run_or_open_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureError):
        PictureMaker().small(data)
    with pytest.raises(PictureError):
        PictureMaker().steps(data, WANTED)


def test_of_a_file_that_is_two_at_once_only_the_pixels_are_kept() -> None:
    script = b"=1;alert(1)//"
    whole = gif((9, 9), 1)
    both = whole[:-1] + b"\x21\xfe" + bytes([len(script)]) + script + b"\0;" + zipped()
    copy, size = PictureMaker().small(both)
    assert size == (9, 9)
    assert b"alert" not in copy
    assert b"PK" not in copy
    assert not moves(copy)


def test_no_sign_says_of_a_monster_that_it_moves() -> None:
    assert moves(PictureMaker().small(gif((300, 200), 3))[0])
    assert not moves(PictureMaker().small(gif((7000, 7000), 3))[0])


def test_a_name_says_nothing_of_what_is_inside() -> None:
    assert not is_picture("a.svg")
    assert not is_picture("a.png.exe")
    assert clean_name("NUL.txt") == "_NUL.txt"
    assert len(clean_name("x" * 4000 + ".gif").encode()) <= 200
    assert clean_name("photo\u202egnp.exe") == "photognp.exe"
