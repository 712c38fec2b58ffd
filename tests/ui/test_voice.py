"""Voice messages in the window, with a process that says what the test wants."""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest

from desktopchat.client.files.transfers import State, Transfers
from desktopchat.irc.filehost import Voice, file_path, with_voice
from desktopchat.ui.chat import sharing, voice
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.chat.voice_recording import Step
from desktopchat.ui.look import voice_card
from desktopchat.ui.look.voice_card import Part, Phase
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.markup import sound_links
from desktopchat.voice.protocol import Do, Order, Told, What
from tests.ui.chatting import Wire
from tests.waiting import wait_until

FILES = "PREFIX=(ov)@+ soju.im/FILEHOST=http://lab-pc:6697/files draft/AUTHTOKEN"
TOKEN = "a" * 22
SAID = Voice(7.2, [0, 10, 31, 5] * 12)
SONG = f"http://lab-pc:6697{file_path(TOKEN, 'song.mp3')}#3200000B12s"
FILM = f"http://lab-pc:6697{file_path(TOKEN, 'film.mp4')}#3200000B83s"
LINK = with_voice(f"http://lab-pc:6697{file_path(TOKEN, 'Voice message.ogg')}", SAID)


class Process:
    """What the page's process is told, and what it tells."""

    def __init__(self, _news: Callable[[], object]) -> None:
        self.orders: list[Order] = []
        self.told: list[Told] = []
        self.rests = self.closed = False

    def order(self, order: Order) -> None:
        self.orders.append(order)

    def take(self) -> list[Told]:
        told, self.told = self.told, []
        return told

    def rest(self) -> None:
        self.rests = True

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "VoiceProcess", Process)


@pytest.fixture
def wire() -> Wire:
    return Wire(FILES)


def process(page: ChatPage) -> Process:
    made = page.voice._process
    assert isinstance(made, Process)
    return made


@pytest.fixture
def tell(page: ChatPage, root: tk.Tk) -> Callable[..., None]:
    def say(*told: Told) -> None:
        process(page).told += told
        page.draw()
        root.update()

    return say


@pytest.fixture
def sent(page: ChatPage, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes, Voice]]:
    """What goes to the host."""
    made: list[tuple[str, bytes, Voice]] = []

    def send(conversation, data, said):  # type: ignore[no-untyped-def]
        made.append((conversation.name, data, said))
        return ""

    monkeypatch.setattr(page.voice.recording, "_send", send)
    return made


def orders(page: ChatPage) -> list[Do]:
    return [order.do for order in process(page).orders]


def record(page: ChatPage, tell: Callable[..., None]) -> Path:
    """Have something recorded; where it is."""
    page.voice.recording.toggle()
    path = Path(process(page).orders[-1].file)
    path.write_bytes(b"OggS")
    tell(Told(What.LEVEL, seconds=0.04, level=0.2))
    page.voice.recording.toggle()
    tell(Told(What.RECORDED, seconds=SAID.seconds, peaks=SAID.digits))
    return path


def test_the_button_is_there_where_a_microphone_is(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None]
) -> None:
    assert not page.composer.microphone.winfo_ismapped()
    tell(Told(What.DEVICES, microphones=0, speakers=1))
    assert not page.composer.microphone.winfo_ismapped()
    assert process(page).rests
    tell(Told(What.DEVICES, microphones=1, speakers=1))
    assert page.composer.microphone.winfo_ismapped()
    assert "voice" in page.context.keys
    page.voice.close()


def test_what_is_recorded_goes_when_one_says_so(
    page: ChatPage, tell: Callable[..., None], sent: list[tuple[str, bytes, Voice]]
) -> None:
    bar, recording = page.voice.bar, page.voice.recording
    recording.toggle()
    assert orders(page) == [Do.RECORD]
    assert bar.words == "One moment…"
    tell(Told(What.LEVEL, seconds=0.04, level=0.2))
    tell(Told(What.LEVEL, seconds=3.5, level=0.2))
    assert bar.words == "0:03   Speak now, to Lab-3"
    tell(Told(What.LEVEL, seconds=580, level=0.2))
    assert "ends in 20 seconds" in bar.words
    Path(process(page).orders[-1].file).write_bytes(b"OggS")
    recording.toggle()
    tell(Told(What.RECORDED, seconds=7.2, peaks=SAID.digits))
    assert bar.words == "Voice message to Lab-3"
    assert not sent
    bar.send_button.invoke()
    assert sent == [("#Lab-3", b"OggS", SAID)]
    assert not bar.winfo_manager()
    assert recording.step is Step.NONE
    page.voice.close()


