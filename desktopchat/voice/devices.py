"""The sound cards of this computer, by miniaudio."""

import miniaudio

# Without miniaudio's own stand-in for a computer that has none.
BACKENDS = [
    miniaudio.Backend.WASAPI,
    miniaudio.Backend.COREAUDIO,
    miniaudio.Backend.PULSEAUDIO,
    miniaudio.Backend.ALSA,
]
BUFFER = 40
"""Milliseconds of sound that come or go at once."""
NAME = "DesktopChat"
_LISTENS_IN = "Monitor of "
"""What PulseAudio calls what a loudspeaker plays, which it offers as if it were a microphone."""


def count() -> tuple[int, int]:
    """How many microphones and loudspeakers there are."""
    try:
        found = miniaudio.Devices(BACKENDS)
        names = [str(one["name"]) for one in found.get_captures()]
        speakers = len(found.get_playbacks())
    except miniaudio.MiniaudioError:
        return 0, 0
    return sum(not name.startswith(_LISTENS_IN) for name in names), speakers
