"""A recorded HID scale, opened by the real hidapi: umockdev answers for /sys and /dev/hidraw0.

What it cannot do (framing, unplugging) is tested on a real kernel: `make test-hid`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RECORDED = HERE.parent / "data" / "umockdev"
MOVING, STILL = "^C^C^K\udcffN^@", "^C^D^K\udcffN^@"  # report 3: 7.8 oz; 0xFF is an exponent of -1


@pytest.fixture
def umockdev() -> str:
    program = shutil.which("umockdev-run")
    if sys.platform != "linux":
        pytest.skip("umockdev is for Linux")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("umockdev is missing; installer/setup.sh installs it")
        pytest.skip("umockdev is not installed")
    return program


def test_a_recorded_hid_scale_is_found_opened_and_read(umockdev: str, tmp_path: Path) -> None:
    script = tmp_path / "reports"
    # The recording runs from the first look at the device on: it must outlast a slow start.
    lines = [f"r 200 {MOVING if n % 4 < 2 else STILL}\n" for n in range(80)]
    script.write_text("".join(lines), "utf-8", "surrogateescape")
    recorded = ("-d", str(RECORDED / "scale.umockdev"))
    calls = ("-i", f"/dev/hidraw0={RECORDED / 'scale.ioctl'}", "-s", f"/dev/hidraw0={script}")
    done = subprocess.run(
        [umockdev, *recorded, *calls, "--", sys.executable, str(HERE / "umockdev_weigh.py")],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = done.stdout.split("\n")
    assert said == ["scale", "usb:0922:8003:0084330203035@1-1:1.0", "221 g"], done.stderr
