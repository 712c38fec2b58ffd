"""What can be seen on the screen."""

import re
import subprocess
import tkinter as tk


def colour_at(window: tk.Misc, x: int, y: int) -> tuple[int, int, int]:
    """The colour at a place of a window: red, green and blue."""
    window.update()
    at = f"1x1+{window.winfo_rootx() + x}+{window.winfo_rooty() + y}"
    command = ["import", "-window", "root", "-crop", at, "-depth", "8", "txt:-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"#([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})", said)
    assert found is not None, said
    red, green, blue = (int(part, 16) for part in found.groups())
    return red, green, blue
