"""Who is connected to the host, for whoever runs it."""

from __future__ import annotations

from desktopchat.client.model.administration import AuditArrived, HostBans, HostPeople
from desktopchat.ui import keys
from desktopchat.ui.chat.context import Context
from desktopchat.ui.sheets.host_panel import HostPanel
from desktopchat.words import tr


class HostSheet:
    def __init__(self, context: Context) -> None:
        self._context = context
        context.on_sheet_key("host", self.show)

    def show(self) -> None:
        context, session = self._context, self._context.session
        if not session.admin.runs_host:
            people = keys.label("people")
            context.say(
                tr(
                    "Only who runs the host sees everybody connected. {key} shows who is in a"
                    " room.",
                    key=people,
                )
            )
            return

        def make() -> HostPanel:
            sheet = HostPanel(
                context.sheets.root,
                context.theme,
                context.avatars,
                session,
                title=(
                    tr("Host of {chat}", chat=session.model.isupport.network)
                    if session.model.isupport.network
                    else tr("Host of this chat")
                ),
            )
            listen = context.listeners.listen
            listen(HostPeople, lambda event: sheet.show_people(event.rows), during=sheet)
            listen(HostBans, lambda event: sheet.show_bans(event.rows), during=sheet)
            listen(AuditArrived, lambda event: sheet.show_log(event.rows), during=sheet)
            return sheet

        context.sheets.open(make)
