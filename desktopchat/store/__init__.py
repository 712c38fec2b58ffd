"""What is kept on disk.

`paths` says where, `settings` keeps what the window remembers, `trust` and `secrets` what it knows
of hosts. A host's files are `host_store`'s: `database` opens them, `schema` has the tables,
`writer` writes what `events` and the others describe, `log` reads it, `search` finds words in it,
`retention` forgets. `exchange` takes it out and brings it in, by `checks` and `page`.
"""
