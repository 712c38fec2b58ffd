"""Bringing others in, and who nearby calls me elsewhere."""

from __future__ import annotations

from dataclasses import replace

from desktopchat.irc.address import Address, parse_address
from desktopchat.lan.sharing import code_of
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.doors import KnocksAndInvitations
from desktopchat.ui.parts.knock_bar import NearbyCall
from desktopchat.ui.sheets.share import ShareSheet


class Inviting:
    def __init__(self, context: Context, doors: KnocksAndInvitations) -> None:
        self._context, self._doors = context, doors
        context.on_sheet_key("share", self.show)

    @property
    def _address(self) -> Address:
        """Where this place is, for others: with the whole key, and in no room."""
        context, client = self._context, self._context.client
        if context.link:
            return parse_address(context.link)
        return replace(client.address, room="", fingerprint=client.fingerprint)

    def show(self) -> None:
        """How others come in."""
        context, address = self._context, self._address
        hosted = context.window.hosted()
        context.sheets.open(
            lambda: ShareSheet(
                context.sheets.root,
                context.theme,
                address=address,
                code=context.code or code_of(address),
                avatars=context.avatars,
                on_invite=lambda person: self._invite(person, address),
                on_door=hosted.switch_door if hosted is not None else None,
                doors=context.doors,
                open_link=context.window.open_link,
            )
        )
        self.look()

    def show_door(self) -> None:
        """The own host's page for browsers was opened or closed, or can't be."""
        context, sheet = self._context, self._context.sheets.current
        if isinstance(sheet, ShareSheet):
            sheet.show_doors(context.doors)

    def _invite(self, person: str, address: Address) -> None:
        context = self._context
        room = context.active.name if context.active is not None and context.active.joined else ""
        near = next((one for one in context.nearby.people if one.id == person), None)
        if near is not None:
            title = context.session.model.isupport.network
            context.nearby.invite(near, replace(address, room=""), title, room)
            self.look()

    def look(self) -> None:
        """People nearby have changed, or what they answered."""
        context, sheet = self._context, self._context.sheets.current
        if isinstance(sheet, ShareSheet):
            here = {person.name for person in context.session.model.people.values()}
            outside = [person for person in context.nearby.people if person.name not in here]
            sheet.show_people(outside, context.nearby.outcomes)
        for invitation in context.nearby.take_invitations():
            self._doors.bar.add(NearbyCall(invitation))
