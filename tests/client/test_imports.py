"""Handlers and the parts of a session know each other; whichever is imported first, it works."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("folder", ["handlers", "session", "files", "kept", "link", "model"])
def test_each_folder_of_the_client_can_be_imported_first(folder: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import desktopchat.client.{folder}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
