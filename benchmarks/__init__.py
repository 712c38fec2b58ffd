"""Speed, measured against what people know, on this machine and in one run.

`make bench` (`python -m benchmarks`) runs the measurements of `rows`, prints one table, writes
results.json and makes docs/performance.md; `make bench-quick` holds a few against the committed
ones. A figure means something only beside the others of its run: the sides take turns, and medians
are quoted. Begin reading at `row` (what a measurement is) and `rows` (all of them, declared once);
`runner` lets the sides take turns; `table`, `results`, `plot` and `report` tell what came of it.
`peers` starts and stops servers, `load` is the crowd of clients; `chat`, `files`, `store`,
`timeline` and `window` do what is measured.

Studies of their own, without a peer: `floods` (people who mean harm), `nearby` (200 hosts around),
`long_run` (an hour), `outliving` (hosts that die while people talk).
"""

import tests  # noqa: F401 - keeps what is started to this computer
