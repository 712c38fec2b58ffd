"""`python -m desktopchat`, and where the packaged program begins."""

import sys

from desktopchat.cli import main

if __name__ == "__main__":
    sys.exit(main())
