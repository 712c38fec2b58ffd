"""Voice messages: a process that records and plays them, and what its window says to it.

`process` is the window's side: it starts the process when it is first wanted and never waits for
it. Everything else runs in the process (`desktopchat voice`): `worker` does what it is told, with
one queue for the orders and for the sound that comes in; `recorder`, `player` and `devices` are
the sound cards and files. `protocol` is what goes between the two, a line of JSON each; `stretch`
and `waveform` are plain sums.

Threads: in the window one reader a process; in the process one that reads the orders, one of the
sound card's, and while a file is played one that decodes it.
"""
