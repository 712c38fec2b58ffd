"""Garbage is collected in the window's thread, and in no other.

Python collects dead cycles in whichever thread happens to ask for memory. When a picture or a font
is among them, its end is a call of Tk's: from another thread that waits for the window's, which may
be waiting for that very thread, or it raises. So the window turns that off and collects by itself.
"""

import gc

_NEVER_QUIET = 20  # times over the limit at which the oldest wait for a quiet moment no more


def only_here() -> None:
    """No collection any more but by `collect`. What is there now, mostly modules, is kept."""
    gc.disable()
    gc.freeze()


def collect(*, quiet: bool) -> None:
    """What Python would have collected by now; everything only while nobody waits for the window.

    Newer Pythons have no limit for everything: there the second limit goes through it in parts.
    """
    counts, limits = gc.get_count(), gc.get_threshold()
    if limits[2] and counts[2] > limits[2] * (1 if quiet else _NEVER_QUIET):
        gc.collect(2)
    elif counts[1] > limits[1]:
        gc.collect(1)
    elif counts[0] > limits[0]:
        gc.collect(0)
