"""The tests. Shared by them: `waiting` (poll for a condition), `guard` (nothing goes wrong unseen,
nothing is left behind) and `display` (a screen of their own). `conftest` turns these to fixtures.

Nothing that they start sends anything to the network that this computer is on.
"""

import os
import sys

LOOPBACK = {"linux": "lo", "win32": "Software Loopback Interface 1"}.get(sys.platform, "lo0")
os.environ["DESKTOPCHAT_INTERFACE"] = LOOPBACK
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)  # nobody is notified of what tests say
