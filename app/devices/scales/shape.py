"""The shape that the frames of one scale have: what makers may choose, and a scale keeps."""


class Shape:
    """Tells the frame that differs from the one before it.

    Where more than one length, or check, is right, a frame that lost or changed a byte can look
    like a right one of another scale. The first frame is believed; one of another shape than
    its predecessor is not, so that a scale that did change its output loses one frame.
    """

    def __init__(self) -> None:
        self._last: object = None

    def keeps(self, shape: object) -> bool:
        """Whether ``shape`` is that of the frame before, or the first; it is remembered."""
        same = self._last is None or self._last == shape
        self._last = shape
        return same

    def forget(self) -> None:
        self._last = None
