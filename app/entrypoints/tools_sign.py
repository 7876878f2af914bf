"""The ``sign`` tool: what a platform wants to see as signature of a call, by the adapters' code."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.remote.signing import rsa
from app.remote.signing.douyin import DouyinCall, douyin_sign
from app.remote.signing.oauth1 import Consumer, oauth_parameters
from app.remote.signing.pairs import md5_sign, top_sign
from app.remote.signing.webhooks import body_signature, stripe_signature

Json = dict[str, Any]


class _MissingError(KeyError):
    """The line lacks a field that this platform needs."""


def sign_line(keys: Path) -> Callable[[Mapping[str, Any]], Json]:
    """The tool; files named by ``key`` are looked up in the folder ``keys``."""

    def answer(obj: Mapping[str, Any]) -> Json:
        work = _PLATFORMS.get(str(obj.get("platform")))
        if work is None:
            return _error("unknown_platform", f"one of: {', '.join(sorted(_PLATFORMS))}")
        try:
            return work(obj, keys)
        except _MissingError as error:
            return _error("missing", f"this platform needs the field {error.args[0]!r}")
        except (OSError, ValueError) as error:
            return _error("refused", str(error))

    return answer


def _text(obj: Mapping[str, Any], name: str) -> str:
    if name not in obj:
        raise _MissingError(name)
    return str(obj[name])


def _parameters(obj: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(obj.get("params"), dict):
        raise _MissingError("params")
    return {str(name): str(value) for name, value in obj["params"].items()}


def _key(obj: Mapping[str, Any], keys: Path) -> bytes:
    return (keys / _text(obj, "key")).read_bytes()


def _top(obj: Mapping[str, Any], _keys: Path) -> Json:
    given = _parameters(obj)
    method = given.get("sign_method") or str(obj.get("algorithm", "md5"))
    return {"signature": top_sign(_text(obj, "secret"), given, method)}


def _md5(obj: Mapping[str, Any], _keys: Path) -> Json:
    return {"signature": md5_sign(_text(obj, "secret"), _parameters(obj))}


def _douyin(obj: Mapping[str, Any], _keys: Path) -> Json:
    call = DouyinCall(
        _text(obj, "app_key"),
        _text(obj, "method"),
        _text(obj, "param_json"),
        _text(obj, "timestamp"),
        str(obj.get("v", "2")),
    )
    return {"signature": douyin_sign(_text(obj, "secret"), call)}


def _wechat(obj: Mapping[str, Any], keys: Path) -> Json:
    key = rsa.private_key(_key(obj, keys))
    call = rsa.WechatRequest(
        _text(obj, "method"),
        _text(obj, "url"),
        _text(obj, "timestamp"),
        _text(obj, "nonce_str"),
        str(obj.get("body", "")),
    )
    answer = {"signature": rsa.rsa_sign(key, call.text)}
    if "mchid" in obj and "serial_no" in obj:
        merchant, serial = str(obj["mchid"]), str(obj["serial_no"])
        answer["header"] = rsa.wechat_authorization(key, merchant, serial, call)
    return answer


def _alipay(obj: Mapping[str, Any], keys: Path) -> Json:
    key = rsa.private_key(_key(obj, keys))
    return {"signature": rsa.alipay_sign(key, _parameters(obj))}


def _woo(obj: Mapping[str, Any], _keys: Path) -> Json:
    consumer = Consumer(_text(obj, "consumer_key"), _text(obj, "consumer_secret"))
    made = oauth_parameters(
        consumer,
        str(obj.get("method", "GET")),
        _text(obj, "url"),
        timestamp=_text(obj, "oauth_timestamp"),
        nonce=_text(obj, "oauth_nonce"),
    )
    return {"signature": made["oauth_signature"]}


def _body(obj: Mapping[str, Any], _keys: Path) -> Json:
    return {"signature": body_signature(_text(obj, "secret"), _text(obj, "body").encode())}


def _stripe(obj: Mapping[str, Any], _keys: Path) -> Json:
    body, at = _text(obj, "body").encode(), _text(obj, "timestamp")
    return {"signature": stripe_signature(_text(obj, "secret"), at, body)}


_PLATFORMS: Mapping[str, Callable[[Mapping[str, Any], Path], Json]] = {
    "taobao_top": _top,
    "jd": _md5,
    "pinduoduo": _md5,
    "douyin_doudian": _douyin,
    "wechatpay_v3": _wechat,
    "alipay": _alipay,
    "woocommerce_oauth1": _woo,
    "woocommerce_webhook": _body,
    "shopify_webhook": _body,
    "stripe_webhook": _stripe,
}


def _error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}
