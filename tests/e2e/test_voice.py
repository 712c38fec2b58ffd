"""A voice message from one window to another, over a sound server without a sound card."""

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.sound import Sound
from tests.voice.conftest import sound

__all__ = ["sound"]

pytestmark = pytest.mark.timeout(240)


def test_what_one_says_the_other_hears(sound: Sound, open_window: Opener) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    grace = open_window("join", address_of(ada), "--name", "Grace")
    grace.in_chat()
    grace.shows("the microphone", lambda s: s["microphone"])
    sound.speak(440, 120)
    grace.press("ctrl+shift+m")
    grace.shows("what it hears", lambda s: "0:03" in s["voice"])
    grace.press("ctrl+shift+m")
    grace.shows("what was recorded", lambda s: s["voice"].startswith("Voice message to"))
    assert "Voice message" not in ada.seen()["timeline"]
    grace.press("Return")
    for window in (grace, ada):
        window.shows("its card", lambda s: "Voice message" in s["timeline"] and not s["files"])
    assert "/files/" not in ada.seen()["timeline"]
    with sound.listening() as ear:
        ada.to_pane("timeline")
        ada.press("Up", "Return", "Down", "Return")  # Play
        ada.shows("that it is played", lambda s: s["plays"])
        ada.shows("that it was", lambda s: not s["plays"])
        assert ear.seconds > 1
        assert ear.hertz == pytest.approx(440, rel=0.03)
    assert ada.output() == grace.output() == ""
