"""The network card that reaches nobody but this computer."""

import sys

LOOPBACK = {"linux": "lo", "win32": "Software Loopback Interface 1"}.get(sys.platform, "lo0")
