"""python -m tests.faults [WORD ...]: inject every fault, print the table, write build/faults.json.

Words are the first words of the classes to run (9, 14, simulation). FAULTS=long runs for hours,
FAULTS_SEED is the first seed. Ends with 1 where anything was lost, doubled or broken.
"""

import json
import logging
import os
import sys
from pathlib import Path

from tests.faults.classes import FaultClass, every
from tests.faults.report import FaultReport, NotHereError, is_long

OUT = Path(__file__).parents[2] / "build" / "faults.json"


def main(words: list[str]) -> int:
    logging.disable(logging.CRITICAL)  # what is injected is logged thousands of times
    seed = int(os.environ.get("FAULTS_SEED", "1"))
    chosen = [one for one in every() if not words or one.name.split()[0].rstrip(":") in words]
    rows: list[tuple[FaultClass, FaultReport]] = []
    skipped = []
    _line("class", "injected", "lost", "doubled", "seconds", "")
    for one in chosen:
        try:
            report = one.run(seed, long=is_long())
        except NotHereError as error:
            skipped.append(one)
            _line(one.name, "-", "-", "-", "-", f"NOT RUN: {error}")
            continue
        rows.append((one, report))
        counts = [str(n) for n in (report.injected, report.lost, report.doubled)]
        _line(one.name, counts[0], counts[1], counts[2], f"{report.seconds:.1f}", report.note)
        for broken in report.broken[:10]:
            sys.stdout.write(f"      ! {broken}\n")
    _write(rows)
    bad = [one.name for one, report in rows if not report.sound]
    sys.stdout.write(f"\nseed {seed}: {len(rows) - len(bad)} sound, {len(bad)} not")
    sys.stdout.write(f", {len(skipped)} not run here\n" if skipped else "\n")
    return 1 if bad else 0


def _line(name: str, injected: str, lost: str, doubled: str, seconds: str, note: str) -> None:
    sys.stdout.write(f"{name:44} {injected:>8} {lost:>5} {doubled:>7} {seconds:>8}  {note}\n")
    sys.stdout.flush()


def _write(rows: list[tuple[FaultClass, FaultReport]]) -> None:
    OUT.parent.mkdir(exist_ok=True)
    found = [
        {
            "class": one.name,
            "injected": report.injected,
            "lost": report.lost,
            "doubled": report.doubled,
            "seconds": round(report.seconds, 1),
        }
        for one, report in rows
    ]
    OUT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
