"""What of a voice message is plain sums: its waveform, its speed, and the lines about it."""

from array import array

import pytest

from desktopchat.irc.filehost import LOUDEST, Voice, file_path, voice_in, with_voice
from desktopchat.voice import protocol
from desktopchat.voice.protocol import Do, Order, Told, What
from desktopchat.voice.stretch import Stretch
from desktopchat.voice.waveform import BARS, loudness, peaks
from tests.sound import pitch, tone

LINK = f"https://10.0.0.5:6697{file_path('a' * 22, 'Voice message.ogg')}"


def test_the_loudest_part_is_the_highest_bar() -> None:
    assert loudness(array("h", [])) == 0
    assert loudness(array("h", [100, -32768])) == 1
    assert peaks([]) == peaks([0.0001] * 500) == [0] * BARS
    rising = peaks([at / 1000 for at in range(480)])
    assert rising == sorted(rising)
    assert (len(rising), rising[0], rising[-1]) == (BARS, 1, LOUDEST)
    assert peaks([0.1, 0.2]) == [16] * 24 + [LOUDEST] * 24


def test_a_link_tells_how_long_and_how_loud_its_message_is() -> None:
    voice = Voice(7.24, [0, 10, LOUDEST])
    assert with_voice(LINK, voice) == f"{LINK}#7.2s,0av"
    assert voice_in(f"{LINK}#7.2s,0av") == Voice(7.2, [0, 10, LOUDEST])


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        f"{LINK}#812B",
        f"{LINK}#7.2s,",
        f"{LINK}#7.2s,0aw",
        f"{LINK}#7.2s,{'0' * 65}",
        f"{LINK}#123456.0s,0",
        f"{LINK}#7s,0",
        f"{LINK.replace('.ogg', '.exe')}#7.2s,0av",
    ],
)
def test_any_other_link_is_of_no_voice_message(link: str) -> None:
    assert voice_in(link) is None


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
@pytest.mark.parametrize("speed", [1.0, 1.5, 2.0])
def test_what_is_played_faster_keeps_its_pitch(speed: float, rate: int) -> None:
    stretch = Stretch(tone(440, 2, rate), rate)
    stretch.speed = speed
    heard: array[int] = array("h")
    while block := stretch.take(rate // 25):
        heard.extend(block)
    assert len(heard) / rate == pytest.approx(2 / speed, abs=0.05)
    assert pitch(heard, rate) == pytest.approx(440, rel=0.03)
    assert max(heard) == pytest.approx(12_000, rel=0.05)


def test_at_its_own_speed_it_is_what_was_recorded() -> None:
    samples = tone(440, 1)
    stretch = Stretch(samples, 24_000)
    assert stretch.take(5000) + stretch.take(99_999) == samples
    stretch.seek(12_000)
    assert stretch.take(100) == samples[12_000:12_100]
    stretch.seek(99_999)
    assert stretch.take(100) == array("h")


def test_what_comes_later_is_played_too() -> None:
    samples = tone(440, 1)
    some = samples[:1000]
    stretch = Stretch(some, 24_000)
    assert stretch.take(5000) == samples[:1000]
    some.extend(samples[1000:])
    assert stretch.take(99_999) == samples[1000:]


def test_orders_and_answers_are_lines() -> None:
    order = Order(Do.PLAY, "/tmp/a b\n.ogg", 1.5, 2.0)
    assert protocol.order_line(order).count("\n") == 1
    assert protocol.order_in(protocol.order_line(order)) == order
    told = Told(What.RECORDED, seconds=7.2, peaks="0av")
    assert protocol.told_in(protocol.told_line(told)) == told


@pytest.mark.parametrize(
    "line", ["", "x", "[]", "{}", '{"do": "fly", "what": "fly"}', '{"do": []}']
)
def test_other_lines_are_nothing(line: str) -> None:
    assert protocol.order_in(line) is None
    assert protocol.told_in(line) is None
