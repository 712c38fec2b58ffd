"""Speed, measured against the servers that people know, on this machine and in one run.

`python -m benchmarks` (or `make bench`) runs the rows, prints one table and writes results.json.
A figure means something only beside the others of its run: the peers take turns, several rounds,
and medians are quoted. `peers` starts and stops the servers, `load` is the crowd of clients, each
row is a file of its own with a `measure` function.
"""

import tests  # noqa: F401 - keeps what is started to this computer
