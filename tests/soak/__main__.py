"""python -m tests.soak: parcels over scales that misbehave; prints and writes build/soak.json.

SOAK is how many parcels (10000), SOAK_BENCHES how many benches work side by side (56), SOAK_SEED
what the misbehaviour is drawn from. Ends with 1 where one weight was stale, unstable or doubled,
or a parcel was lost.
"""

import json
import os
import sys
from pathlib import Path

from tests.soak.run import soak

OUT = Path(__file__).parents[2] / "build" / "soak.json"
_PROCESSES = 2


def main() -> int:
    parcels = int(os.environ.get("SOAK") or 10_000)
    benches = min(parcels, int(os.environ.get("SOAK_BENCHES") or 56))
    seed = int(os.environ.get("SOAK_SEED") or 1)
    whole, seconds = soak(parcels, benches, min(_PROCESSES, benches), seed)
    found = whole.found
    figures = {
        "parcels": found.parcels,
        "stale": found.stale,
        "unstable": found.unstable,
        "doubled": found.doubled,
        "lost": found.lost,
        "seconds": round(seconds),
        "benches": benches,
        "seed": seed,
        "frames": whole.frames,
        "frames_refused": whole.refused,
        "reconnects": whole.reconnects,
        "stopped_and_weighed_again": whole.stops,
        "pan_cleared_and_weighed_again": whole.cleared,
        "cut_codes_scanned_again": whole.rescans,
        "by_protocol": dict(sorted(whole.by_protocol.items())),
        "by_misbehaviour": dict(sorted(whole.spells.items())),
        "wrong": whole.words,
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for name, value in figures.items():
        if name == "wrong":
            continue
        sys.stdout.write(f"{name:30} {value}\n")
    for wrong in whole.words[:20]:
        sys.stdout.write(f"! {wrong}\n")
    return 0 if found.sound and not whole.words and found.parcels == parcels else 1


if __name__ == "__main__":
    sys.exit(main())
