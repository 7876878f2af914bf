"""The last frames of a device, in bounded memory."""

from app.devices.frame_ring import FrameRing


def test_the_oldest_go_first() -> None:
    ring = FrameRing(max_bytes=1000, max_frames=100)
    for number in range(50):
        ring.add(number, "in", bytes([number]) * 36)
    kept = ring.frames()
    assert [each.at_ms for each in kept] == list(range(40, 50))
    assert kept[-1].data == bytes([49]) * 36


def test_many_small_ones_are_bounded_too() -> None:
    ring = FrameRing(max_frames=10)
    for number in range(1000):
        ring.add(number, "port", note="lost")
    assert len(ring.frames()) == 10


def test_a_long_read_is_kept_in_pieces_and_whole() -> None:
    ring = FrameRing()
    ring.add(1, "in", bytes(range(256)) * 4)
    assert b"".join(each.data for each in ring.frames()) == bytes(range(256)) * 4


def test_a_flood_stays_within_the_bounds() -> None:
    ring = FrameRing()
    for number in range(500):
        ring.add(number, "in", b"x" * 4096)
    assert sum(len(each.data) for each in ring.frames()) <= 64 * 1024


def test_bytes_are_forgotten_and_their_time_stays() -> None:
    ring = FrameRing()
    ring.add(1, "in", b"6971402118056\r")
    ring.add(5, "in", b"ZB-PAC")
    ring.add(6, "in", b"KER\r")
    ring.blank_since(5, "left out")
    assert [(each.at_ms, each.data, each.note) for each in ring.frames()] == [
        (1, b"6971402118056\r", ""),
        (5, b"", "left out"),
        (6, b"", "left out"),
    ]
