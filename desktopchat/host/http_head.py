"""How a connection begins that speaks HTTP instead of IRC: for a file, or for WebSocket."""

import re

HEAD_END = b"\r\n\r\n"
HEAD_MAX = 32 * 1024
"""Bytes."""

_METHODS = (b"GET ", b"HEAD ", b"POST ", b"PATCH ", b"OPTIONS ", b"DELETE ", b"PUT ")
_UPGRADE = re.compile(rb"\r\nupgrade:[ \t]*websocket", re.IGNORECASE)


def is_web(begin: bytes) -> bool:
    """Whether what begins so is HTTP; no command of IRC is called so."""
    return begin.startswith(_METHODS)


def is_upgrade(head: bytes) -> bool:
    """Whether a request asks for WebSocket."""
    return _UPGRADE.search(head) is not None
