"""Letters and emoji as pictures, drawn by Pillow with the system's font files.

Importing Pillow takes 30 ms or more, so this file does it at the first use, or before that in any
thread (`load`); `ready` tells whether that is behind. Where a font lies is asked of fontconfig or
looked up at the places that Windows and macOS keep. What was found is kept. The window's thread
asks once and waits little; on a busy computer that may be too little, so `load` asks again,
patiently.
"""

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.ui.look.programs import Runner, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

FINER = 4  # drawn so many times larger, then made small

_BOLD = {  # where fontconfig is not the one to ask
    "win32": ("seguisb.ttf", "segoeuib.ttf", "arialbd.ttf"),
    "darwin": ("SFNS.ttf", "HelveticaNeue.ttc", "Helvetica.ttc"),
}
_WIDE = {
    "win32": ("msyhbd.ttc", "msyh.ttc", "YuGothB.ttc", "malgunbd.ttf"),
    "darwin": ("PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc"),
}
_EMOJI = {"win32": ("seguiemj.ttf",), "darwin": ("Apple Color Emoji.ttc",)}
_FOLDERS = {
    "win32": (r"%WINDIR%\Fonts",),
    "darwin": ("/System/Library/Fonts", "/System/Library/Fonts/Supplemental", "/Library/Fonts"),
}
_LINUX_EMOJI = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
)


_ask = partial(run, seconds=0.5)
_ask_patiently = partial(run, seconds=10.0)


def find_letters(
    family: str,
    char: str,
    platform: str = sys.platform,
    runner: Runner = _ask,
    exists: Callable[[str], bool] = os.path.exists,
) -> tuple[str, int] | None:
    """(file, face in it) of a half-bold font that has `char`; None when none is known."""
    if platform in _FOLDERS:
        names = _BOLD[platform] if ord(char) < 0x2E80 else _WIDE[platform]
        return _known(platform, names + _WIDE[platform], exists)
    # Without the family for what is not Latin, fontconfig picks one that has the character.
    wanted = f"{family}:semibold" if ord(char) < 0x500 else f"sans:bold:charset={ord(char):x}"
    return _ask_fontconfig(wanted, runner)


def find_emoji(
    platform: str = sys.platform,
    runner: Runner = _ask,
    exists: Callable[[str], bool] = os.path.exists,
) -> tuple[str, int] | None:
    """(file, face in it) of the system's colour emoji; None when there is none."""
    if platform in _FOLDERS:
        return _known(platform, _EMOJI[platform], exists)
    for path in _LINUX_EMOJI:
        if exists(path):
            return path, 0
    found = _ask_fontconfig("emoji:color=true", runner)
    return found if found and "emoji" in Path(found[0]).name.casefold() else None


def _known(
    platform: str, names: Sequence[str], exists: Callable[[str], bool]
) -> tuple[str, int] | None:
    separator = "\\" if platform == "win32" else "/"
    windows = os.environ.get("WINDIR", r"C:\Windows")
    for pattern in _FOLDERS[platform]:
        folder = pattern.replace("%WINDIR%", windows)
        for name in names:
            if exists(path := f"{folder}{separator}{name}"):
                return path, 0
    return None


def _ask_fontconfig(pattern: str, runner: Runner) -> tuple[str, int] | None:
    said = (runner(("fc-match", "-f", "%{file}\n%{index}", pattern)) or "").split("\n")
    if len(said) != 2 or not said[0]:
        return None
    index = int(said[1]) if said[1].isdecimal() else 0
    return said[0], index & 0xFFFF  # above: the named instance of a variable font


def ready() -> bool:
    """Whether Pillow is loaded, so that drawing will not hold the window up."""
    return "PIL.ImageDraw" in sys.modules


def load(family: str, names: Iterable[str] = ("A",)) -> None:
    """Have ready what drawing the letters of these names takes, on any thread but the window's."""
    for char in {_telling(letters) for letters in names}:
        if (family, char) not in _letters and (
            found := find_letters(family, char, runner=_ask_patiently)
        ):
            _letters[family, char] = found
    if not _emoji and (found := find_emoji(runner=_ask_patiently)):
        _emoji.append(found)
    importlib.import_module("PIL.ImageFont")
    importlib.import_module("PIL.ImageDraw")  # the last one: by it `ready` knows


