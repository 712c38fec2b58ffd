"""A voice message, or other sound, as one small picture: a button, how loud it is on the way, how
long, how fast.

Opaque, made for the page's ground: Tk draws an image with transparency by reading the screen back.
Its two looks, heard and still to be heard, are drawn once; while it is played only the line between
them moves.
"""

from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from desktopchat.irc.filehost import LOUDEST, Voice
from desktopchat.ui.look import glyphs

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

    from desktopchat.ui.look.theme import Theme

# Pixels at 100 %.
_WIDE, _HIGH, _CORNER = 284, 44, 12
_BUTTON = 22, 15  # the middle of the button, and its radius
_BARS = 48, 192  # from where to where
_BAR_HIGH = 28
_LINE = 1.5  # half of how thick the way is where nothing tells how loud it is
_TIME, _SPEED = 216, 258  # the middle of the words
_LETTERS = 12
_SPEED_FROM = 236


class Phase(Enum):
    STILL = auto()
    COMING = auto()
    """It is fetched."""
    PLAYED = auto()
    PAUSED = auto()


class Part(Enum):
    """What there is to click on besides the waveform."""

    BUTTON = auto()
    SPEED = auto()


class State(NamedTuple):
    """How a voice message stands. at: seconds that were heard."""

    phase: Phase = Phase.STILL
    at: float = 0.0
    speed: float = 1.0


class _Look(NamedTuple):
    """Of a window: what a card is drawn with."""

    scale: float
    family: str
    page: str
    fill: str
    edge: str
    text: str
    dim: str
    accent: str
    on_accent: str
    pill: str

    def px(self, size: float) -> int:
        return max(1, round(size * self.scale))


def _look(theme: "Theme") -> _Look:
    one = theme.palette
    colours = (one.page, one.side, one.line, one.text, one.dim, one.accent, one.on_accent)
    return _Look(theme.px(1000) / 1000, theme.fonts.sans, *colours, one.selected)


def size(theme: "Theme") -> tuple[int, int]:
    """Pixels that a card takes."""
    return theme.px(_WIDE), theme.px(_HIGH)


def part_at(theme: "Theme", x: int) -> Part | float:
    """What is so many pixels from the left edge of a card: a part, or of the waveform how far along
    that is, 0 to 1."""
    begin, end = map(theme.px, _BARS)
    if x < begin - theme.px(4):
        return Part.BUTTON
    if x >= theme.px(_SPEED_FROM):
        return Part.SPEED
    return min(max((x - begin) / (end - begin), 0.0), 1.0)


def clock(seconds: float) -> str:
    """Minutes and seconds that have passed, "0:07"."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def length(voice: Voice) -> str:
    """How long a whole message is, "0:07"."""
    return clock(max(1, round(voice.seconds)))


def drawn(theme: "Theme", voice: Voice, state: State) -> bytes:
    """The card as PPM."""
    look = _look(theme)
    digits, playing = voice.digits, state.phase in (Phase.PLAYED, Phase.COMING)
    begins = state.phase is Phase.STILL
    speed = "" if begins else f"{state.speed:g}×"
    card = _card(look, digits, playing, speed, heard=False).copy()
    part = 0.0 if begins or not voice.seconds else min(state.at / voice.seconds, 1.0)
    if part:
        begin, end = map(look.px, _BARS)
        box = (begin, 0, begin + round((end - begin) * part), card.height)
        card.paste(_card(look, digits, playing, speed, heard=True).crop(box), box)
    words = "…" if state.phase is Phase.COMING else length(voice) if begins else clock(state.at)
    _write(card, look, _TIME, words)
    return b"P6 %d %d 255\n" % card.size + card.tobytes()


@lru_cache(maxsize=64)
def _card(look: _Look, digits: str, playing: bool, speed: str, *, heard: bool) -> "Image.Image":
    """All but the time. speed: "" for none."""
    from PIL import Image, ImageDraw

    finer, unit = glyphs.FINER, look.scale * glyphs.FINER
    wide, high = look.px(_WIDE), look.px(_HIGH)
    large = Image.new("RGB", (wide * finer, high * finer), look.page)
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle(
        (0, 0, large.width - 1, large.height - 1),
        radius=_CORNER * unit,
        fill=look.fill,
        outline=look.edge,
        width=round(unit),
    )
    middle = large.height / 2
    x, radius = (one * unit for one in _BUTTON)
    draw.ellipse((x - radius, middle - radius, x + radius, middle + radius), fill=look.accent)
    _sign(draw, x, middle, unit, playing, look.on_accent)
    _bars(draw, Voice.told(0, digits), middle, unit, look.accent if heard else look.dim)
    if not speed:
        return large.reduce(finer)
    left, right = (_SPEED - 19) * unit, (_SPEED + 19) * unit
    pill = (left, middle - 11 * unit, right, middle + 11 * unit)
    draw.rounded_rectangle(pill, radius=11 * unit, fill=look.pill)
    small = large.reduce(finer)
    _write(small, look, _SPEED, speed)
    return small


def _sign(
    draw: "ImageDraw.ImageDraw", x: float, y: float, unit: float, playing: bool, ink: str
) -> None:
    """What a click does."""
    if playing:
        for left in (-4.5, 1.5):
            box = (x + left * unit, y - 5.5 * unit, x + (left + 3) * unit, y + 5.5 * unit)
            draw.rectangle(box, fill=ink)
    else:
        points = ((-4, -6.5), (-4, 6.5), (7, 0))
        draw.polygon([(x + a * unit, y + b * unit) for a, b in points], fill=ink)


def _bars(draw: "ImageDraw.ImageDraw", voice: Voice, middle: float, unit: float, ink: str) -> None:
    begin, end = (one * unit for one in _BARS)
    if not voice.peaks:
        box = (begin, middle - _LINE * unit, end, middle + _LINE * unit)
        draw.rounded_rectangle(box, radius=_LINE * unit, fill=ink)
        return
    step = (end - begin) / max(len(voice.peaks), 1)
    thick = step * 2 / 3
    for number, peak in enumerate(voice.peaks):
        half = max(thick, peak / LOUDEST * _BAR_HIGH * unit) / 2
        left = begin + number * step
        box = (left, middle - half, left + thick, middle + half)
        draw.rounded_rectangle(box, radius=thick / 2, fill=ink)


def _write(card: "Image.Image", look: _Look, middle: int, words: str) -> None:
    mask = words_mask(look.family, look.px(_LETTERS), words)
    at = look.px(middle) - mask.width // 2, (card.height - mask.height) // 2
    card.paste(look.text, (*at, at[0] + mask.width, at[1] + mask.height), mask)


@lru_cache(maxsize=64)
def words_mask(family: str, letters: int, words: str) -> "Image.Image":
    """Words as a mask, all as high. letters: pixels of their font."""
    from PIL import Image, ImageDraw, ImageFont

    finer = glyphs.FINER
    large = letters * finer
    font = glyphs.letters_font(family, large) or ImageFont.load_default(large)
    wide = round(font.getlength(words) / finer) + 2
    mask = Image.new("L", (wide * finer, large * 2))
    base = (mask.height - font.getbbox("0", anchor="ls")[1]) / 2
    ImageDraw.Draw(mask).text((finer, base), words, font=font, fill=255, anchor="ls")
    return mask.reduce(finer)
