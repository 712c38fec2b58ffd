"""A computer's sound without a sound card: PulseAudio with a microphone that hears what a test
plays, and a loudspeaker that a test listens to."""

import math
import os
import subprocess
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from tests.waiting import wait_until

RATE = 24_000
_FORMAT = ["--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"]
_BLOCK = RATE // 100
SERVER = "PULSE_SERVER"


class Sound:
    """folder: where its socket lies, of a short path. `server` is for the environment."""

    def __init__(self, folder: Path, *, microphone: bool = True) -> None:
        self._folder = folder
        socket = folder / "native"
        self.server = f"unix:{socket}"
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            SERVER: self.server,
        }
        modules = [
            f"module-native-protocol-unix socket={socket} auth-anonymous=1",
            "module-null-sink sink_name=loudspeaker",
            "module-null-sink sink_name=air",
        ]
        if microphone:
            modules.append(
                "module-remap-source source_name=microphone master=air.monitor"
                " source_properties=device.description=Microphone"
            )
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--disable-shm=yes", "--use-pid-file=no"]
        command += [part for module in modules for part in ("-L", module)]
        self.processes = [self._start(command)]
        wait_until(self._answers, 20, "PulseAudio")

    def _answers(self) -> bool:
        asked = subprocess.run(
            ["pactl", "info"], env=self._environment, capture_output=True, check=False
        )
        return asked.returncode == 0

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def speak(self, hertz: int, seconds: float) -> None:
        """Let the microphone hear a tone from now on."""
        file = self._folder / "tone"
        file.write_bytes(tone(hertz, seconds).tobytes())
        self.processes.append(self._start(["pacat", "--device=air", *_FORMAT, str(file)]))

    @contextmanager
    def listening(self) -> Iterator["Ear"]:
        """Hear what the loudspeaker plays meanwhile."""
        file = self._folder / "heard"
        process = self._start(["parec", "--device=loudspeaker.monitor", *_FORMAT, str(file)])
        try:
            wait_until(lambda: file.exists() and file.stat().st_size > 0, 20, "the loudspeaker")
            yield Ear(file)
        finally:
            process.terminate()
            process.wait()

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


class Ear:
    """What was heard so far."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def _loud(self) -> "array[int]":
        """Without the silence before, behind and, where the computer was too busy, between."""
        data = self._file.read_bytes()
        samples, loud = array("h", data[: len(data) // 2 * 2]), array("h")
        for at in range(0, len(samples), _BLOCK):
            block = samples[at : at + _BLOCK]
            if max(map(abs, block)) > 1000:
                loud.extend(block)
        return loud

    @property
    def seconds(self) -> float:
        """How much sound that was."""
        return len(self._loud()) / RATE

    @property
    def hertz(self) -> float:
        return pitch(self._loud(), RATE)


def tone(hertz: int, seconds: float, rate: int = RATE) -> "array[int]":
    step = 2 * math.pi * hertz / rate
    return array("h", [round(12_000 * math.sin(step * at)) for at in range(round(seconds * rate))])


def pitch(samples: "array[int]", rate: int) -> float:
    """The pitch of a tone: by the time between two moments at which it rises through nothing, as
    most of them are; 0 where there is none."""
    rises = [at for at, (one, next_) in enumerate(pairwise(samples)) if one < 0 <= next_]
    between = sorted(after - before for before, after in pairwise(rises))
    return rate / between[len(between) // 2] if between else 0.0
