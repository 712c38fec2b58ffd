"""What is being sent comes back after the next start of the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from desktopchat.client.files.transfers import State, Transfers
from desktopchat.client.model import Phase
from desktopchat.store.person import sending
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.outgoing import Choices, Outgoing
from tests.ui.chatting import Wire

pytestmark = pytest.mark.gui


@pytest.fixture
def wire() -> Wire:
    made = Wire("soju.im/FILEHOST=https://127.0.0.1:1/files draft/AUTHTOKEN")
    made.fingerprint = "ab" * 32
    made.phase = Phase.WAITING
    return made


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Transfers, "go_on", lambda *_: None)
    return tmp_path / "home" / "data" / sending.FOLDER


def photo(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "CameraCo"
    Image.radial_gradient("L").save(path, "JPEG", exif=exif)
    return path


def send(page: ChatPage, words: str, *items: Outgoing) -> None:
    assert page.active is not None
    assert page.sharing._send(page.active, words, items, Choices()) == ""


def test_it_comes_back_with_its_words_where_its_conversation_is(
    kept: Path, wire: Wire, page: ChatPage, another_page: Callable[[], ChatPage], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.txt").write_text("four")
    sea = photo(tmp_path / "sea.jpg")
    pasted = Outgoing.of_data("Pasted.txt", b"words")
    send(page, "Look", Outgoing(sea), Outgoing(folder), pasted)
    first = page.sharing.transfers.items
    made = [one.make(one.stop) for one in first if one.make is not None]
    first[1].pause()
    page.sharing._kept.changed(page.sharing._shares[0])
    page.sharing.close()
    assert [path.is_file() for path in made] == [True, True, True]
    assert b"CameraCo" not in made[0].read_bytes()
    sea.unlink()  # what was made of it is enough

    again = another_page()
    again.sharing.draw()
    assert not again.sharing.transfers.items  # not connected
    wire.phase = Phase.ONLINE
    again.sharing.draw()
    (share,) = again.sharing._shares
    assert (share.words, share.conversation) == ("Look", again.active)
    items = again.sharing.transfers.items
    assert [one.name for one in items] == ["sea.jpg", "folder.zip", "Pasted.txt"]
    assert [one.state for one in items] == [State.WAITING, State.PAUSED, State.WAITING]
    before = [path.stat().st_mtime_ns for path in made]
    assert [one.make(one.stop) for one in items if one.make is not None] == made
    assert [path.stat().st_mtime_ns for path in made] == before
    again.sharing._each(again.sharing._forget)(list(items))
    assert [*kept.iterdir()] == []
    again.sharing.close()


def test_one_that_is_said_does_not_come_back(
    kept: Path, wire: Wire, page: ChatPage, another_page: Callable[[], ChatPage], tmp_path: Path
) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("four")
    send(page, "Both", *(Outgoing(tmp_path / name) for name in ("one.txt", "two.txt")))
    one = page.sharing.transfers.items[0]
    one.state, one.link = State.DONE, "/files/0123456789abcdefghijkl/one.txt"
    wire.phase = Phase.ONLINE
    page.sharing.draw()
    assert page.active is not None
    assert page.active.entries[-1].text.startswith("Both https://")
    page.sharing.close()
    again = another_page()
    again.sharing.draw()
    assert [one.name for one in again.sharing.transfers.items] == ["two.txt"]
    assert again.sharing._shares[0].words == ""
    again.sharing.close()
    wire.fingerprint = "12" * 32  # another place
    elsewhere = another_page()
    elsewhere.sharing.draw()
    assert not elsewhere.sharing.transfers.items
    elsewhere.sharing.close()


def test_where_nothing_can_be_kept_it_is_sent_nevertheless(
    kept: Path, page: ChatPage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("no folder")
    (tmp_path / "one.txt").write_text("four")
    send(page, "", Outgoing(tmp_path / "one.txt"))
    assert [one.name for one in page.sharing.transfers.items] == ["one.txt"]
    assert "can't be kept" in caplog.text
    page.sharing.close()
