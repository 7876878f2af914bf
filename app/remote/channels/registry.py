"""Which platforms can be read; adding one is one module, one row here and one test."""

from dataclasses import dataclass
from typing import Any, Protocol

from app.remote.channels import douyin, jd, pdd, shopify, taobao, vendure, woo
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.json_values import dig, load


class Read(Protocol):
    def __call__(self, document: Any, shop: str = "") -> tuple[IncomingOrder, ...]: ...


class Recognise(Protocol):
    def __call__(self, document: Any) -> bool: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A platform's reader. ``recognises`` looks at the shape of an answer alone."""

    name: str
    recognises: Recognise
    read: Read


CHANNELS = (
    Channel(taobao.CHANNEL, taobao.recognises, taobao.read),
    Channel(jd.CHANNEL, jd.recognises, jd.read),
    Channel(pdd.CHANNEL, pdd.recognises, pdd.read),
    Channel(douyin.CHANNEL, douyin.recognises, douyin.read),
    Channel(woo.CHANNEL, woo.recognises, woo.read),
    Channel(shopify.CHANNEL, shopify.recognises, shopify.read),
    Channel(vendure.CHANNEL, vendure.recognises, vendure.read),
)


def read_answer(text: str, shop: str = "") -> tuple[IncomingOrder, ...]:
    """The orders in a platform's saved answer, whichever platform it is.

    A recording may hold its request too: then the answer stands under ``_response``.

    Raises:
        ChannelError: no known platform's answer, or one that says an error.
    """
    document = load(text)
    answer = dig(document, "_response")
    if answer is not None:
        document = answer
    error = dig(document, "error_response")
    if error is not None:
        raise ChannelError(f"this is an error answer of the platform, not orders: {_words(error)}")
    for channel in CHANNELS:
        if channel.recognises(document):
            return channel.read(document, shop)
    raise ChannelError(
        "no order list of a known platform: save the answer of the order query itself"
    )


def _words(error: Any) -> str:
    names = ("sub_msg", "error_msg", "msg", "en_desc", "zh_desc")
    return str(next((found for name in names if (found := dig(error, name))), "no words given"))
