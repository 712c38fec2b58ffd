"""A picture with fewer pixels, to be sent in place of a large one."""

import io

from desktopchat.ui.look.thumbnail import PictureError, opened
from desktopchat.words import tr

EDGE = 2048
"""Pixels of the longer side."""
_QUALITY = 85
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
"""By a file's ending: those that can be made smaller and stay what they are."""


def smaller(data: bytes, *, keeps_data: bool) -> bytes | None:
    """The picture in the same format, upright, with the longer side EDGE; None where that gains
    nothing, or where it moves. keeps_data: also what it tells of place and camera. Raises
    PictureError. Takes a while: not for the window's thread."""
    from PIL import Image, ImageOps

    with opened(data) as picture:
        kind = picture.format or ""
        still = getattr(picture, "n_frames", 1) == 1
        if kind not in FORMATS.values() or not still or max(picture.size) <= EDGE:
            return None
        profile, out = picture.info.get("icc_profile"), io.BytesIO()
        try:
            picture.draft(None, (EDGE, EDGE))  # a JPEG is read no finer than that needs
            upright = ImageOps.exif_transpose(picture)
            if upright.mode == "P":
                upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
            exif = upright.getexif() if keeps_data else Image.Exif()
            upright.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
            for told in () if keeps_data else tuple(upright.info):
                del upright.info[told]
            upright.save(out, kind, quality=_QUALITY, optimize=True, exif=exif, icc_profile=profile)
        except (OSError, ValueError, SyntaxError, MemoryError) as error:
            raise PictureError(tr("The picture can't be made smaller.")) from error
    return out.getvalue() if out.tell() < len(data) else None
