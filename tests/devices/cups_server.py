"""A private print system on the loopback: message bus, name service, IPP printer, cupsd.

Nothing of the machine's own print system is touched: every program gets its own folder and port
and is ended by its own process id. Learned on the way, and the reason for most lines here:
``ippeveprinter`` wants a name service even when it announces nothing; it listens on "localhost"
but not on "127.0.0.1"; its spool folder must exist; cupsd wants a copy of the mime tables.
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

PROGRAMS = ("cupsd", "ippeveprinter", "dbus-daemon", "avahi-daemon", "lpadmin")
_START_TIMEOUT_S = 60.0  # two cores may have much to do

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow own="*"/>
<allow user="*"/><allow eavesdrop="true"/></policy></busconfig>
"""

_AVAHI = """[server]
host-name=print-{pid}
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
disallow-other-stacks=no
[publish]
disable-publishing=no
[rlimits]
"""

_CUPSD = """Listen 127.0.0.1:{port}
LogLevel debug
Browsing Off
DefaultAuthType None
WebInterface No
MaxLogSize 0
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

_CUPS_FILES = """ServerRoot {folder}/etc
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/tmp
DataDir /usr/share/cups
ServerBin /usr/lib/cups
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
FileDevice Yes
Sandboxing relaxed
"""

_PRINTER = """ATTR mimeMediaType document-format-supported application/pdf,application/octet-stream
ATTR mimeMediaType document-format-default application/pdf
ATTR text printer-make-and-model "Virtual label printer"
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-99
ATTR keyword color-supported false
ATTR resolution printer-resolution-supported 203dpi
ATTR resolution printer-resolution-default 203dpi
ATTR keyword print-color-mode-supported monochrome
ATTR keyword print-color-mode-default monochrome
ATTR keyword print-scaling-supported auto,none
ATTR keyword print-scaling-default none
ATTR keyword sides-supported one-sided
ATTR keyword sides-default one-sided
ATTR enum print-quality-supported 4
ATTR enum print-quality-default 4
ATTR keyword media-supported custom_100x150mm_100x150mm,na_index-4x6_4x6in
ATTR keyword media-default custom_100x150mm_100x150mm
ATTR keyword media-ready custom_100x150mm_100x150mm
ATTR keyword media-col-supported media-size,media-size-name,media-source,media-type
ATTR collection media-size-supported {
  MEMBER integer x-dimension 10000
  MEMBER integer y-dimension 15000
},{
  MEMBER integer x-dimension 10160
  MEMBER integer y-dimension 15240
}
ATTR collection media-col-default {
  MEMBER collection media-size {
    MEMBER integer x-dimension 10000
    MEMBER integer y-dimension 15000
  }
  MEMBER integer media-bottom-margin 0
  MEMBER integer media-left-margin 0
  MEMBER integer media-right-margin 0
  MEMBER integer media-top-margin 0
}
ATTR collection media-col-database {
  MEMBER collection media-size {
    MEMBER integer x-dimension 10000
    MEMBER integer y-dimension 15000
  }
  MEMBER integer media-bottom-margin 0
  MEMBER integer media-left-margin 0
  MEMBER integer media-right-margin 0
  MEMBER integer media-top-margin 0
}
ATTR integer media-bottom-margin-supported 0
ATTR integer media-left-margin-supported 0
ATTR integer media-right-margin-supported 0
ATTR integer media-top-margin-supported 0
"""

_COMMAND = """#!/bin/sh
# What the printer does with a label: keep it, or say what is wrong and wait.
folder="{folder}"
while [ -e "$folder/out-of-paper" ]; do
  echo "STATE: +media-empty-error,media-needed" >&2
  sleep 0.2
  [ -e "$folder/give-up" ] && break
done
echo "STATE: -media-empty-error,media-needed" >&2
[ -e "$folder/give-up" ] && exit 1
cp "$1" "$folder/printed/$(date +%s%N).pdf"
echo "ATTR: job-impressions-completed=1" >&2
exit 0
"""


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
def _program(command: list[str], folder: Path, env: dict[str, str]) -> Iterator[None]:
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=env)
        try:
            yield
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
    bus.write_text(_BUS.format(folder=folder))
    avahi.write_text(_AVAHI.format(pid=os.getpid()))  # two test runs must not meet by name
    command = ["dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile"]
    stack.enter_context(_program(command, folder, env))
    until((folder / "bus").exists, "message bus")
    command = ["avahi-daemon", "-f", str(avahi), "--no-drop-root", "--no-chroot", "--no-rlimits"]
    stack.enter_context(_program(command, folder, env))
    log = folder / "avahi-daemon.log"
    until(lambda: b"startup complete" in log.read_bytes(), "name service")


def _start_printer(stack: ExitStack, folder: Path, env: dict[str, str], port: int) -> None:
    command_file = folder / "print-command"
    command_file.write_text(_COMMAND.format(folder=folder))
    command_file.chmod(0o755)
    attributes = folder / "printer.conf"
    attributes.write_text(_PRINTER)
    command = ["ippeveprinter", "-n", "localhost", "-p", str(port), "-d", str(folder / "ipp"), "-r"]
    command += ["off", "-c", str(command_file), "-a", str(attributes), "Label printer"]
    stack.enter_context(_program(command, folder, env))
    until(lambda: _answers("localhost", port), "IPP printer")


def _start_cups(stack: ExitStack, folder: Path, env: dict[str, str], port: int) -> None:
    etc = folder / "etc"
    shutil.copytree("/usr/share/cups/mime", etc, dirs_exist_ok=True)
    (etc / "cupsd.conf").write_text(_CUPSD.format(port=port))
    (etc / "cups-files.conf").write_text(_CUPS_FILES.format(folder=folder))
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
