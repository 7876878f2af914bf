"""Three etcd and three PostgreSQL under Patroni on loopback, each process known by its number."""

# ruff: noqa: S105, S310 - loopback only, and its password protects nothing

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "secret"
TTL_S, LOOP_S = 20, 4
USER = "postgres"

_PATRONI = """\
scope: secondpass
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{hosts: "{etcd}"}}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: {loop}
    retry_timeout: 6
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters:
        max_connections: 100
        wal_keep_size: 256MB
        synchronous_commit: "on"
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, data-checksums]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/{name}/data
  bin_dir: {programs}
  pgpass: {folder}/{name}/pgpass
  authentication:
    superuser: {{username: postgres, password: {password}}}
    replication: {{username: replicator, password: {password}}}
    rewind: {{username: rewinder, password: {password}}}
  parameters: {{unix_socket_directories: "{folder}/{name}", shared_buffers: 64MB}}
  pg_hba:
    - host replication replicator 127.0.0.1/32 scram-sha-256
    - host all all 127.0.0.1/32 scram-sha-256
    - local all all trust
tags: {{}}
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def programs() -> Path:
    found = [one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists()]
    if not found:
        raise SystemExit("no PostgreSQL server programs in /usr/lib/postgresql")
    return max(found, key=lambda one: int(one.parent.name))


def until(what: str, ready: Callable[[], Any], seconds: float) -> Any:
    """Waits for a condition. Raises TimeoutError with its name."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (answer := ready()) is not None:
            return answer
        time.sleep(0.1)
    raise TimeoutError(what)


@dataclass(slots=True)
class Node:
    name: str
    port: int
    rest: int
    process: subprocess.Popen[bytes] | None = None


