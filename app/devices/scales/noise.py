"""Bytes that stand before a frame: kept for one honest report instead of one per chunk."""

from app.devices.base import ScaleFrame, refused

_MOST = 64


class Noise:
    """Collects what no frame can start with, so that the report does not depend on the cuts."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._seen = bytearray()

    def take_from(self, pending: bytearray, size: int) -> None:
        """Move ``size`` bytes from the front of ``pending`` here (only the last are kept)."""
        self._seen += pending[:size]
        del pending[:size]
        del self._seen[:-_MOST]

    def report(self) -> list[ScaleFrame]:
        """One refused frame with the noise so far, or none; then it is forgotten."""
        seen = bytes(self._seen)
        self._seen.clear()
        return [refused(self._code, seen)] if seen.strip(b"\r\n\x00\xff") else []
