"""The voice messages and other sounds of the conversation: fetched when they are to be heard, and
played."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.files.whole_file import WholeFile, Words
from desktopchat.client.model import EntryChanged
from desktopchat.irc.file_names import extension
from desktopchat.irc.filehost import parse_link, sound_in, tokens_in
from desktopchat.ui.look.voice_card import Part
from desktopchat.words import tr, tr_noop
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.voice_playing import Playing
    from desktopchat.ui.timeline.timeline import Timeline

_WORDS = Words(
    away=tr_noop("The host is away. Play it when it is back."),
    broken=tr_noop("It did not come whole. Play it again."),
)


class VoiceHeard:
    """place(name): where a file is kept for as long as the page is there."""

    def __init__(
        self,
        context: Context,
        timeline: Timeline,
        playing: Playing,
        place: Callable[[str], Path],
    ) -> None:
        self._context, self._timeline, self._playing = context, timeline, playing
        self._place = place
        self._source: WholeFile[bytes] = WholeFile(bytes, context.window.news, _WORDS)
        self._files: dict[str, Path] = {}
        """Those that were fetched, by token."""
        self._token = ""
        """The one that is played."""
        self._ending = ""
        """What its file's name ends in."""
        timeline.on_voice = self.press
        context.listeners.listen(EntryChanged, self._changed)

    def press(self, link: str, part: Part | float) -> None:
        """Somebody clicked on a part of the card of a link."""
        file, voice = parse_link(link), sound_in(link)
        if file is None or voice is None:
            return
        token = file[0]
        if token == self._token and self._playing.busy:
            self._playing.press(part)
            return
        at = 0.0 if isinstance(part, Part) else part * voice.seconds
        self._source.close()
        self._playing.begin(partial(self._timeline.text.voices.show, token), voice.seconds, at)
        self._token, self._ending = token, extension(file[1])
        if token in self._files:
            self._playing.play(self._files[token])
            return
        context, client = self._context, self._context.client
        reached = context.online and context.session.filehost.takes_files
        self._source.want((client.address, client.fingerprint) if reached else None, token)

    def draw(self) -> None:
        """Play what came."""
        came = self._source.take()
        if came is None or came.token != self._token or not self._playing.busy:
            return
        if came.opened is None:
            self._playing.stop()
            self._context.warn(came.why)
            return
        try:
            path = self._place(f"{came.token}.{self._ending}")
            path.write_bytes(came.opened)
        except OSError as error:
            self._playing.stop()
            self._context.warn(tr("It can't be kept to be played: {why}.", why=reason(error)))
            return
        self._files[came.token] = path
        self._playing.play(path)

    def _changed(self, event: EntryChanged) -> None:
        """What a message does not say any more is not heard, nor kept."""
        for token in tokens_in(event.before) - tokens_in(event.entry.text):
            if token == self._token:
                self._source.close()
                self._playing.stop()
            path = self._files.pop(token, None)
            if path is not None:
                with contextlib.suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        self._source.close()
