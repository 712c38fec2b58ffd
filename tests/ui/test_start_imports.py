"""What the first page does not show is not loaded before it: imports are most of a start."""

import subprocess
import sys

LATER = {
    "desktopchat.client.client",
    "desktopchat.client.model",
    "desktopchat.host",
    "desktopchat.lan.discovery",
    "desktopchat.lan.dnssd",
    "desktopchat.lan.doctor",
    "desktopchat.lan.firewall",
    "desktopchat.ui.chat",
    "desktopchat.ui.open_place",
    "desktopchat.ui.sheets.sheet",
    "desktopchat.ui.timeline",
    "desktopchat.ui.window_sheets",
    "PIL.Image",
    "_hashlib",  # OpenSSL
    "asyncio",
    "cryptography",
    "http",
    "ifaddr",
    "sqlite3",
    "ssl",
    "websockets",
    "zeroconf",
}


def loaded(modules: str) -> set[str]:
    """The names of the modules that importing these brings, and of the packages around them."""
    code = f"import {modules}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    names = done.stdout.split()
    return {".".join(name.split(".")[:n]) for name in names for n in range(1, name.count(".") + 2)}


def test_the_window_loads_for_its_first_page_no_more_than_that_shows() -> None:
    assert loaded("desktopchat.ui.run") & LATER == set()


def test_the_command_line_loads_no_front_end_before_it_knows_which() -> None:
    found = loaded("desktopchat.cli")
    later = (LATER - {"sqlite3"}) | {"tkinter", "desktopchat.ui"}
    assert found & later == set()
