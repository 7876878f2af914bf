"""What a conversation posts and when, without a thread: time is a number here."""

from app.devices.conversation import POST_MS, ScaleConversation, ScanConversation
from app.devices.scales.registry import scale_protocol
from app.domain.readings import Scan, WeightReading


def talk(protocol: str = "st_gs", *, streams: bool = True) -> ScaleConversation:
    made = ScaleConversation("scale", scale_protocol(protocol), streams=streams, unit="kg")
    made.start(0)
    return made


def line(grams: int, state: str = "ST") -> bytes:
    return f"{state},GS,+{grams / 1000:7.3f}kg\r\n".encode()


def grams(posts: list[object]) -> list[int | None]:
    return [post.grams for post in posts if isinstance(post, WeightReading)]


def test_numbers_are_thinned_out_but_the_newest_always_arrives() -> None:
    scale = talk()
    assert grams(scale.received(line(1), 0)) == [1]
    assert grams(scale.received(line(2), 20)) == []
    assert grams(scale.received(line(3), 40)) == []
    assert grams(scale.quiet(60)) == []
    assert grams(scale.quiet(POST_MS)) == [3]
    assert grams(scale.quiet(POST_MS * 3)) == []


def test_a_changed_state_goes_out_at_once() -> None:
    scale = talk()
    assert grams(scale.received(line(5), 0)) == [5]
    assert grams(scale.received(line(6, "US"), 10)) == [6]
    assert grams(scale.received(line(7), 20)) == [7]
    assert grams(scale.received(line(0), 30)) == [0]
    assert grams(scale.received(b"OL,GS,+\r\n", 40)) == [None]


def test_a_held_value_never_overtakes_a_newer_one() -> None:
    scale = talk()
    scale.received(line(5), 0)
    scale.received(line(6), 20)
    assert grams(scale.received(line(7, "US"), 40)) == [7]
    assert grams(scale.quiet(200)) == []


def test_silence_and_nonsense_are_noticed() -> None:
    scale = talk()
    assert scale.understood(1999) is None
    assert scale.understood(2000) is False
    scale.received(line(1), 2100)
    assert scale.understood(2200) is True
    scale.received(b"\x80\x81\x82\n" * 5, 3000)
    assert scale.understood(4100) is False
    assert scale.refusals == {"bad_frame": 5}


def test_a_scale_that_speaks_only_on_change_may_be_silent() -> None:
    scale = talk(streams=False)
    scale.received(line(1), 100)
    assert scale.understood(60_000) is True
    scale.received(b"nonsense\n", 60_100)
    assert scale.understood(60_200) is False


def test_request_scales_are_asked_every_150_ms() -> None:
    scale = talk("mt_sics")
    asked = [at for at in range(0, 1000, 10) if scale.request(at)]
    assert asked == [0, 150, 300, 450, 600, 750, 900]
    assert talk("st_gs").request(5000) == b""


def test_a_half_frame_is_given_up_after_silence() -> None:
    scale = talk()
    scale.received(b"ST,GS,+  1.2", 0)
    scale.quiet(200)
    assert not scale.refusals
    scale.quiet(300)
    assert scale.refusals == {"truncated": 1}


def test_a_reopened_port_forgets_what_was_before() -> None:
    scale = talk()
    scale.received(line(5) + b"ST,GS,+  1.", 0)
    scale.start(1000)
    assert scale.understood(1500) is None
    assert grams(scale.received(b"234kg\r\n", 1600)) == []


def test_dropped_scans_are_counted() -> None:
    scanner = ScanConversation("scanner", "serial", {"suffix": "CR", "no_read": "NR"})
    scanner.start(0)
    posts = scanner.received(b"NR\r6957842208856\r69578", 10) + scanner.quiet(600)
    assert [post.text for post in posts if isinstance(post, Scan)] == ["6957842208856"]
    assert scanner.refusals == {"no_read": 1, "incomplete": 1}
