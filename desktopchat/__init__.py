"""DesktopChat: a chat for the people on one network, spoken over IRC.

Start reading at `cli` (every way to start the program); the folders are `irc` (the wire as
values), `host` (the built-in server), `client` (one person's side of a connection), `lan`
(finding each other), `store` (what is kept on disk) and `ui` (the Tk window).
"""

__version__ = "0.1.0"
