"""results.json: what the last run of each measurement gave, with its date and machine."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.runner import Outcome

RESULTS = Path(__file__).with_name("results.json")


def read(path: Path = RESULTS) -> dict[str, Outcome]:
    """By the measurements' names; {} where there is no file yet."""
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: Outcome(**kept) for name, kept in found.get("measurements", {}).items()}


def write(outcomes: Mapping[str, Outcome], path: Path = RESULTS) -> None:
    """With four digits that count, so that a file says no more than was measured."""
    kept = {name: asdict(outcome) for name, outcome in outcomes.items()}
    for one in kept.values():
        one["figures"] = {
            figure: {side: float(f"{amount:.4g}") for side, amount in sides.items()}
            for figure, sides in one["figures"].items()
        }
    whole = {"machine": machine(), "measurements": kept}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    return {
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
