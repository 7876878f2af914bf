"""Python's garbage is collected in the thread of the screen alone.

The collector runs in whichever thread happens to allocate. When a worker's turn comes, it would
destroy widgets of the screen's thread, and the process dies. So it is switched off, and a timer of
the screen's thread does what it would have done.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 200


class Collector(QObject):
    """From ``start`` to ``stop``. One a process is enough; two do no harm."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        due = [
            count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)
        ]
        for generation in (2, 1, 0):
            if due[generation]:
                gc.collect(generation)
                return
