"""How a connection begins that speaks HTTP instead of IRC: for a file, or for WebSocket.

A web page can have a browser send a request to any address, with what it likes in it: nothing of
one may be run as IRC, in the name of whoever looks at the page.
"""

import re

HEAD_END = re.compile(rb"\r?\n\r?\n")
FIRST_LINE_MAX = 16 * 1024
"""Bytes; longer than any line of IRC."""

_METHOD = re.compile(rb"(?:GET|HEAD|POST|PATCH|OPTIONS|DELETE|PUT|CONNECT|TRACE) ", re.IGNORECASE)
_VERSION = re.compile(rb" HTTP/\d(?:\.\d)?[ \t]*$", re.IGNORECASE)
_UPGRADE = re.compile(rb"\nupgrade:[ \t]*websocket", re.IGNORECASE)
_HOST = re.compile(rb"[ \t]*host[ \t]*:", re.IGNORECASE)


def is_request(line: bytes) -> bool:
    """Whether a line begins a request of HTTP, whatever its method.

    What somebody says in a line of IRC stands behind " :", which no request has.
    """
    if _METHOD.match(line):
        return True
    return _VERSION.search(line) is not None and b" :" not in line


def is_http(line: bytes) -> bool:
    """Whether a line is of a request: its first one, or the Host that each must have."""
    return is_request(line) or _HOST.match(line) is not None


def is_upgrade(head: bytes) -> bool:
    """Whether a request asks for WebSocket."""
    return _UPGRADE.search(head) is not None
