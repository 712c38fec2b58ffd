"""The built-in server: people on one network connect here, with this program or any IRC client.

Threads: one accepts for each listener (`server`), one reads for each connection
(`net.connection`), and one, the pump (`net.pump`), sends to everybody. What they share is the
`Core` (people, rooms, who may do what), guarded by the one lock of the `Host`. A command runs
under that lock and only posts lines; the pump is the one place that writes to sockets, so nobody
waits for a slow reader.

`core`, what it holds (`state`) and the `commands` know no socket, thread or clock and are tested
with plain calls; `server`, `serve`, `net` and `filehost` (files over HTTP) are the rim. Imports
`irc`, `store`, `lan` and what a host says to its parent (`hosting.protocol`, `hosting.sign`),
never `client` or `ui`. Begin with `core`, then `net.pump`.
"""
