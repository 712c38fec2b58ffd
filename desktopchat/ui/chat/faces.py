"""People's own pictures beside their names: fetched from the host, made round, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.files.pictures import Pictures, Size, Wanted
from desktopchat.client.model import PersonChanged
from desktopchat.store.person.pictures import NO_PICTURE, KeptPictures
from desktopchat.ui.look.avatars import Face
from desktopchat.ui.look.thumbnail import on_ground, square_copy

if TYPE_CHECKING:
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.timeline.timeline import Timeline

ACROSS = 256
"""Pixels of a face as it is kept and sent: sharp on the largest card at 300 %."""
_AT_ONCE = 20  # of those that came are shown in one go


class FaceMaker:
    """Makes faces of pictures (`client.files.pictures.Maker`)."""

    def small(self, data: bytes) -> tuple[bytes, Size]:
        return square_copy(data, ACROSS), (ACROSS, ACROSS)

    def shown(self, copy: bytes, _size: Size, wanted: Wanted) -> bytes:
        return on_ground(copy, wanted.box, wanted.ground, wanted.box[0] // 2)

    def moves(self, _copy: bytes, /) -> bool:
        return False


class Faces:
    """Of one page."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._pictures: Pictures | None = None
        context.avatars.face_of = self._face_of
        context.listeners.listen(PersonChanged, self._changed)
        context.on_setting("pictures", self._redraw)

    def _face_of(self, nick: str) -> str:
        context = self._context
        return context.session.profile.face(nick) if context.settings.pictures else ""

    def draw(self) -> None:
        """Let all go on, and show what has come. Called often."""
        context, client = self._context, self._context.client
        wanted = list(context.avatars.faces_wanted)
        if not wanted:
            return
        if self._pictures is None:
            self._pictures = Pictures(
                FaceMaker(), KeptPictures(), f"face {client.place}", context.window.news
            )
        reached = context.online and context.session.filehost.takes_files
        self._pictures.go_on((client.address, client.fingerprint) if reached else None)
        for came in self._pictures.take(_AT_ONCE):
            face = Face(came.wanted.token, came.wanted.box[0], came.wanted.ground)
            context.avatars.bring(face, came.ppm)
            wanted = [one for one in wanted if one != face]
        for one in [one for one in wanted if self._pictures.size(one.token) == NO_PICTURE]:
            context.avatars.bring(one, b"")
            wanted.remove(one)
        self._pictures.want(
            [Wanted(one.token, (one.size, one.size), 1.0, one.under) for one in wanted]
        )

    def close(self) -> None:
        """The page goes."""
        if self._pictures is not None:
            self._pictures.close()

    def _changed(self, _event: PersonChanged) -> None:
        self._redraw()

    def _redraw(self) -> None:
        self._context.mark("side", "people")
        self._timeline.people_changed()
