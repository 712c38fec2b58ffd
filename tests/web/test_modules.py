"""The page's modules without a page: its state and its connection under Node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from desktopchat.host.net.door import FOLDER


def test_the_state_and_the_connection_hold_under_node(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed here")
    for name in ("conversation.js", "events.js", "irc.js", "outbox.js", "state.js"):
        shutil.copy(FOLDER / name, tmp_path)
    shutil.copy(Path(__file__).parent / "state_test.js", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}))
    run = subprocess.run(
        [node, "--test", "state_test.js"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# pass 0" not in run.stdout
