"""A private print system on the loopback: message bus, name service, IPP printer, cupsd.

Nothing of the machine's own print system is touched: every program gets its own folder and port
and is ended by its own process id. Learned on the way, and the reason for most lines here:
``ippeveprinter`` wants a name service even when it announces nothing; it listens on "localhost"
but not on "127.0.0.1"; its spool folder must exist; cupsd wants a copy of the mime tables. The
name service is given an interface that does not exist: it then has nobody to ask whether its name
is free, and is ready at once. One that already runs on the machine holds the pid file in /run, so
the private one sees a /run of its own.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.devices.print_settings import AVAHI, BUS, COMMAND, CUPS_FILES, CUPSD, PRINTER

PROGRAMS = ("cupsd", "ippeveprinter", "dbus-daemon", "avahi-daemon", "lpadmin")
_START_TIMEOUT_S = 60.0  # two cores may have much to do
_NAME_SERVICE_TIMEOUT_S = 20.0
_OWN_RUN = 'mkdir -p /run/avahi-daemon && mount -t tmpfs tmpfs /run/avahi-daemon && exec "$0" "$@"'


@dataclass(frozen=True, slots=True)
class PrintSystem:
    """Where the queue and the printer are, and the faults that can be switched on."""

    folder: Path
    queue_uri: str
    printer_uri: str

    @property
    def printed(self) -> list[Path]:
        return sorted((self.folder / "printed").iterdir())

    def set_flag(self, name: str, on: bool) -> None:
        """``out-of-paper``: hold every label; ``give-up``: end every label without printing it."""
        path = self.folder / name
        if on:
            path.touch()
        else:
            path.unlink(missing_ok=True)

    def add_raw_queue(self, name: str, port: int) -> str:
        """A queue that passes bytes on to a raw port, with no filter; returns its address."""
        scheme, _, rest = self.queue_uri.partition("://")
        address = rest.partition("/")[0]
        command = ["lpadmin", "-h", address, "-p", name, "-E", "-m", "raw"]
        command += ["-v", f"socket://127.0.0.1:{port}"]
        env = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/usr/bin"}
        subprocess.run(command, env=env, check=True, capture_output=True, timeout=60)
        return f"{scheme}://{address}/printers/{name}"

    def repair(self) -> None:
        for name in ("out-of-paper", "give-up"):
            self.set_flag(name, on=False)
        for path in self.printed:
            path.unlink()


def missing_programs() -> list[str]:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin"
    return [name for name in PROGRAMS if shutil.which(name, path=path) is None]


def until(condition: Callable[[], bool], what: str, timeout_s: float = _START_TIMEOUT_S) -> None:
    """Wait for a condition of another process; a short pause between looks is all there is."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what}")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), 0.5):
            return True
    except OSError:
        return False


@contextmanager
def _program(
    command: list[str], folder: Path, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=env)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


@contextmanager
def print_system(folder: Path) -> Iterator[PrintSystem]:
    """Start everything; on leaving, everything has ended."""
    cups_port, printer_port = _free_port(), _free_port()
    for name in ("etc", "cache", "run/certs", "spool/tmp", "tmp", "log", "printed", "ipp"):
        (folder / name).mkdir(parents=True)
    env = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/usr/bin", "LC_ALL": "C"}
    env["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={folder}/bus"
    with ExitStack() as stack:
        _start_bus(stack, folder, env)
        _start_printer(stack, folder, env, printer_port)
        _start_cups(stack, folder, env, cups_port)
        printer_uri = f"ipp://localhost:{printer_port}/ipp/print"
        _make_queue(env, cups_port, printer_uri)
        queue_uri = f"ipp://127.0.0.1:{cups_port}/printers/labels"
        yield PrintSystem(folder, queue_uri, printer_uri)


def _start_bus(stack: ExitStack, folder: Path, env: dict[str, str]) -> None:
    bus, avahi = folder / "bus.conf", folder / "avahi.conf"
    bus.write_text(BUS.format(folder=folder))
    avahi.write_text(AVAHI.format(pid=os.getpid()))  # two test runs must not meet by name
    command = ["dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile"]
    stack.enter_context(_program(command, folder, env))
    until((folder / "bus").exists, "message bus")
    daemon = ["avahi-daemon", "-f", str(avahi), "--no-drop-root", "--no-chroot", "--no-rlimits"]
    private = ["unshare", "--mount", "sh", "-c", _OWN_RUN, *daemon]
    for command in (daemon, private, private):
        with ExitStack() as attempt:
            process = attempt.enter_context(_program(command, folder, env))
            log = folder / f"{command[0]}.log"
            if _name_service_ready(process, log):
                stack.push(attempt.pop_all())
                return
    raise AssertionError(f"the name service did not start: {log.read_text()}")


def _name_service_ready(process: subprocess.Popen[bytes], log: Path) -> bool:
    deadline = time.monotonic() + _NAME_SERVICE_TIMEOUT_S
    while b"startup complete" not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _start_printer(stack: ExitStack, folder: Path, env: dict[str, str], port: int) -> None:
    command_file = folder / "print-command"
    command_file.write_text(COMMAND.format(folder=folder))
    command_file.chmod(0o755)
    attributes = folder / "printer.conf"
    attributes.write_text(PRINTER)
    command = ["ippeveprinter", "-n", "localhost", "-p", str(port), "-d", str(folder / "ipp"), "-r"]
    command += ["off", "-c", str(command_file), "-a", str(attributes), "Label printer"]
    stack.enter_context(_program(command, folder, env))
    until(lambda: _answers("localhost", port), "IPP printer")


def _start_cups(stack: ExitStack, folder: Path, env: dict[str, str], port: int) -> None:
    etc = folder / "etc"
    shutil.copytree("/usr/share/cups/mime", etc, dirs_exist_ok=True)
    (etc / "cupsd.conf").write_text(CUPSD.format(port=port))
    (etc / "cups-files.conf").write_text(CUPS_FILES.format(folder=folder))
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                shutil.chown(path, "lp", "lp")
                path.chmod(0o755)
    command = ["cupsd", "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
    stack.enter_context(_program(command, folder, env))
    until(lambda: _answers("127.0.0.1", port), "cupsd")


def _make_queue(env: dict[str, str], port: int, printer_uri: str) -> None:
    address = f"127.0.0.1:{port}"
    common = ["lpadmin", "-h", address, "-p", "labels", "-E", "-v", printer_uri]
    made = subprocess.run(
        [*common, "-m", "everywhere", "-o", "printer-error-policy=retry-current-job"],
        env=env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stderr.decode()
