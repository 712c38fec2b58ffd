"""Asking the system's small programs, none of which may keep the window waiting."""

from collections.abc import Callable, Sequence

Runner = Callable[[Sequence[str]], str | None]
"""A command's output; None when it failed."""


def run(command: Sequence[str], seconds: float = 1.0) -> str | None:
    """The command's output, or None when it is missing, fails or takes longer."""
    import subprocess  # here, in the thread that asks: it takes 8 ms of the start

    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None