def test_it_goes_where_it_was_begun(
    page: ChatPage,
    wire: Wire,
    tell: Callable[..., None],
    sent: list[tuple[str, bytes, Voice]],
) -> None:
    record(page, tell)
    page.handle(wire.enter("#Other", "Ada"))
    page.draw()
    page.open(page.session.model.conversations["#other"])
    assert page.voice.bar.words == "Voice message to Lab-3"
    page.voice.bar.send_button.invoke()
    assert sent[0][0] == "#Lab-3"
    page.voice.close()


def test_it_is_listened_to_before_and_thrown_away(
    page: ChatPage, tell: Callable[..., None], sent: list[tuple[str, bytes, Voice]]
) -> None:
    path = record(page, tell)
    page.voice.recording._heard(Part.BUTTON)
    play = process(page).orders[-1]
    assert (play.do, play.file) == (Do.PLAY, str(path))
    tell(Told(What.POSITION, seconds=2, file=str(path)))
    assert page.voice.bar.heard.at == 2
    page.voice.recording._heard(Part.SPEED)
    assert process(page).orders[-1] == Order(Do.SPEED, speed=1.5)
    page.voice.bar.discard_button.invoke()
    assert orders(page)[-1] is Do.SILENCE
    assert page.voice.bar.words == "Thrown away."
    assert path.exists()
    assert page.unkept == 0
    page.voice.bar.undo_button.invoke()
    assert page.voice.bar.words == "Voice message to Lab-3"
    page.voice.bar.discard_button.invoke()
    page.voice.recording.toggle()  # another one
    assert not path.exists()
    assert not sent
    page.voice.close()


def test_what_is_thrown_away_is_gone_after_a_moment(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktopchat.ui.chat.voice_recording._UNDONE_WITHIN", 20)
    path = record(page, tell)
    page.voice.bar.discard_button.invoke()
    wait_until(lambda: not path.exists(), 10, step=root.update)
    assert not page.voice.bar.winfo_manager()
    page.voice.close()


def test_the_keyboard_reaches_all_of_it(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None]
) -> None:
    record(page, tell)
    bar = page.voice.bar
    page.composer.text.focus_force()
    root.update()
    reached = []
    for _ in range(3):
        root.focus_get().event_generate("<<PrevWindow>>")  # type: ignore[union-attr]
        root.update()
        reached.append(root.focus_get())
    assert reached == [bar.send_button, bar.discard_button, bar.card]
    bar.card.event_generate("<space>")
    assert orders(page)[-1] is Do.PLAY
    bar.card.event_generate("<space>")
    assert orders(page)[-1] is Do.PAUSE
    page.voice.close()


def test_closing_would_lose_it(page: ChatPage, tell: Callable[..., None]) -> None:
    assert page.unkept == 0
    record(page, tell)
    assert page.unkept == 1
    page.voice.bar.send_button.focus_force()
    page.voice.bar.send_button.event_generate("<Escape>")  # loses nothing
    assert page.unkept == 1
    page.voice.close()


def test_a_microphone_that_is_plugged_in_later_is_found(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "_LOOK_AFTER", 1)
    page.focused(False)
    page.focused(True)
    assert page.voice._looking is None  # nobody has looked for one yet
    page.voice.look_soon()
    wait_until(lambda: orders(page) == [Do.LOOK], 10, step=root.update)
    tell(Told(What.DEVICES))
    page.focused(False)
    page.focused(True)
    assert page.voice._looking is None  # it has been a moment only
    page.voice._looked -= 60
    page.focused(False)
    page.focused(True)
    wait_until(lambda: orders(page) == [Do.LOOK, Do.LOOK], 10, step=root.update)
    page.voice.close()


def test_the_process_ends_when_it_has_nothing_to_do(
    page: ChatPage, tell: Callable[..., None]
) -> None:
    record(page, tell)
    process(page).rests = False
    page.draw()
    assert not process(page).rests
    page.voice._busy -= 100
    page.draw()
    assert process(page).rests
    page.voice.close()


