"""Asking the window manager to show that a window wants to be looked at (Extended Window Manager
Hints 1.5, _NET_WM_STATE_DEMANDS_ATTENTION); it takes that back when one looks."""

import struct

from desktopchat.x11.connection import Connection, display_name

_SEND_EVENT, _CLIENT_MESSAGE, _FORMAT = 25, 33, 32
_TO_MANAGER = 0x180000  # SubstructureNotify and SubstructureRedirect
_ADD, _BY_PROGRAM = 1, 1


def ask_for_attention(window: int, seconds: float = 1.0) -> None:
    """window: the root widget's; the one that the manager knows is its parent, which Tk made.

    Raises XError.
    """
    with Connection(display_name(), seconds) as connection:
        state, wants = connection.atoms("_NET_WM_STATE", "_NET_WM_STATE_DEMANDS_ATTENTION")
        message = struct.pack(
            "<BBHIIIIIII",
            _CLIENT_MESSAGE, _FORMAT, 0, connection.parent(window), state,
            _ADD, wants, 0, _BY_PROGRAM, 0,
        )  # fmt: skip
        head = struct.pack("<II", connection.root, _TO_MANAGER)
        connection.request(_SEND_EVENT, 0, head + message)