class Cluster:
    """``folder`` is thrown away by who made it. Every signal goes to numbers known from here."""

    def __init__(self, folder: Path, etcd: str, python: str) -> None:
        self.folder = folder
        self._python = python
        self._etcd_program = etcd
        ports = free_ports(12)
        self._etcd_ports = list(zip(ports[0:3], ports[3:6], strict=True))
        self.nodes = [Node(f"pg{at}", ports[6 + at], ports[9 + at]) for at in range(3)]
        self._etcd: list[subprocess.Popen[bytes]] = []
        self.version = ""

    @property
    def url(self) -> str:
        """All hosts; libpq finds the one that can be written."""
        hosts = "&".join(f"host=127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql://{USER}:{PASSWORD}@/postgres?{hosts}&target_session_attrs=read-write"

    def start(self) -> float:
        """From nothing; the seconds it took until a leader with a synchronous standby was there."""
        began = time.monotonic()
        peers = ",".join(
            f"e{at}=http://127.0.0.1:{peer}" for at, (_, peer) in enumerate(self._etcd_ports)
        )
        for at, (client, peer) in enumerate(self._etcd_ports):
            words = [self._etcd_program, "--name", f"e{at}", "--data-dir"]
            words += [str(self.folder / f"etcd{at}"), "--log-level", "error"]
            words += ["--initial-cluster", peers, "--initial-cluster-state", "new"]
            for kind, port in (("client", client), ("peer", peer)):
                words += [f"--listen-{kind}-urls", f"http://127.0.0.1:{port}"]
            words += ["--advertise-client-urls", f"http://127.0.0.1:{client}"]
            words += ["--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}"]
            self._etcd.append(self._run(words, f"etcd{at}.log", as_postgres=False))
        for node in self.nodes:
            self._write(node)
            self.start_node(node)
        until("a whole cluster", self._whole, 120)
        self.version = str(self._ask(self.nodes[0])["patroni"]["version"])
        return time.monotonic() - began

    def start_node(self, node: Node) -> None:
        words = [self._python, "-m", "patroni", str(self.folder / f"{node.name}.yml")]
        node.process = self._run(words, f"{node.name}.log", as_postgres=True)

    def leader(self) -> Node | None:
        """Who says that it is the leader, by its own interface. None: nobody, at this moment."""
        for node in self.nodes:
            if self._ask(node, "/primary") is not None:
                return node
        return None

    def _whole(self) -> bool | None:
        members = self.members()
        roles = sorted(one.get("role", "") for one in members)
        return (
            True
            if roles == ["leader", "replica", "sync_standby"] and self._run_all(members)
            else None
        )

    @staticmethod
    def _run_all(members: list[dict[str, Any]]) -> bool:
        return all(one.get("state") in {"running", "streaming"} for one in members)

    def members(self) -> list[dict[str, Any]]:
        for node in self.nodes:
            answer = self._ask(node, "/cluster")
            if answer is not None:
                members: list[dict[str, Any]] = answer.get("members", [])
                return members
        return []

    def whole_again(self, seconds: float = 150) -> float:
        began = time.monotonic()
        until("a whole cluster again", self._whole, seconds)
        return time.monotonic() - began

    def switch_over(self) -> None:
        """A planned change of the leader, as before maintenance."""
        old = until("a leader", self.leader, 60)
        body = json.dumps({"leader": old.name}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{old.rest}/switchover", body, method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()

    def pids(self, node: Node) -> list[int]:
        """Patroni, the server and its processes: numbers that come from what was started here."""
        assert node.process is not None
        found = [node.process.pid, *_below(node.process.pid)]
        pid_file = self.folder / node.name / "data" / "postmaster.pid"
        if pid_file.exists():
            server = int(pid_file.read_text().split()[0])
            if _works_in(server, pid_file.parent):
                found += [server, *_below(server)]
        return list(dict.fromkeys(found))

    def freeze(self, node: Node, seconds: float) -> None:
        """As a computer that hangs: its kernel still acknowledges what arrives."""
        pids = self.pids(node)
        for pid in pids:
            _send(pid, signal.SIGSTOP)
        time.sleep(seconds)
        for pid in pids:
            _send(pid, signal.SIGCONT)

    def kill(self, node: Node) -> None:
        """Everything of a node at once, as when its computer loses power."""
        for pid in self.pids(node):
            _send(pid, signal.SIGKILL)
        assert node.process is not None
        node.process.wait()

    def stop(self) -> None:
        for node in self.nodes:
            if node.process is not None:
                self.kill(node)
        for etcd in self._etcd:
            etcd.kill()
            etcd.wait()

    def _ask(self, node: Node, path: str = "/patroni") -> Any:
        """An answer of 200, decoded; None for anything else. A frozen node gives none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{node.rest}{path}", timeout=1) as answer:
                return json.load(answer)
        except (OSError, urllib.error.URLError, ValueError):
            return None

    def _write(self, node: Node) -> None:
        place = self.folder / node.name
        place.mkdir()
        if os.geteuid() == 0:
            shutil.chown(place, USER)
        text = _PATRONI.format(
            name=node.name,
            rest=node.rest,
            port=node.port,
            folder=self.folder,
            programs=programs(),
            etcd=",".join(f"127.0.0.1:{client}" for client, _ in self._etcd_ports),
            ttl=TTL_S,
            loop=LOOP_S,
            password=PASSWORD,
        )
        (self.folder / f"{node.name}.yml").write_text(text)

    def _run(self, words: list[str], log: str, *, as_postgres: bool) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "patroni")}
        user = USER if as_postgres and os.geteuid() == 0 else None
        with (self.folder / log).open("ab") as file:
            return subprocess.Popen(
                words,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment,
                cwd=self.folder,
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )


def _below(pid: int) -> list[int]:
    found = []
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        direct = [int(one) for one in children.read_text().split()]
    except OSError:
        return []
    for one in direct:
        found += [one, *_below(one)]
    return found


def _works_in(pid: int, folder: Path) -> bool:
    """A number in a file may be somebody else's by now."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve()
    except OSError:
        return False


def _send(pid: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, what)
