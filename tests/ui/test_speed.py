"""Rendering a scan costs next to nothing."""

import statistics
import time
from dataclasses import replace

from app.station.snapshot import Face
from app.ui import gallery_data as data
from app.ui.station.window import BenchWindow
from tests.ui.builders_ui import a_snapshot


def test_a_scan_is_rendered_at_once(window: BenchWindow) -> None:
    """Twelve lines, every piece scanned one by one: only what changed is touched."""
    lines = list(data.many_lines("en", 12, 0))
    snap = a_snapshot(Face.ACCEPTED, needed=sum(line.needed for line in lines))
    spent: list[float] = []
    for place, line in enumerate(lines):
        for piece in range(line.needed):
            lines[place] = replace(line, scanned=piece + 1)
            scanned = replace(snap, lines=tuple(lines), last_key=line.key, scanned=len(spent) + 1)
            begin = time.perf_counter()
            window.render_snapshot(scanned)
            spent.append((time.perf_counter() - begin) * 1_000)

    assert statistics.median(spent) <= 3.0
