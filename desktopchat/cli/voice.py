"""`voice`: the process that records and plays for a window, which starts it. Not for people."""

import argparse
import sys

from .typed import Commands


def add(commands: Commands) -> None:
    """Without words of help: it is not listed."""
    voice = commands.add_parser("voice")
    voice.set_defaults(run=_run)


def _run(_options: argparse.Namespace) -> int:
    from desktopchat.voice.protocol import Told, told_line
    from desktopchat.voice.worker import Worker

    def tell(told: Told) -> None:
        sys.stdout.write(told_line(told))
        sys.stdout.flush()

    Worker(sys.stdin, tell).run()
    return 0