@lru_cache(maxsize=64)
def _font(path: str, face: int, size: int) -> "FreeTypeFont | None":
    from PIL import ImageFont

    try:
        return ImageFont.truetype(path, size, index=face)
    except OSError:
        return None


_letters: dict[tuple[str, str], tuple[str, int]] = {}
"""Where letters lie, by family and character."""
_emoji: list[tuple[str, int]] = []
"""Where emoji lie; one or none."""
_EMOJI_ASKED = "", "emoji"
_not_found: set[tuple[str, str]] = set()
"""What the window's thread has asked for in vain, and does not ask for again."""


def _letters_file(family: str, char: str) -> tuple[str, int] | None:
    key = family, char
    if key not in _letters and key not in _not_found:
        if (found := find_letters(*key)) is None:
            _not_found.add(key)
        else:
            _letters[key] = found
    return _letters.get(key)


def _telling(letters: str) -> str:
    """The character by which the font of some letters is looked for: one for all that is Latin, so
    that fontconfig is asked once, not for each letter."""
    return next((char for char in letters if ord(char) >= 0x500), "A")


def can_draw(letters: str, family: str) -> bool:
    """Whether it is known where these letters lie."""
    return (family, _telling(letters)) in _letters


def lettered(
    letters: str, size: int, colour: str, ground: str, ink: str, family: str
) -> bytes | None:
    """A disc of `size` pixels with letters in its middle, as PPM; None when no font is found."""
    from PIL import Image, ImageDraw

    char = _telling(letters)
    found = _letters_file(family, char)
    share = 0.40 if len(letters) > 1 else 0.46
    font = _font(*found, round(size * FINER * share)) if found else None
    if font is None:
        return None
    large = size * FINER
    picture = Image.new("RGB", (large, large), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, large - 1, large - 1), fill=colour)
    # Set by the height of capitals, so that letters of one list stand on one line.
    middle = large / 2
    if char == "A":
        cap = -font.getbbox("H", anchor="ls")[1]
        draw.text((middle, middle + cap / 2), letters, font=font, fill=ink, anchor="ms")
    else:
        left, top, right, bottom = font.getbbox(letters)
        draw.text((middle - (left + right) / 2, middle - (top + bottom) / 2), letters, ink, font)
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    return b"P6 %d %d 255\n" % (size, size) + small.tobytes()


def emoji_font() -> "FreeTypeFont | None":
    """The system's colour emoji font, opened; None when there is none that Pillow can draw."""
    if not _emoji and _EMOJI_ASKED not in _not_found:
        if (found := find_emoji()) is None:
            _not_found.add(_EMOJI_ASKED)
        else:
            _emoji.append(found)
    return _opened_emoji(*_emoji[0]) if _emoji else None


@lru_cache(maxsize=1)
def _opened_emoji(path: str, face: int) -> "FreeTypeFont | None":
    # Bitmap fonts have one size only: Noto 109 pixels, Apple 160.
    for size in (109, 160, 136):
        font = _font(path, face, size)
        if font is not None:
            return font
    return None


def letters_font(family: str, size: int) -> "FreeTypeFont | None":
    """A half-bold font of Latin letters and digits in `size` pixels; None when none is found."""
    found = _letters_file(family, "A")
    return _font(*found, size) if found else None


def emoji_png(sequence: str, size: int) -> bytes | None:
    """An emoji in a square of `size` pixels, with transparency, as PNG.

    None when the font lacks it, or has its parts only (a sequence drawn as two pictures).
    """
    import io

    picture = emoji_picture(sequence, size)
    if picture is None:
        return None
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def emoji_picture(sequence: str, size: int) -> "Picture | None":
    """The same as a picture of Pillow's."""
    font = emoji_font()
    if font is None:
        return None
    from PIL import Image, ImageDraw

    box = font.getbbox(sequence)
    width, height = box[2] - box[0], box[3] - box[1]
    if width <= 0 or height <= 0 or width > 1.6 * font.getlength("\U0001f600"):
        return None
    side = int(max(width, height))
    picture = Image.new("RGBA", (side, side))
    at = ((side - width) / 2 - box[0], (side - height) / 2 - box[1])
    ImageDraw.Draw(picture).text(at, sequence, font=font, embedded_color=True)
    if not picture.getbbox():
        return None
    return picture.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
