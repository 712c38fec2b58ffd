"""One person's side of a connection.

`model` is what a chat is, as values the window reads; `session` is the state machine that turns
messages into changes of the model (`handlers` has one function a command) and verbs into lines to
send, each in the part it belongs to (`session.rooms.join`); `kept` is its memory over restarts;
`link` is the socket, and the ways to a host; `files` brings files to and fro. `client` drives
session and link, reconnects and keeps the connection alive. `problems` are failures in plain words,
`slash` the commands people type.

Threads: the receive thread of `link`. Everything else belongs to one thread, the window's, which
calls `Client.poll`; so nothing here takes a lock.

May import `irc`, `store` and the standard library; never `ui` or `host`. Begin with `model`, then
`session`.
"""
