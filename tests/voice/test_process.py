"""The voice process: a real one with a microphone of PulseAudio's, and false ones that break."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from desktopchat.irc.filehost import Voice
from desktopchat.voice.process import VoiceProcess
from desktopchat.voice.protocol import Do, Order, Told, What
from tests.sound import RATE, SERVER, Sound, pitch, tone
from tests.waiting import wait_until

pytestmark = pytest.mark.sockets


@pytest.fixture
def process() -> Iterator[VoiceProcess]:
    made = VoiceProcess(lambda: None)
    yield made
    made.close()


@pytest.fixture
def tells(process: VoiceProcess) -> Callable[..., Told]:
    def wait(*what: What) -> Told:
        came: list[Told] = []

        def there() -> Told | None:
            came.extend(process.take())
            return next((told for told in came if told.what in what), None)

        found = wait_until(there, 30, lambda: f"{what} of {came[-5:]}")
        assert found is not None
        return found

    return wait


def ogg(path: Path, hertz: int, seconds: float) -> Path:
    with soundfile.SoundFile(
        path, "w", samplerate=RATE, channels=1, format="OGG", subtype="OPUS"
    ) as file:
        file.buffer_write(tone(hertz, seconds).tobytes(), dtype="int16")
    return path


def test_what_a_loudspeaker_plays_is_no_microphone(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told]
) -> None:
    process.order(Order(Do.LOOK))
    found = tells(What.DEVICES)
    assert (found.microphones, found.speakers) == (1, 2)


def test_a_computer_without_sound_has_none(
    process: VoiceProcess,
    tells: Callable[..., Told],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SERVER, "unix:/nowhere")
    monkeypatch.setenv("ALSA_CONFIG_PATH", os.devnull)
    process.order(Order(Do.LOOK))
    found = tells(What.DEVICES)
    assert (found.microphones, found.speakers) == (0, 0)
    process.order(Order(Do.RECORD, str(tmp_path / "a.ogg")))
    tells(What.NOT_RECORDED)
    process.order(Order(Do.PLAY, str(ogg(tmp_path / "b.ogg", 440, 1))))
    tells(What.NOT_PLAYED)


def test_what_is_spoken_is_recorded(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path
) -> None:
    path = tmp_path / "said.ogg"
    process.order(Order(Do.RECORD, str(path)))
    tells(What.LEVEL)
    sound.speak(440, 60)
    wait_until(lambda: any(told.level > 0.2 for told in process.take()), 30)
    before = tells(What.LEVEL).seconds
    wait_until(lambda: tells(What.LEVEL).seconds > before + 1, 30)
    process.order(Order(Do.STOP))
    told = tells(What.RECORDED)
    assert max(Voice.told(told.seconds, told.peaks).peaks) == 31
    assert told.seconds > 1
    with soundfile.SoundFile(path) as file:
        assert (file.format, file.subtype, file.channels) == ("OGG", "OPUS", 1)
        assert file.frames / file.samplerate == pytest.approx(told.seconds, abs=0.05)
        data = bytes(file.buffer_read(dtype="int16"))
    assert pitch(memoryview(data[-RATE:]).cast("h"), RATE) == pytest.approx(440, rel=0.03)
    assert path.stat().st_size < 10_000 * told.seconds


def test_what_is_dropped_is_told_no_more(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path
) -> None:
    process.order(Order(Do.RECORD, str(tmp_path / "a.ogg")))
    tells(What.LEVEL)
    process.order(Order(Do.DROP))
    process.order(Order(Do.LOOK))
    tells(What.DEVICES)
    process.order(Order(Do.STOP))
    process.order(Order(Do.LOOK))
    assert tells(What.DEVICES, What.RECORDED, What.LEVEL).what is What.DEVICES


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_file_is_heard_at_its_pitch(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path, speed: float
) -> None:
    path = str(ogg(tmp_path / "a.ogg", 440, 3))
    with sound.listening() as ear:
        process.order(Order(Do.PLAY, path, speed=speed))
        assert tells(What.POSITION).file == path
        assert tells(What.PLAYED).length == pytest.approx(3, abs=0.05)
        wait_until(lambda: ear.seconds > 2.7 / speed, 20, lambda: ear.seconds)
        assert ear.seconds == pytest.approx(3 / speed, abs=0.3)
        assert ear.hertz == pytest.approx(440, rel=0.03)


def test_it_is_paused_and_played_from_another_place(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path
) -> None:
    process.order(Order(Do.PLAY, str(ogg(tmp_path / "a.ogg", 440, 60)), seconds=10))
    assert tells(What.POSITION).seconds >= 10
    process.order(Order(Do.PAUSE))
    process.order(Order(Do.LOOK))
    tells(What.DEVICES)
    process.take()
    process.order(Order(Do.SEEK, seconds=59))
    process.order(Order(Do.GO))
    assert 58.9 <= tells(What.POSITION, What.PLAYED).seconds < 60
    tells(What.PLAYED)


def test_a_file_that_is_none_is_not_played(
    process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path
) -> None:
    for name, data in (("a.ogg", b"OggS" + bytes(100)), ("b.ogg", b""), ("c.txt", b"hello")):
        (tmp_path / name).write_bytes(data)
        process.order(Order(Do.PLAY, str(tmp_path / name)))
        assert tells(What.NOT_READ).file == str(tmp_path / name)
    process.order(Order(Do.PLAY, str(tmp_path / "nothing")))
    tells(What.NOT_READ)


def test_a_place_that_cannot_be_written_to_is_told(
    sound: Sound, process: VoiceProcess, tells: Callable[..., Told], tmp_path: Path
) -> None:
    process.order(Order(Do.RECORD, str(tmp_path / "no folder" / "a.ogg")))
    tells(What.NOT_KEPT)


def test_a_process_that_breaks_is_told_once_and_started_anew() -> None:
    news: list[int] = []
    process = VoiceProcess(
        lambda: news.append(1), [sys.executable, "-c", "input(); raise SystemExit(3)"]
    )
    for _ in range(2):
        process.order(Order(Do.LOOK))
        told: list[Told] = []
        wait_until(lambda told=told: told.extend(process.take()) or told, 20)
        assert told == [Told(What.BROKEN)]
    assert len(news) == 2
    process.close()
    assert process.take() == []


def test_one_that_can_not_be_started_is_told() -> None:
    process = VoiceProcess(lambda: None, ["/no/such/program"])
    process.order(Order(Do.LOOK))
    assert process.take() == [Told(What.BROKEN)]
    process.close()


def test_it_ends_with_its_window() -> None:
    process = VoiceProcess(lambda: None)
    process.order(Order(Do.LOOK))
    process.rest()
    process.close()  # the guard of the tests looks for what is left
    assert all(told.what is What.DEVICES for told in process.take())


def test_numpy_is_not_needed(tmp_path: Path) -> None:
    import subprocess

    path = ogg(tmp_path / "a.ogg", 440, 1)
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import desktopchat.voice.recorder, soundfile\n"
        f"print(len(soundfile.SoundFile({str(path)!r}).buffer_read(dtype='int16')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(said.stdout) == RATE * 2