@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_a_press_that_is_held_ends_with_it(
    page: ChatPage, tell: Callable[..., None], monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    now = [100.0]
    monkeypatch.setattr("desktopchat.ui.chat.voice_recording.time.monotonic", lambda: now[0])
    recording = page.voice.recording
    recording._down()
    tell(Told(What.LEVEL, seconds=0.04))
    now[0] += seconds
    recording._up()
    assert recording.step is (Step.ENDING if seconds == 1.0 else Step.RECORDING)
    recording.discard()
    monkeypatch.undo()
    page.voice.close()


def test_a_press_that_ends_before_the_microphone_is_open_is_a_click(
    page: ChatPage, tell: Callable[..., None]
) -> None:
    recording = page.voice.recording
    recording._down()
    recording._pressed -= 5
    recording._up()
    assert recording.step is Step.OPENING
    tell(Told(What.LEVEL, seconds=0.04))
    recording._down()  # the next click ends it
    recording._up()
    assert recording.step is Step.ENDING
    page.voice.close()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(What.NOT_RECORDED), "No microphone"),
        (Told(What.NOT_KEPT), "disk"),
        (Told(What.BROKEN), "ended by itself"),
        (Told(What.RECORDED, seconds=0.1, peaks="0"), "too short"),
    ],
)
def test_what_goes_wrong_is_said(
    page: ChatPage, tell: Callable[..., None], told: Told, words: str
) -> None:
    page.voice.recording.toggle()
    tell(told)
    assert words in page.composer.said
    assert page.voice.recording.step is Step.NONE
    page.voice.close()


def test_silence_is_said(page: ChatPage, tell: Callable[..., None]) -> None:
    page.voice.recording.toggle()
    tell(Told(What.LEVEL, seconds=0.04))
    tell(Told(What.RECORDED, seconds=5, peaks="0" * 48))
    assert "muted" in page.voice.bar.words
    page.voice.close()


def test_a_host_without_files_gets_none(page: ChatPage, wire: Wire) -> None:
    page.handle(wire.hear(":host 005 Ada -soju.im/FILEHOST :are supported"))
    page.voice.recording.toggle()
    assert "no voice messages" in page.composer.said
    assert orders(page) == []


def test_what_was_recorded_is_still_there_in_another_size(
    page: ChatPage, another_page: Callable[[], ChatPage], tell: Callable[..., None]
) -> None:
    path = record(page, tell)
    new = another_page()
    new.take_over(page)
    assert process(page).closed
    page.destroy()
    assert new.voice.bar.words == "Voice message to Lab-3"
    assert path.exists()
    new.voice.close()
    assert not path.exists()


def test_what_is_recorded_just_then_is_kept_in_another_size(
    page: ChatPage, another_page: Callable[[], ChatPage], tell: Callable[..., None]
) -> None:
    page.voice.recording.toggle()
    tell(Told(What.LEVEL, seconds=3))
    process(page).told.append(Told(What.RECORDED, seconds=7.2, peaks=SAID.digits))
    new = another_page()
    new.take_over(page)
    assert orders(page) == [Do.RECORD, Do.STOP]
    page.destroy()
    assert new.voice.bar.words == "Voice message to Lab-3"
    new.voice.close()


def test_what_is_not_sent_stays_when_the_chat_goes_on_at_another_computer(
    page: ChatPage, root: tk.Tk, wire: Wire, tell: Callable[..., None], tmp_path: Path
) -> None:
    path = record(page, tell)
    page.composer.pasting.offer("long " * 9000)
    (tmp_path / "a.txt").write_text("a")
    page.sharing.ask([tmp_path / "a.txt"])
    sheet = page.context.sheets.current
    page.handle(wire.session.disconnected())
    page.draw_status()
    wire.session.connected()
    page.handle(
        wire.hear(
            ":host CAP * LS :",
            ":host 001 Ada :Welcome",
            f":host 005 Ada NETWORK=Lab {FILES.replace('lab-pc', 'other-pc')} :are supported",
            ":host 422 Ada :No message of the day",
        )
        + wire.enter("#Lab-3", "Ada @Grace Linus")
    )
    page.host_no_more()
    page.draw_status()
    page.draw()
    root.update()
    assert page.voice.bar.words == "Voice message to Lab-3"
    assert page.composer.pasting.offered
    assert page.context.sheets.current is sheet
    page.voice.recording.send()
    assert page.voice.recording.step is Step.NONE
    assert not path.exists()
    assert "Voice message" in page.sharing.words
    page.context.sheets.close()
    page.voice.close()


