"""The window's icon, with a dot while there is something to read."""

import io

from PIL import Image

from desktopchat.assets import asset
from desktopchat.ui.look.palette import LIGHT, rgb
from desktopchat.ui.window_icon import _dotted


def test_the_dot_is_in_one_corner_and_the_rest_stays_as_it_was() -> None:
    for name in ("icon.png", "icon-48.png"):
        data = asset(name).read_bytes()
        before = Image.open(io.BytesIO(data)).convert("RGBA")
        after = Image.open(io.BytesIO(_dotted(data))).convert("RGBA")
        assert after.size == before.size
        at = round(before.width * 0.79), round(before.width * 0.21)
        assert after.getpixel(at)[:3] == rgb(LIGHT.danger)  # type: ignore[index]
        low = (0, before.height // 2, before.width // 2, before.height)
        assert after.crop(low).tobytes() == before.crop(low).tobytes()
