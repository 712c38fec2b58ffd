"""What a photo tells beside its picture: where it was taken, when, with what, and by whom.

`without_photo_data` takes that out of a JPEG (ISO/IEC 10918-1, annex B), a PNG (its third edition,
section 11) or a WebP (RFC 9649) and leaves each byte of the picture itself as it was: nothing is
compressed again. Which side is up stays, as that belongs to the picture.
"""

import re
import struct
from collections.abc import Iterator

from desktopchat.irc.file_names import extension

READABLE = frozenset({"jpg", "jpeg", "png", "webp"})
"""Endings of the files that data is taken out of."""
_OTHERS = frozenset({"heic", "heif", "avif", "tif", "tiff", "dng", "mov", "mp4", "m4v", "3gp"})
BYTES_MOST = 200_000_000
"""Of a file that is read for this."""
_PIECES_MOST = 100_000
"""Of one picture: its makers write far fewer, and each takes its time here."""

_EXIF, _ICC = b"Exif\0\0", b"ICC_PROFILE\0"
_EOI, _SOS, _COM = 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_ALONE = (0x01, *range(0xD0, 0xD8), _EOI)
"""Markers without a length: TEM, the restarts within a scan, and the end."""
_FILLED = re.compile(rb"\xff+")
"""How a marker begins."""
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7]", re.DOTALL)
"""What ends a scan: a coded 0xFF has a zero behind it."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"caBX")
"""Words, the time, and C2PA's words of who made it."""
_WEBP_DROPPED = (b"XMP ", b"C2PA")
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
"""Flags in VP8X."""

_ORIENTATION, _SHORT = 0x0112, 3


class DamagedError(ValueError):
    """The file is not what its ending says, or is cut off."""


def may_tell(name: str) -> bool:
    """Whether a file is called as those are that may tell a place, and that stay as they are."""
    return extension(name) in _OTHERS


def without_photo_data(data: bytes) -> bytes:
    """The same picture without what it tells; the very same bytes where it tells nothing, or is
    of another kind. Raises DamagedError."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (IndexError, struct.error) as error:
        raise DamagedError("The picture is cut off.") from error
    return data


# JPEG


def _jpeg(data: bytes) -> bytes:
    head, rest = [data[:2]], list[bytes]()
    turned = 1
    for marker, content, segment in _segments(data):
        if marker == _APP1 and content.startswith(_EXIF):
            turned = _orientation(content[len(_EXIF) :])
        if not _tells(marker, content):
            (head if marker == _APP0 and not rest else rest).append(segment)
    if turned != 1:
        exif = _EXIF + _exif(turned)
        head.append(struct.pack(">BBH", 0xFF, _APP1, len(exif) + 2) + exif)
    # Not what is behind its end: there some phones put a short film, others a second picture with
    # data of its own.
    made = b"".join(head + rest)
    return data if made == data else made


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each marker up to the picture's end, what belongs to it, and all its bytes; behind the marker
    of a scan also what is coded."""
    at = 2
    for _ in range(_PIECES_MOST):
        begun = _FILLED.match(data, at)
        if begun is None:
            raise DamagedError("What stands in the picture is no marker.")
        at = begun.end() - 1
        marker = data[at + 1]
        end = at + 2
        if marker not in _ALONE:
            end += struct.unpack_from(">H", data, at + 2)[0]
            if end > len(data) or end < at + 4:
                raise DamagedError("The picture is cut off.")
        content = data[at + 4 : end]
        if marker == _SOS:
            end = _scan_end(data, end)
        yield marker, content, data[at:end]
        if marker == _EOI:
            return
        at = end
    raise DamagedError("The picture has too many pieces.")


def _tells(marker: int, content: bytes) -> bool:
    """Whether a segment tells of more than the pixels and their colours."""
    if marker == _APP2:
        return not content.startswith(_ICC)
    return marker == _COM or (_APP1 <= marker <= _APP15 and marker != _APP14)


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded picture ends that begins at `at`: at the next marker that is not of it."""
    found = _MARKER.search(data, at)
    if found is None:
        raise DamagedError("The picture is cut off.")
    return found.start()


# PNG


def _png(data: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    for _ in range(_PIECES_MOST):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise DamagedError("The picture is cut off.")
        if kind == b"eXIf":
            turned = _orientation(data[at + 8 : end - 4])
            if turned != 1:
                kept.append(_png_chunk(b"eXIf", _exif(turned)))
        elif kind not in _PNG_DROPPED:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            break
    else:
        raise DamagedError("The picture has too many pieces.")
    made = b"".join(kept)
    return data if made == data else made


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    import zlib

    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


# WebP


def _webp(data: bytes) -> bytes:
    kept, turned = [], 1
    for kind, content in _riff(data):
        if kind == b"EXIF":
            turned = _orientation(content.removeprefix(_EXIF))
        elif kind not in _WEBP_DROPPED:
            kept.append([kind, content])
    if turned != 1:
        kept.append([b"EXIF", _exif(turned)])
    for chunk in kept:
        if chunk[0] == b"VP8X":
            flags = chunk[1][0] & ~(_WEBP_EXIF | _WEBP_XMP)
            chunk[1] = bytes([flags | (_WEBP_EXIF if turned != 1 else 0)]) + chunk[1][1:]
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        for kind, content in kept
    )
    made = b"RIFF" + struct.pack("<I", len(body)) + body
    return data if made == data else made


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks; what is behind the last one belongs to nothing."""
    stop = 8 + struct.unpack_from("<I", data, 4)[0]
    if stop > len(data):
        raise DamagedError("The picture is cut off.")
    at = 12
    for _ in range(_PIECES_MOST):
        if at + 8 > stop:
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > stop:
            raise DamagedError("The picture is cut off.")
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    raise DamagedError("The picture has too many pieces.")


# Exif (CIPA DC-008), which is a TIFF inside


def _orientation(tiff: bytes) -> int:
    """1 to 8, 1 for upright; what can't be read counts as that."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        count = struct.unpack_from(f"{order}H", tiff, first)[0]
        for number in range(count):
            tag, kind, values = struct.unpack_from(f"{order}HHI", tiff, first + 2 + 12 * number)
            if (tag, kind, values) == (_ORIENTATION, _SHORT, 1):
                value = int(struct.unpack_from(f"{order}H", tiff, first + 10 + 12 * number)[0])
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _exif(turned: int) -> bytes:
    """An Exif that tells which side is up, and nothing else."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)
