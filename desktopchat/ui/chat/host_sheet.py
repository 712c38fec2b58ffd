"""Who is connected to the host, for whoever runs it."""

from __future__ import annotations

from desktopchat.client.model.administration import AuditArrived, HostBans, HostPeople
from desktopchat.ui import keys
from desktopchat.ui.chat.context import Context
from desktopchat.ui.sheets.host_panel import HostPanel


class HostSheet:
    def __init__(self, context: Context) -> None:
        self._context = context
        context.on_sheet_key("host", self.show)

    def show(self) -> None:
        context, session = self._context, self._context.session
        if not session.admin.runs_host:
            people = keys.label("people")
            context.say(
                f"Only who runs the host sees everybody connected. {people} shows who is in a room."
            )
            return

        def make() -> HostPanel:
            sheet = HostPanel(
                context.sheets.root,
                context.theme,
                context.avatars,
                session,
                title=f"Host of {session.model.isupport.network or 'this chat'}",
            )
            listen = context.listeners.listen
            listen(HostPeople, lambda event: sheet.show_people(event.rows), during=sheet)
            listen(HostBans, lambda event: sheet.show_bans(event.rows), during=sheet)
            listen(AuditArrived, lambda event: sheet.show_log(event.rows), during=sheet)
            return sheet

        context.sheets.open(make)
