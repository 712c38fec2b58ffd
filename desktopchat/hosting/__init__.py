"""The own host: its process started and watched, and what is said between it and who started it.

`protocol` is the one vocabulary of both sides, `sign` what a host leaves beside its files for a
window that comes later, `own_host` the side that starts the process and looks after it. The host
itself writes `protocol` and `sign` and knows nothing of `own_host`.

Threads: the output readers of `own_host`; all else belongs to its owner's thread.

May import `irc` and `store`. Nothing here says anything to people: they are told by the window and
the command line, in words of their own. Begin with `protocol`.
"""
