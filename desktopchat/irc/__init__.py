"""The wire as values: what an IRC line means, and how a value becomes a line again.

Nothing here knows a socket, a thread, a clock or a file, so all of it is tested with plain
calls. `framing` cuts bytes into lines, `message` turns a line into a `Message` and back;
`casemap`, `names` and `modes` hold IRC's rules on names and modes; `isupport` and `caps` what a
server says it can do; `tags`, `batch_types`, `references` and `numerics` the words of the wire that
both sides use, each once; `address` the ways to write where a host is. Begin with `message`.

Sources: the Modern IRC client protocol (modern.ircdocs.horse), RFC 1459 and 2812 where it is
silent, and the IRCv3 specifications (ircv3.net/irc) named in each module.
"""
