"""Draws the icon in every size and form: python assets/draw_icon.py

Two speech bubbles that share a table, on the accent's ground; the small sizes leave out what
would only be a smudge there. Writes icon.png (256), icon-16 … icon-512, icon.ico and icon.icns.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
TOP, BOTTOM = (110, 120, 240), (67, 76, 196)
BACK, FRONT = (176, 183, 255), (255, 255, 255)
DOTS = (79, 91, 213)
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
FINER = 8
"""How many times larger it is drawn before it is brought to its size."""


def draw(size: int) -> Image.Image:
    """The icon, `size` pixels wide and high, with transparent corners."""
    full = size * FINER
    unit = full / 64
    ground = Image.new("RGBA", (full, full))
    column = Image.new("RGB", (1, full))
    for y in range(full):
        mix = y / (full - 1)
        column.putpixel(
            (0, y), tuple(round(a + (b - a) * mix) for a, b in zip(TOP, BOTTOM, strict=True))
        )
    mask = Image.new("L", (full, full))
    ImageDraw.Draw(mask).rounded_rectangle(
        (2 * unit, 2 * unit, 62 * unit - 1, 62 * unit - 1), 15 * unit, fill=255
    )
    ground.paste(column.resize((full, full)), (0, 0), mask)
    pen = ImageDraw.Draw(ground)
    small = size < 32
    if not small:
        _bubble(pen, unit, (25, 14, 53, 35), 8, BACK, tail=((47, 30), (52, 42), (37, 34)))
        # A line of the ground keeps the two apart.
        _bubble(pen, unit, (9, 21, 45, 48), 11, _at(34 / 64), tail=((14, 42), (13, 57), (29, 46)))
    box = (10, 13, 54, 45) if small else (11, 23, 43, 46)
    tail = ((15, 38), (14, 56), (32, 43)) if small else ((16, 42), (15, 54), (28, 45))
    _bubble(pen, unit, box, 12 if small else 9, FRONT, tail=tail)
    middle = (box[1] + box[3]) / 2
    radius = 3.6 if small else 2.7
    step = 11 if small else 8
    for offset in (-step, 0, step):
        x = (box[0] + box[2]) / 2 + offset
        pen.ellipse(
            [value * unit for value in (x - radius, middle - radius, x + radius, middle + radius)],
            fill=DOTS,
        )
    return ground.resize((size, size), Image.Resampling.LANCZOS)


def _bubble(
    pen: ImageDraw.ImageDraw,
    unit: float,
    box: tuple[float, ...],
    radius: float,
    fill: tuple[int, ...],
    tail: tuple[tuple[float, float], ...],
) -> None:
    pen.rounded_rectangle([value * unit for value in box], radius * unit, fill=fill)
    pen.polygon([(x * unit, y * unit) for x, y in tail], fill=fill)


def _at(mix: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * mix) for a, b in zip(TOP, BOTTOM, strict=True))


def main() -> None:
    pictures = {size: draw(size) for size in SIZES}
    for size, picture in pictures.items():
        picture.save(FOLDER / f"icon-{size}.png", optimize=True)
    pictures[256].save(FOLDER / "icon.png", optimize=True)
    largest = pictures[256]
    largest.save(FOLDER / "icon.ico", sizes=[(size, size) for size in SIZES if size <= 256])
    pictures[512].save(FOLDER / "icon.icns")


if __name__ == "__main__":
    main()
