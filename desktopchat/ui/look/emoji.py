"""Emoji in text: which characters belong to one, and its picture.

Tk draws sequences (flags, families, skin tones) as their loose parts, and with an old libXft dies
of colour fonts, so an emoji is shown as a small image; the text itself keeps the characters.
The grammar is Unicode's UTS #51, section 1.4.9, with the ranges of Emoji_Presentation.
"""

import re
import sys
import tkinter as tk
from collections import OrderedDict
from collections.abc import Iterator
from functools import cache

from desktopchat.ui.look import glyphs

KEPT = 1024  # pictures
_XFT_IN_COLOUR = 20305  # libXft 2.3.5; one before it sends glyphs that the X server refuses

_PRESENTED = (  # drawn in colour by itself
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50"
    "\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f3fa"
    "\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0\U0001f90c-\U0001f9ff"
    "\U0001fa70-\U0001faff"
)
_PLAIN = (  # drawn in colour only when asked for, by U+FE0F, a skin tone or a sequence
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2328\u23cf-\u23fa\u24c2\u25aa-\u25fc"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u3030\u303d\u3297\u3299\U0001f170-\U0001f189\U0001f202"
    "\U0001f237"
)
_TONE = "\U0001f3fb-\U0001f3ff"
_ONE = f"(?:[{_PRESENTED}](?!\ufe0e)(?:\ufe0f|[{_TONE}])?|[{_PLAIN}](?:\ufe0f|[{_TONE}])|[{_TONE}])"
_JOINED = f"(?:[{_PRESENTED}{_PLAIN}](?:\ufe0f|[{_TONE}])?)"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    f"|{_ONE}(?:\u200d{_JOINED})*"
)
_GLUE = "\u200d\ufe0f\u20e3"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in order as (part, whether it is one emoji); the parts joined are the text."""
    end = 0
    for found in _EMOJI.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def contains(text: str) -> bool:
    return not text.isascii() and _EMOJI.search(text) is not None


def only(text: str, at_most: int = 6) -> bool:
    """Whether there is nothing but a few emoji, so that they may be shown large."""
    if text.isascii() or len(text) > at_most * 16:
        return False
    found = list(pieces(text))
    count = sum(is_emoji for _, is_emoji in found)
    return 0 < count <= at_most and all(is_emoji or part.isspace() for part, is_emoji in found)


def drawable(text: str) -> str:
    """What a label can draw of `text`: all, or all but emoji where they would end the program."""
    if text.isascii() or _tk_draws_colour():
        return text
    return "".join(part for part, is_emoji in pieces(text) if not is_emoji)


@cache
def _tk_draws_colour() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    import ctypes

    try:  # the one that Tk has loaded
        return bool(ctypes.CDLL("libXft.so.2").XftGetVersion() >= _XFT_IN_COLOUR)
    except (OSError, AttributeError):  # a Tk without Xft has no font in colour
        return True


def parts(sequence: str) -> list[str]:
    """What a sequence is made of, for a font that lacks the whole."""
    return [char for char in sequence if char not in _GLUE] if len(sequence) > 1 else []


class Emoji:
    """Pictures of emoji for one window, each drawn once."""

    def __init__(self, root: tk.Misc) -> None:
        self._root = root
        self._images: OrderedDict[tuple[str, int], tk.PhotoImage | None] = OrderedDict()

    def image(self, sequence: str, size: int) -> tk.PhotoImage | None:
        """A square of `size` pixels of the screen, with transparency; None when no font has it."""
        key = (sequence, size)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        data = glyphs.emoji_png(sequence, size)
        image = tk.PhotoImage(master=self._root, data=data, format="PNG") if data else None
        if image is None and glyphs.emoji_font() is None:
            return None  # the font may be found yet
        self._images[key] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        return image

    def images(self, sequence: str, size: int) -> list[tuple[str, tk.PhotoImage]]:
        """The whole as one picture, else its parts as several; [] when the font lacks some."""
        whole = self.image(sequence, size)
        if whole is not None:
            return [(sequence, whole)]
        drawn = [(part, self.image(part, size)) for part in parts(sequence)]
        return (
            [(part, image) for part, image in drawn if image is not None]
            if all(image is not None for _, image in drawn)
            else []
        )
