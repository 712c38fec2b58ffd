"""`python -m desktopchat`, and where the packaged program begins."""

import os
import sys

from desktopchat.cli import main


def keep_own_libraries() -> None:
    """Keep the libraries of the packaged program from those it starts: a browser, a file manager.

    On Linux PyInstaller's bootloader puts them into LD_LIBRARY_PATH, and what was there before into
    LD_LIBRARY_PATH_ORIG. This process has read it at its start.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        keep_own_libraries()
    sys.exit(main())
