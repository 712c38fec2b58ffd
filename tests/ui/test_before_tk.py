"""What is settled before the window opens, and how its process ends."""

import subprocess
import sys
import textwrap

import pytest

from desktopchat.ui import input_method
from desktopchat.x11.connection import XError

DEAF = """
    import ctypes, os, signal
    from desktopchat.ui.last_word import last_word
    signal.signal(signal.SIGTERM, lambda *_: None)
    with last_word(patience=0.1):
        print("here", flush=True)
        ctypes.CDLL(None).pause()
        ctypes.CDLL(None).pause()  # the first returns at the signal, this one never
"""


@pytest.mark.parametrize(
    ("modifiers", "there", "then"),
    [
        ("@im=ibus", False, "@im=none"),
        ("@im=ibus", True, "@im=ibus"),
        ("@im=fcitx@x=y", False, "@im=none"),
        ("@im=none", False, "@im=none"),
        ("@im=local", False, "@im=local"),
        ("", False, ""),
    ],
)
def test_an_input_method_that_is_not_there_is_not_waited_for(
    modifiers: str, there: bool, then: str
) -> None:
    asked: list[str] = []
    environ = {"XMODIFIERS": modifiers, "DISPLAY": ":0"}
    input_method.before_tk(environ, lambda name: asked.append(name) or there)  # type: ignore[func-returns-value]
    assert environ["XMODIFIERS"] == then
    assert all(name.startswith("@server=") for name in asked)


def test_a_display_that_does_not_answer_changes_nothing() -> None:
    def fails(_name: str) -> bool:
        raise XError

    environ = {"XMODIFIERS": "@im=ibus", "DISPLAY": ":0"}
    input_method.before_tk(environ, fails)
    assert environ["XMODIFIERS"] == "@im=ibus"


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process without asking it")
def test_sigterm_ends_a_process_whose_handler_never_comes_to_run() -> None:
    program = textwrap.dedent(DEAF)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert process.stdout.readline() == b"here\n"
            process.terminate()
            assert process.wait(20) == 1
            assert b"did not answer" in process.stderr.read()
        finally:
            process.kill()
