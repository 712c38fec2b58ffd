"""CONNECTBACK, ours: whether the host can connect to whoever asks, for finding out what is blocked.

It goes only to the address that the question came from, to a port that no service of a system has,
and says nothing there; so it tells nobody more than what they could see at home.
"""

import socket

from desktopchat.host.dispatch import Call, Steps, command

_PORT_LEAST = 1024
_WITHIN = 3.0  # seconds


@command("CONNECTBACK", params=1, before=True)
def connectback(call: Call) -> Steps:
    """CONNECTBACK <port>"""
    text = call.params[0]
    port = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not _PORT_LEAST <= port <= 65535:
        call.fail("INVALID_PORT", text, text=f"A port here is {_PORT_LEAST} to 65535")
        return
    host = call.person.host
    code = yield lambda _store: _try(host, port)
    if code:
        call.fail(code, text, text=f"{host} can't be reached at port {port} from here")
    else:
        call.note("REACHED", text, text=f"{host} is reached at port {port}")


def _try(host: str, port: int) -> str:
    """How a connection fails: REFUSED, SILENT or UNREACHABLE; "" where it is taken."""
    try:
        socket.create_connection((host, port), _WITHIN).close()
    except TimeoutError:
        return "SILENT"
    except ConnectionRefusedError:
        return "REFUSED"
    except OSError:
        return "UNREACHABLE"
    return ""
