"""IPP messages, byte by byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.printers.ipp_client import IppAddress
from app.devices.printers.ipp_wire import (
    IppFormatError,
    Member,
    Tag,
    pack_request,
    unpack_response,
)

# Laid out as in RFC 8010, appendix A.2 "Print-Job Response (Successful)".
RFC_RESPONSE = bytes.fromhex(
    "0101 0000 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0005 656e2d7573"
    "41 000e 7374617475732d6d657373616765 000d 7375636365737366756c2d6f6b"
    "02 21 0006 6a6f622d6964 0004 00000093"
    "45 0007 6a6f622d757269 001f 6970703a2f2f7072696e7465722e6578616d706c652e636f6d2f6a6f622f31"
    "23 0009 6a6f622d7374617465 0004 00000003 03"
)


def test_the_example_of_the_standard() -> None:
    response = unpack_response(RFC_RESPONSE)
    assert (response.status, response.request_id) == (0, 1)
    assert response.message == "successful-ok"
    (job,) = response.group(Tag.JOB)
    assert job["job-id"] == (0x93,)
    assert job["job-state"] == (3,)
    assert job["job-uri"] == ("ipp://printer.example.com/job/1",)


def test_what_is_packed_is_read_back() -> None:
    size = (Member(Tag.INTEGER, "x-dimension", (10000,)), Member(Tag.INTEGER, "y", (15000,)))
    members = (
        Member(Tag.NAME, "job-name", ("面单 1",)),
        Member(Tag.KEYWORD, "many", ("one", "two")),
        Member(Tag.BOOLEAN, "flag", (True,)),
        Member(
            Tag.BEGIN_COLLECTION,
            "media-col",
            ((Member(Tag.BEGIN_COLLECTION, "media-size", (size,)),),),
        ),
        Member(Tag.INTEGER, "after", (-5,)),
    )
    (_, attributes), *rest = unpack_response(
        pack_request(0x0002, 9, ((Tag.OPERATION, members),))
    ).groups
    assert not rest
    assert attributes == {
        "job-name": ("面单 1",),
        "many": ("one", "two"),
        "flag": (True,),
        "media-col": ({"media-size": ({"x-dimension": (10000,), "y": (15000,)},)},),
        "after": (-5,),
    }


def test_a_cut_answer_is_never_taken_for_a_whole_one() -> None:
    for cut in range(len(RFC_RESPONSE)):
        with pytest.raises(IppFormatError):
            unpack_response(RFC_RESPONSE[:cut])


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_noise_is_refused_or_read_but_never_crashes(noise: bytes) -> None:
    try:
        unpack_response(b"\x02\x00\x00\x00\x00\x00\x00\x01" + noise)
    except IppFormatError:
        return


def test_addresses() -> None:
    address = IppAddress.of("ipps://printer.example/ipp/print")
    assert (address.host, address.port, address.encrypted) == ("printer.example", 631, True)
    assert IppAddress.of("ipp://h:8631").path == "/"
    with pytest.raises(ValueError, match="IPP"):
        IppAddress.of("http://h/printers/x")
