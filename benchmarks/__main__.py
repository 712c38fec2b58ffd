"""`python -m benchmarks`: run the rows, print the table, write results.json."""

import argparse
import json
import os
import platform
import statistics
import sys
from pathlib import Path

from benchmarks import fan_out
from benchmarks.load import Crowd, Refused
from benchmarks.peers import PEERS, Peer, allow_many_files, running

RESULTS = Path(__file__).with_name("results.json")
CROWDS = (50, 200, 1000)
IDLE = 1000
"""Clients of the rows on joining and memory."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each flood")
    parser.add_argument("--clients", type=int, nargs="+", default=list(CROWDS))
    options = parser.parse_args()
    allow_many_files()
    peers = [peer for peer in PEERS if peer.installed()]
    for peer in PEERS:
        if peer not in peers:
            print(f"{peer.name} is not installed: its column is left out.")
    rows: dict[str, dict[str, list[float]]] = {}
    for number in range(options.rounds):
        for clients in options.clients:
            for peer in peers:
                _say(f"round {number + 1} of {options.rounds}: {clients} clients, {peer.name}")
                row = rows.setdefault(f"fan-out, {clients} clients (million lines/s)", {})
                rate = _flood(peer, clients, options.seconds)
                if rate is not None:
                    row.setdefault(peer.name, []).append(rate / 1e6)
        for peer in peers:
            _say(f"round {number + 1} of {options.rounds}: joining, {peer.name}")
            _join(peer, rows)
    _say("")
    table = {
        name: {peer: statistics.median(figures) for peer, figures in row.items()}
        for name, row in rows.items()
    }
    _print(table, [peer.name for peer in peers])
    _write(table, options.rounds)
    return 0


def _flood(peer: Peer, clients: int, seconds: float) -> float | None:
    try:
        with running(peer) as (port, _):
            rate, lost = fan_out.measure(port, clients, seconds)
    except (Refused, OSError) as error:
        _note(f"{peer.name}, {clients} clients: {error}")
        return None
    if lost:
        _note(f"{peer.name}, {clients} clients: {lost} lines were LOST")
        return None
    return rate


def _join(peer: Peer, rows: dict[str, dict[str, list[float]]]) -> None:
    """Two rows at once: how long it takes till all are in, and what each costs in memory."""
    try:
        with running(peer) as (port, process):
            before = _memory(process)
            with Crowd(port, IDLE) as crowd:
                each = (_memory(process) - before) / IDLE
                seconds = crowd.seconds
    except (Refused, OSError) as error:
        _note(f"{peer.name}, joining: {error}")
        return
    rows.setdefault(f"joining, {IDLE} clients (s)", {}).setdefault(peer.name, []).append(seconds)
    rows.setdefault("memory of an idle client (KB)", {}).setdefault(peer.name, []).append(each)


def _memory(process: int) -> float:
    """What a process holds in RAM, in KB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    return float(status.partition("VmRSS:")[2].split()[0])


def _print(table: dict[str, dict[str, float]], peers: list[str]) -> None:
    print(f"{'':40}" + "".join(f"{name:>13}" for name in peers))
    for name, row in table.items():
        cells = (f"{row[peer]:>13.2f}" if peer in row else f"{'-':>13}" for peer in peers)
        print(f"{name:40}" + "".join(cells))
        ours = row.get("desktopchat")
        if ours:
            ratios = (
                f"{ours / row[peer]:>12.2f}x" if row.get(peer) else f"{'-':>13}" for peer in peers
            )
            print(f"{'  desktopchat is':40}" + "".join(ratios))


def _write(table: dict[str, dict[str, float]], rounds: int) -> None:
    machine = {
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    rounded = {name: {peer: round(v, 3) for peer, v in row.items()} for name, row in table.items()}
    text = json.dumps({"machine": machine, "rounds": rounds, "medians": rounded}, indent=2)
    RESULTS.write_text(text + "\n")


def _say(line: str) -> None:
    """Progress, on the screen only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")


def _note(line: str) -> None:
    _say("")
    print(line)


if __name__ == "__main__":
    sys.exit(main())
