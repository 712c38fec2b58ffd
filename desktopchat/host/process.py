"""What a host asks of the system, and the system of it: for its process as a whole."""

import contextlib
import ctypes
import signal
import sys
from collections.abc import Callable

_M_ARENA_MAX, _HEAPS = -8, 1
_M_MMAP_THRESHOLD, _LARGE_BLOCK = -3, 128 * 1024
"""glibc's mallopt(3); bytes."""


def allow_descriptors(count: int) -> None:
    """Each connection takes a descriptor, and systems often allow 1,024 unless asked for more."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def on_signals(end: Callable[[], object], read_again: Callable[[], object] | None) -> None:
    """What the system asks of this process from now on. read_again: called for SIGHUP where no
    terminal is there that tells by it that it is closed; None where SIGHUP always means the end."""
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: end())
    if hasattr(signal, "SIGHUP") and read_again is not None and not _terminal():
        signal.signal(signal.SIGHUP, lambda *_: read_again())


def _terminal() -> bool:
    """Whether a terminal would tell by SIGHUP that it is closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def share_memory() -> None:
    """Keep glibc from holding what a busy moment took.

    All threads take memory from one heap, where each would have its own; and large blocks stay
    outside of it, where glibc would put ever larger ones inside, which leave holes."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, _HEAPS)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def give_memory_back() -> None:
    """Have glibc give the system what is free in the midst of the heap, which it never does by
    itself: what TLS took for those who came and went would add up. Takes some milliseconds."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
