"""A PostgreSQL server that speaks TLS alone, under a certificate authority of the test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.postgres import _as_postgres, _free_port, binaries

HBA = """\
local all all trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class TlsServer:
    """``folder`` holds ca.pem, which signed the server's certificate, and other-ca.pem."""

    port: int
    folder: Path

    def url(
        self, user: str, password: str, *, host: str = "localhost", database: str = "postgres",
        ca: str = "ca.pem", mode: str = "verify-full", binding: str = "require",
    ) -> str:  # fmt: skip
        options = f"sslmode={mode}&channel_binding={binding}&sslrootcert={self.folder / ca}"
        # The name is what the certificate is checked against, the address where it is.
        where = f"{host}:{self.port}/{database}?{options}&hostaddr=127.0.0.1"
        return f"postgresql://{user}:{password}@{where}"

    @property
    def owner(self) -> str:
        return self.url("postgres", "secret")


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> bytes:
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .sign(by, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _certificates(folder: Path) -> None:
    ours, other, server = _key(), _key(), _key()
    (folder / "ca.pem").write_bytes(_signed("ours", ours, "ours", ours, authority=True))
    (folder / "other-ca.pem").write_bytes(_signed("other", other, "other", other, authority=True))
    signed = _signed("server", server, "ours", ours, authority=False)
    (folder / "server.pem").write_bytes(signed)
    (folder / "server.key").write_bytes(_private(server))
    (folder / "server.key").chmod(0o600)


@contextmanager
def tls_server() -> Iterator[TlsServer]:
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="secondpass-tls-"))
    data, port = folder / "data", _free_port()
    try:
        folder.chmod(0o755)
        _certificates(folder)
        (folder / "password").write_text("secret")
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, "postgres")
        init = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--no-sync"]
        init += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        _run([*init, f"--pwfile={folder / 'password'}"], folder)
        # written by the server's own user, whose folder it is
        hba = folder / "pg_hba.conf"
        hba.write_text(HBA)
        hba.chmod(0o644)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c ssl=on"
        options += f" -c ssl_cert_file={folder / 'server.pem'}"
        options += f" -c ssl_key_file={folder / 'server.key'} -c hba_file={hba}"
        options += " -c log_statement=all -c log_connections=on"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        _run([*control, "-o", options, "start"], folder)
        try:
            yield TlsServer(port, folder)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(_as_postgres(command), check=True, capture_output=True, cwd=folder)
