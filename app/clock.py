"""The monotonic clock of this computer, for the edges; pure code is handed the time."""

import time


def mono_ms() -> int:
    """Milliseconds; the same for all programs of this computer, never set back."""
    return time.monotonic_ns() // 1_000_000
