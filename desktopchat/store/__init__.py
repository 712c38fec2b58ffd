"""What is kept on disk: in `person` what one person's window keeps, in `place` what a host keeps.

What both need stands here: `paths` says where, `database` opens SQLite files, `files` writes small
ones whole, `events` are what both sides' logs are made of. In `person`, `settings` keeps what the
window remembers, `trust` and `secrets` what it knows of hosts, `logbook` what was seen and written
there. In `place`, `host_store` has all of a host's files: `schema` has the tables, `writer` writes
what `events` and the others describe, `log` reads it, `search` finds words in it, `retention`
forgets. `exchange` takes it out and brings it in, by `checks` and `page`.
"""
