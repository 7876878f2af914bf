"""Signatures: the platforms' published examples, and what their kept SDKs make of the rest."""

import json
from pathlib import Path
from typing import Any

import pytest
from alipay.aop.api.util import SignatureUtils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from wechatpayv3.utils import rsa_sign as sdk_rsa_sign

from app.entrypoints.tools_sign import sign_line
from app.remote.signing import rsa
from app.remote.signing.douyin import param_json

DATA = Path(__file__).parents[1] / "data"
VECTORS: list[dict[str, Any]] = json.loads(
    (DATA / "sign" / "sign_vectors.json").read_text("utf-8")
)["vectors"]
RESULTS = ("expected", "expected_signature", "expected_sign")
ANSWERED = {"alipay_response", "wechatpay_v3_response", "wechatpay_v3_notify"}
"""Vectors of what a platform sends: verified, not signed."""
SIGNED = [vector for vector in VECTORS if vector["platform"] not in ANSWERED]


def vector_of(platform: str) -> dict[str, Any]:
    return next(vector for vector in VECTORS if vector["platform"] == platform)


def key(name: str) -> bytes:
    return (DATA / "samples" / name).read_bytes()


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: str(vector["platform"]))
def test_vector(vector: dict[str, Any]) -> None:
    asked = {name: value for name, value in vector.items() if not name.startswith("expected")}
    answer = sign_line(DATA)(asked)
    assert answer["signature"] == next(vector[name] for name in RESULTS if name in vector)
    if "expected_header" in vector:
        assert answer["header"] == vector["expected_header"]


def test_an_answer_of_alipay_is_verified_as_it_was_sent() -> None:
    vector = vector_of("alipay_response")
    method = "alipay.data.dataservice.bill.downloadurl.query"
    part = rsa.alipay_signed_part(vector["raw_response"], method)
    public = rsa.public_key(key("test_rsa_public_key.pem"))
    assert part == vector["string_signed"]
    assert rsa.rsa_verified(public, part, vector["expected_sign"])
    assert not rsa.rsa_verified(public, part.replace("\\/", "/"), vector["expected_sign"])
    assert not rsa.rsa_verified(public, part, "no base64")


@pytest.mark.parametrize("body", ["{}", '{"a_b_response"', '{"a_b_response":{"x":"}'])
def test_an_answer_without_a_signed_part_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="signed"):
        rsa.alipay_signed_part(body, "a.b")


def test_an_answer_of_wechat_pay_is_verified() -> None:
    vector = vector_of("wechatpay_v3_response")
    text = rsa.wechat_answer_text(vector["timestamp"], vector["nonce"], vector["body"])
    public = rsa.public_key(key("test_rsa_public_key.pem"))
    assert text == vector["string_to_sign"]
    assert rsa.rsa_verified(public, text, vector["expected_signature"])
    assert not rsa.rsa_verified(public, text + " ", vector["expected_signature"])


def test_a_notice_of_wechat_pay_is_opened_and_a_changed_one_refused() -> None:
    vector = vector_of("wechatpay_v3_notify")
    arguments = (vector["apiv3_key"], vector["nonce"], vector["associated_data"])
    assert rsa.wechat_opened(*arguments, vector["ciphertext"]) == vector["expected_plaintext"]
    with pytest.raises(ValueError, match="changed"):
        rsa.wechat_opened(*arguments, "AAAA" + vector["ciphertext"][4:])


def test_the_sdks_sign_alike() -> None:
    private = rsa.private_key(key("test_rsa_private_key.pem"))
    text = "中文\n1 + 1 & 2\n"
    assert sdk_rsa_sign(private_key=private, sign_str=text) == rsa.rsa_sign(private, text)
    pem = private.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ).decode()
    body = "".join(line for line in pem.splitlines() if not line.startswith("-----"))
    made = rsa.rsa_sign(private, text)
    assert SignatureUtils.sign_with_rsa2(body, text, "utf-8") == made
    public = key("test_rsa_public_key.pem").decode()
    plain = "".join(line for line in public.splitlines() if not line.startswith("-----"))
    assert SignatureUtils.verify_with_rsa(plain, text.encode(), made)
    parameters = {"b": "2", "a": "中 &"}
    assert SignatureUtils.get_sign_content(parameters) == rsa.alipay_text(parameters)


def test_keys_of_another_kind_are_refused_in_words() -> None:
    with pytest.raises(rsa.KeyFileError, match="private key"):
        rsa.private_key(key("test_rsa_public_key.pem"))
    with pytest.raises(rsa.KeyFileError, match="public key"):
        rsa.public_key(b"nonsense")


def test_parameters_of_douyin_are_sorted_at_every_depth() -> None:
    assert param_json({"b": {"d": "中&<", "c": 1}, "a": [2]}) == '{"a":[2],"b":{"c":1,"d":"中&<"}}'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"platform": "pigeon"}, "unknown_platform"),
        ({"platform": "jd", "params": {}}, "missing"),
        ({"platform": "jd", "secret": "s"}, "missing"),
        ({"platform": "taobao_top", "secret": "s", "params": {"sign_method": "x"}}, "refused"),
        ({"platform": "alipay", "params": {}, "key": "nowhere.pem"}, "refused"),
    ],
)
def test_wrong_inputs_are_answered(line: dict[str, Any], code: str) -> None:
    assert sign_line(DATA)(line)["error"]["code"] == code
