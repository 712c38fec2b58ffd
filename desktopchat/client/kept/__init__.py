"""A session's memory over restarts: what was seen and what is on its way, kept on disk.

`memory` says which file it is; `logbook` has the rules and hangs on a session; `entries` turns
entries into what the store has, and back; `search` looks through them. The disk itself, and its
thread, is `store`'s.
"""
