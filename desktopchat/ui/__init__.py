"""The window: Tk only, and the only folder that imports tkinter.

It reads what `desktopchat.client` knows, draws it, and calls the client's verbs; it holds no rule
of chat. Everything here runs in the window's thread, the one that called `mainloop`; the one
helper thread (`appearance`) answers a question and touches no widget.

May import `client`, `store`, `irc` and `lan`; never `host`, no socket, no database.

Begin reading at `app`. The look: `theme` (colours, fonts and sizes, which everything asks for),
made of `palette`, `fonts`, `scale`, `shapes` and `styles`. The conversation: `timeline`, with
`avatars` and `emoji`. A page or panel is one file with one class.
"""
