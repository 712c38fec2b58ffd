"""With what the own host is started."""

from unittest.mock import Mock

import pytest

from desktopchat.store.person.settings import LastHost, Settings
from desktopchat.ui.start.hosting import Hosting
from desktopchat.ui.start.page import HostForm
from desktopchat.ui.start.starting import Starting
from desktopchat.ui.start_request import HostOptions, StartRequest


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first room of each host that is started."""
    rooms: list[str] = []

    def start(form: HostForm, options: HostOptions, near: object, room: str = "") -> Mock:
        rooms.append(room)
        return Mock()

    monkeypatch.setattr(Hosting, "find", lambda *_args: None)
    monkeypatch.setattr(Hosting, "start", start)
    return rooms


def test_what_is_hosted_again_has_its_first_room_again(started: list[str]) -> None:
    settings = Settings(last_host=LastHost("Lab 3", "#Kitchen"))
    for rooms, title in (([], "Lab 3"), ([], "Hall"), (["#hall"], "hall"), (["#hall"], "Lab 3")):
        Starting(StartRequest(rooms=rooms), settings, Mock()).begin(HostForm("Ada", title, ""))
    assert started == ["#Kitchen", "", "#hall", "#Kitchen"]
