"""Files by what is in them, on a real disk."""

import os
from pathlib import Path

from desktopchat.store.place.blobs import Blobs


def test_what_came_while_it_was_looked_which_are_known_stays(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    left, new = "a" * 64, "b" * 64
    for digest, written in ((left, 100.0), (new, 300.0)):
        blobs.begin(digest)
        blobs.finish(digest, digest)
        os.utime(blobs.path(digest), (written, written))
    blobs.keep_only((), (), since=200.0)
    assert not blobs.path(left).exists()
    assert blobs.path(new).exists()
    blobs.keep_only((), ())
    assert not blobs.path(new).exists()