# In the timeline


def test_where_words_are_quoted_or_told_it_says_how_long_it_is() -> None:
    assert one_line(f" {LINK} ") == "Voice message, 0:07"
    assert one_line(f"Listen: {LINK}") == "Listen: \N{PAPERCLIP} Voice message.ogg"


def test_a_message_that_is_one_shows_its_card_alone(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{LINK}")
    text = page.timeline.text
    assert "Voice message" in text.get("1.0", "end")
    assert "Voice message.ogg" not in text.get("1.0", "end")
    assert LINK in [text.voices.link_at(name) for name in text.image_names()]
    hear(f":Grace!g@host PRIVMSG #Lab-3 :Listen: {LINK.replace('aa', 'bb')} and ||{LINK}||")
    assert "Listen: \N{PAPERCLIP} Voice message.ogg" in text.plain("1.0", "end")


def test_links_of_voice_messages_are_found_where_they_are_shown() -> None:
    other = LINK.replace(TOKEN, "b" * 22)
    text = f"{LINK} `{LINK}` ||{other}|| {LINK.partition('#')[0]}"
    assert sound_links(text, looked=False) == [LINK]
    assert sound_links(text, looked=True) == [LINK, other]
    assert sound_links(f"\x02{LINK}", looked=True) == []


def test_a_sound_is_played_where_it_stands_and_keeps_its_name(
    page: ChatPage, root: tk.Tk, hear: Callable[..., None], tmp_path: Path
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{SONG}")
    assert "song.mp3" in page.timeline.text.get("1.0", "end")
    page.voice.heard._files[TOKEN] = tmp_path / "song.mp3"
    click(page, root, 120)  # the middle of its line
    assert process(page).orders == [Order(Do.PLAY, str(tmp_path / "song.mp3"), pytest.approx(6))]


@pytest.mark.parametrize(
    "link",
    [
        SONG.replace("mp3", "wma"),  # a kind that can't be played here
        SONG.replace("12s", "1201s"),
        SONG.replace("3200000B", "50000001B"),
        SONG.partition("12s")[0],  # nothing tells how long it is
        SONG.partition("#")[0],
    ],
)
def test_what_is_too_much_to_be_played_is_a_file_like_others(
    page: ChatPage, hear: Callable[..., None], link: str
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{link}")
    text = page.timeline.text
    assert not any(text.voices.link_at(name) for name in text.image_names())


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Films that were given to the computer's own program."""
    films: list[Path] = []
    monkeypatch.setattr(Transfers, "go_on", lambda *_: None)
    monkeypatch.setattr(sharing, "play_film", lambda path: films.append(path) or "")
    return films


def test_a_click_on_a_film_saves_it_once_and_plays_it_outside_each_time(
    page: ChatPage,
    root: tk.Tk,
    hear: Callable[..., None],
    tmp_path: Path,
    played: list[Path],
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{FILM}")
    click(page, root, 100)
    click(page, root, 100)
    (saving,) = page.sharing.transfers.items
    film = saving.path = tmp_path / "film.mp4"
    film.touch()
    saving.state = State.DONE
    page.draw()
    assert played == [film]
    click(page, root, 100)
    page.draw()
    assert played == [film, film]
    film.unlink()
    click(page, root, 100)
    assert len(page.sharing.transfers.items) == 2


def test_a_film_whose_saving_is_cancelled_is_not_played(
    page: ChatPage, root: tk.Tk, hear: Callable[..., None], played: list[Path]
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{FILM}")
    click(page, root, 100)
    (saving,) = page.sharing.transfers.items
    page.sharing._forget(saving)
    page.draw()
    assert played == []
    click(page, root, 100)
    assert page.sharing.transfers.items != []


def card(page: ChatPage) -> str:
    """Where the card is."""
    text = page.timeline.text
    return next(text.index(name) for name in text.image_names() if text.voices.link_at(name))


def click(page: ChatPage, root: tk.Tk, x: int) -> None:
    """Click so many pixels from the card's left edge."""
    text = page.timeline.text
    box = text.bbox(card(page))
    assert box is not None
    place = {"x": box[0] + x, "y": box[1] + box[3] // 2}
    text.event_generate("<ButtonPress-1>", **place)
    text.event_generate("<ButtonRelease-1>", **place)
    root.update()


@pytest.fixture
def here(page: ChatPage, hear: Callable[..., None], tmp_path: Path) -> Path:
    """A voice message in the timeline, whose file is here."""
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{LINK}")
    file = tmp_path / "a.ogg"
    file.touch()
    page.voice.heard._files[TOKEN] = file
    return file


def test_a_card_is_played_and_paused_and_its_place_is_chosen(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None], here: Path
) -> None:
    voices = page.timeline.text.voices
    file = str(here)
    click(page, root, 22)
    assert process(page).orders == [Order(Do.PLAY, file)]
    assert voices.plays(LINK)
    tell(Told(What.POSITION, seconds=3.6, file=file))
    assert voices._states[TOKEN] == (Phase.PLAYED, 3.6, 1.0)
    click(page, root, 120)  # the middle of the waveform
    click(page, root, 258)
    click(page, root, 22)
    assert process(page).orders[1:] == [
        Order(Do.SEEK, seconds=pytest.approx(3.6)),
        Order(Do.SPEED, speed=1.5),
        Order(Do.PAUSE),
    ]
    assert not voices.plays(LINK)
    click(page, root, 22)
    tell(Told(What.PLAYED, file="another"))
    assert voices.plays(LINK)
    tell(Told(What.PLAYED, file=file))
    assert TOKEN not in voices._states


def test_a_click_on_the_waveform_begins_there(page: ChatPage, root: tk.Tk, here: Path) -> None:
    click(page, root, 84)
    assert process(page).orders == [Order(Do.PLAY, str(here), pytest.approx(1.8))]


def test_a_card_changes_in_place(
    page: ChatPage, root: tk.Tk, tell: Callable[..., None], here: Path
) -> None:
    text = page.timeline.text
    image = page.timeline.text.voices._images[LINK]
    accent = tuple(bytes.fromhex(page.context.theme.palette.accent[1:]))

    def heard() -> int:
        """How many pixels of the waveform are in the colour of what was heard."""
        return sum(image.get(x, 22) == accent for x in range(48, 192))

    assert (image.width(), image.height()) == voice_card.size(page.context.theme)
    assert heard() == 0
    click(page, root, 22)
    lines = text.count("1.0", "end", "displaylines")
    seen = []
    for seconds in (2, 4, 7):
        tell(Told(What.POSITION, seconds=seconds, file=str(here)))
        seen.append(heard())
    assert 0 < seen[0] < seen[1] < seen[2]
    assert text.count("1.0", "end", "displaylines") == lines
    tell(Told(What.NOT_READ, file=str(here)))
    assert heard() == 0
    assert "can be played" in page.composer.said


def test_the_menu_of_its_row_plays_it(
    page: ChatPage, root: tk.Tk, here: Path, hear: Callable[..., None]
) -> None:
    timeline = page.timeline
    number = timeline.text.numbers[-1]
    assert timeline.clickable.first_link(number) == LINK

    def items() -> dict[str, Callable[[], object]]:
        found = timeline.menu.items(number, LINK, (0, 0))
        return {item[0]: item[1] for item in found if isinstance(item, tuple)}

    items()["Play"]()
    assert orders(page) == [Do.PLAY]
    items()["Pause"]()
    assert orders(page) == [Do.PLAY, Do.PAUSE]
    assert "Save file" in items()


def test_one_is_played_at_a_time(page: ChatPage, root: tk.Tk, here: Path) -> None:
    press, other = page.timeline.on_voice, LINK.replace(TOKEN, "b" * 22)
    page.voice.heard._files["b" * 22] = here
    press(LINK, Part.BUTTON)
    press(other, Part.BUTTON)
    assert orders(page) == [Do.PLAY, Do.SILENCE, Do.PLAY]
    assert not page.timeline.text.voices.plays(LINK)


def test_one_that_can_not_be_fetched_says_so(
    page: ChatPage, root: tk.Tk, wire: Wire, hear: Callable[..., None]
) -> None:
    hear(f":Grace!g@host PRIVMSG #Lab-3 :{LINK}")
    wire.hear(":host 005 Ada -soju.im/FILEHOST :are supported")
    page.timeline.on_voice(LINK, Part.BUTTON)
    wait_until(lambda: "host is away" in page.composer.said, 10, step=page.draw)
    assert not page.timeline.text.voices.plays(LINK)
