"""The window: Tk only, and the only folder that imports tkinter.

It reads what `desktopchat.client` knows, draws it, and calls the client's verbs; it holds no rule
of chat. Everything here runs in the window's thread, the one that called `mainloop`; the one
helper thread (`look/appearance`) answers a question and touches no widget.

May import `client`, `store`, `irc` and `lan`; never `host`, no socket, no database.

Begin reading at `app`, which places the pages and drives the client. `look` is how everything
looks, `parts` are the widgets of our own, `timeline` shows the words of a conversation; `start`
and `chat` are the two pages, `sheets` lies over them for a moment. A page or panel is one file
with one class.
"""
