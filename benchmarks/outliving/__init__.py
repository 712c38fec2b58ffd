"""Whether a room outlives its host: random rounds on networks of their own, and a strict account.

`python -m benchmarks.outliving --rounds 30` sets up computers (network namespaces without a way
out: Linux, root), a host, two deputies and people who talk all the time, each message with its
sender and number. Each round something happens to the host or its deputies (`events`); then the
place is made whole again, all fall silent, and `account` compares what each has said and was told
that it arrived, what stands in each one's window, and what the host's database holds.

Begin reading at `__main__`. `place` holds the computers and what runs on them; `members` is the
program of a few people, a process of its own, `pages` that of one with the page for browsers, and
`talk` what passes between them and the place.
"""

import tests  # noqa: F401 - as for all of the benchmarks
