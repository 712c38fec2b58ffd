"""What the owner of a selection holds (ICCCM, section 2), and whether there is an owner."""

import struct
import time

from desktopchat.x11.connection import Connection, display_name

_PROPERTY_NOTIFY, _SELECTION_NOTIFY, _NEW_VALUE = 28, 31, 0
_TARGETS_MOST = 1 << 16  # bytes of a list of targets


class TooLargeError(Exception):
    """The owner holds more than was asked for."""


class Selection(Connection):
    """A look at a selection ("CLIPBOARD", "PRIMARY"). Every question ends after its seconds, or
    raises XError: what the owner says and how fast is nothing that we decide."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(display_name(), seconds)
        self._window = self.window()
        self._selection, self._into, self._incremental = self.atoms(
            name, "_DESKTOPCHAT_SELECTION", "INCR"
        )

    @property
    def owned(self) -> bool:
        return self.selection_owner(self._selection) != 0

    def offered(self, *targets: str, seconds: float) -> list[str]:
        """Those of `targets` that the owner has; all where it does not say."""
        numbers = self.atoms(*targets)
        got = self.read("TARGETS", _TARGETS_MOST, seconds)
        if got is None:
            return list(targets)
        there = set(struct.unpack(f"<{len(got) // 4}I", got[: len(got) // 4 * 4]))
        return [name for name, number in zip(targets, numbers, strict=True) if number in there]

    def read(self, target: str, most: int, seconds: float) -> bytes | None:
        """The selection as `target`, None where the owner does not give it as that.

        most: bytes; raises TooLargeError above.
        """
        self.deadline = time.monotonic() + seconds
        wanted, atom = self.atoms(target, "ATOM")
        self.convert_selection(self._window, self._selection, wanted, self._into)
        while (event := self.event())[0] & 0x7F != _SELECTION_NOTIFY:
            pass
        if struct.unpack_from("<I", event, 20)[0] == 0:
            return None
        first = self.take_property(self._window, self._into, most)
        if first.left or len(first.data) > most:
            raise TooLargeError
        if first.type == self._incremental:
            return self._parts(most)
        # Owners that do not listen to what they are asked for (xclip gives a picture as text).
        is_text = target in ("UTF8_STRING", "STRING")
        kinds = self.atoms("UTF8_STRING", "STRING", "TEXT") if is_text else [wanted, atom]
        return first.data if first.type in kinds else None

    def _parts(self, most: int) -> bytes:
        """What comes in parts: each replaces the last one, once that was taken; the end is one
        without bytes."""
        got = bytearray()
        while True:
            event = self.event()
            name, state = struct.unpack_from("<I4xB", event, 8)
            if (event[0] & 0x7F, name, state) != (_PROPERTY_NOTIFY, self._into, _NEW_VALUE):
                continue
            part = self.take_property(self._window, self._into, most)
            if not part.data and not part.left:
                return bytes(got)
            got += part.data
            if part.left or len(got) > most:
                raise TooLargeError


def has_owner(name: str, seconds: float = 2.0) -> bool:
    """Whether a selection has an owner. Raises XError where the server does not say."""
    with Selection(name, seconds) as held:
        return held.owned
