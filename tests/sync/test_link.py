"""The wire itself: certificates, tokens, frozen servers, addresses that would give secrets away."""

import os
import socket
import stat
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from keyring.backend import KeyringBackend

from app.config import CenterSettings, ConfigError, parse
from app.entrypoints import station_center
from app.entrypoints.gateway_link import http_transport
from app.entrypoints.station_token import TokenPlace, TokenUnsafeError
from app.remote.center_http import CenterHttp, HttpAwayError, HttpBusyError, UnsafeUrlError
from app.sync.transport import CenterAwayError, CenterRefusedError, Greeting
from tests.sync.gateways import Gateways, HttpServer, no_keyring
from tests.sync.rig import WAREHOUSE, a_center


def greeting() -> Greeting:
    return Greeting("b1", "0.1", 2, datetime.now(UTC))


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate of 127.0.0.1 that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "center of the test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "center.pem", folder / "center.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(secret)


def test_tls_is_verified(certificate: tuple[str, str], tmp_path: Path) -> None:
    place = str(tmp_path / "center.db")
    a_center(place).close()
    with HttpServer(*certificate) as server:
        gateways = Gateways(server, tmp_path)
        trusting = gateways.connect(place, "b1", ca_file=certificate[0])
        assert trusting.hello(greeting()).epoch == "epoch-1"
        trusting.close()
        doubting = gateways.connect(place, "b1")
        with pytest.raises(CenterAwayError, match="not trusted"):
            doubting.hello(greeting())
        doubting.close()
        other_name = CenterHttp(
            gateways.url(place).replace("127.0.0.1", "localhost"), ca_file=certificate[0]
        )
        with pytest.raises(HttpAwayError, match="not trusted"):
            other_name.ask("/hello", b"", {})
        other_name.close()
        gateways.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.5:8443",
        "http://center.example",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "https://user:secret@127.0.0.1",
        "https://",
        "https://[::1",
        "127.0.0.1:8443",
        "",
    ],
)
def test_addresses_that_are_not_used(url: str) -> None:
    with pytest.raises(UnsafeUrlError):
        CenterHttp(url)
    if url:
        with pytest.raises(CenterRefusedError):
            http_transport(url, WAREHOUSE, "b1", home="/nowhere")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"])
def test_nobody_there_is_said_at_once(url: str) -> None:
    with CenterHttp(url) as http, pytest.raises(HttpAwayError, match="cannot be reached"):
        http.ask("/hello", b"", {})


def test_token_in_the_keyring(tmp_path: Path) -> None:
    ring = Ring()
    place = TokenPlace(tmp_path, "https://center:8443/", "b1", ring)
    assert place.get() == ""
    assert "keyring" in place.put("secret")
    assert list(tmp_path.iterdir()) == []
    assert TokenPlace(tmp_path, "https://center:8443", "b1", ring).get() == "secret"
    assert TokenPlace(tmp_path, "https://other:8443", "b1", ring).get() == ""


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_token_in_a_file_of_its_own(tmp_path: Path) -> None:
    place = TokenPlace(tmp_path, "https://center:8443", "b1", no_keyring())
    assert place.get() == ""
    kept = Path(place.put("secret"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert place.get() == "secret"
    assert TokenPlace(tmp_path, "https://center:8443", "b2", no_keyring()).get() == ""
    kept.chmod(0o640)
    with pytest.raises(TokenUnsafeError, match="mode 0600"):
        place.get()
    place.put("newer")
    assert place.get() == "newer"


def test_settings_name_one_way_to_the_center(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("")
    text = f'[center]\nurl = "https://c:1"\nca_file = "{ca.as_posix()}"'
    assert parse(text, "t").center.url == "https://c:1"
    for wrong, why in (
        ('url = "https://c"\ndatabase = "x.db"', "both set"),
        ('url = "http://10.0.0.1"', "https://host:port"),
        ('url = "https://c"\nca_file = "/nowhere.pem"', "there is no file"),
    ):
        with pytest.raises(ConfigError, match=why):
            parse(f"[center]\n{wrong}", "t")
    assert station_center.connection(CenterSettings(), tmp_path) is None
    assert station_center.connection(CenterSettings(database="x"), tmp_path) is not None


def test_a_proxy_without_a_center_behind_it(http_server: HttpServer) -> None:
    with CenterHttp(f"{http_server.url}/nobody") as http:
        with pytest.raises(HttpBusyError) as busy:
            http.ask("/hello", b"{}", {})
        assert busy.value.retry_after_s == 2.0


def test_a_server_that_drips_does_not_hold_us() -> None:
    """A byte every twentieth of a second never meets the deadline of a single read."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def drip() -> None:
            asked, _ = listening.accept()
            with asked:
                asked.recv(65_536)
                asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                with suppress(OSError):
                    while not over.wait(0.05):
                        asked.sendall(b".")

        dripping = threading.Thread(target=drip)
        dripping.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        start = time.monotonic()
        with CenterHttp(url, deadline_s=0.5) as http, pytest.raises(HttpAwayError, match="in time"):
            http.ask("/hello", b"{}", {})
        assert time.monotonic() - start < 2
        over.set()
        dripping.join()
