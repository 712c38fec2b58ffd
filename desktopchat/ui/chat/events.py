"""What each event of the session means for the page: what is to be drawn anew, at its next drawing.
Features and sheets listen for themselves (`Listeners`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from desktopchat.client import model
from desktopchat.client.model import administration
from desktopchat.ui.chat.context import Context

_SIDE = ("side",)
_HEADER = ("header",)
_PEOPLE = ("side", "people", "header")

Touched = tuple[tuple[str, ...], tuple[str, ...]]
"""Parts to draw anew, and those only where the event's conversation is the one that is open."""


def handle(context: Context, events: Iterable[model.Event]) -> None:
    """Take in what changed."""
    for event in events:
        always, here = touched(event)
        context.mark(*always)
        if here and getattr(event, "conversation", None) is context.active:
            context.mark(*here)
        context.listeners.tell(event)


def touched(event: model.Event) -> Touched:
    """What to draw anew. Every kind of event is named: one that was forgotten is a type error."""
    match event:
        case model.EntryAdded() | model.EntriesInserted():
            return _SIDE, ("welcome",)
        case model.EntryRemoved():
            return (), ("welcome",)
        case model.HistoryChanged():
            return (), ("older",)
        case model.MembersChanged():
            return _SIDE, ("people", "header", "welcome")
        case model.UnreadChanged() | model.ConversationAdded() | model.ConversationRemoved():
            return _SIDE, ()
        case (
            model.TopicChanged()
            | model.PinsChanged()
            | administration.JoinRefused()
            | administration.RunsHostChanged()
        ):
            return _HEADER, ()
        case model.PersonChanged():
            return _PEOPLE, ()
        case model.PhaseChanged():
            return ("status",) if event.still_away else (*_PEOPLE, "status"), ()
        case administration.RoomRenamed():
            return ("side", "header", "welcome"), ()
        case model.NickChanged():
            return (*_PEOPLE, "welcome", "typing"), ()
        case (
            # those who listen draw by themselves
            model.EntryChanged()
            | model.ReadMarkerChanged()
            | model.SeenChanged()
            | model.TypingChanged()
            | model.NoticeShown()
            | model.CarriedOn()
            | model.SearchFound()
            | model.FileToken()
            | model.RoomListChanged()
            | administration.BanList()
            | administration.KnockReceived()
            | administration.Invited()
            | administration.HostPeople()
            | administration.HostBans()
            | administration.AuditArrived()
            | administration.CarryOnSaid()
            # only the command line asks
            | administration.RoomLookedUp()
            | administration.RoomLedOn()
        ):
            return (), ()
    assert_never(event)
