#!/usr/bin/env python3
"""Build the installer of the platform this runs on: a .deb on Linux, a setup.exe on Windows.

First PyInstaller makes one folder (dist/secondpass), then dpkg-deb or Inno Setup wraps it.
Needs the `build` extra: `.venv/bin/python -m pip install pyinstaller`.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "installer"
DIST = ROOT / "dist"
FROZEN = DIST / "secondpass"
ICONS = ROOT / "build" / "icons"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)

DEPENDS = (
    "libegl1",
    "libgl1",
    "libglib2.0-0t64 | libglib2.0-0",
    "libxkbcommon0",
    "libfontconfig1",
    "libfreetype6",
    "libdbus-1-3",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-image0",
)
RECOMMENDS = ("cups-client", "libcups2t64 | libcups2", "alsa-utils")

POSTINST = """#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/udev ]; then
    udevadm control --reload-rules || true
    udevadm trigger --subsystem-match=tty --subsystem-match=hidraw || true
fi
"""


def version() -> str:
    """Read `app.__version__` without importing the program."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "app" / "__init__.py").read_text("utf-8"))
    if found is None:
        raise SystemExit("build: app/__init__.py names no version")
    return found.group(1)


def run(*words: str) -> None:
    sys.stdout.write(f"build: {' '.join(words)}\n")
    sys.stdout.flush()
    subprocess.run(words, cwd=ROOT, check=True)


def draw_icons() -> None:
    """Draw resources/icons/logo.svg in the brand colour, as PNGs and one .ico."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Only a build needs these; --help must work without Qt's libraries.
    from PIL import Image  # noqa: PLC0415
    from PySide6.QtCore import QByteArray, QRectF, Qt  # noqa: PLC0415
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    tokens = tomllib.loads((ROOT / "resources" / "style" / "tokens.toml").read_text("utf-8"))
    brand = tokens["theme"]["light"]["brand"]
    logo = (ROOT / "resources" / "icons" / "logo.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(logo.replace("currentColor", brand).encode()))
    ICONS.mkdir(parents=True, exist_ok=True)
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The box is a hole in the mark: white shows through it on any desktop.
        inner = QRectF(size * 0.2, size * 0.2, size * 0.6, size * 0.6)
        painter.fillRect(inner, Qt.GlobalColor.white)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        image.save(str(ICONS / f"{size}.png"))
    with Image.open(ICONS / f"{ICON_SIZES[-1]}.png") as largest:
        largest.save(ICONS / "secondpass.ico", sizes=[(size, size) for size in ICON_SIZES])


def freeze() -> None:
    run(
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller")),
        str(HERE / "secondpass.spec"),
    )


def put(target: Path, content: str, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, "utf-8", newline="\n")
    target.chmod(mode)


def control(architecture: str, size_kb: int) -> str:
    return "\n".join(
        (
            "Package: secondpass",
            f"Version: {version()}",
            f"Architecture: {architecture}",
            "Maintainer: SecondPass maintainers <maintainers@secondpass.invalid>",
            f"Installed-Size: {size_kb}",
            f"Depends: {', '.join(DEPENDS)}",
            f"Recommends: {', '.join(RECOMMENDS)}",
            "Section: misc",
            "Priority: optional",
            "Description: packing bench of an e-commerce warehouse",
            " Checks every item against the order, weighs the parcel and prints the right waybill,",
            " with or without the network.",
            "",
        )
    )


def make_deb(compression: str) -> Path:
    """Wrap dist/secondpass: program under /opt, a starter, menu entry, icons and udev rules."""
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FROZEN, tree / "opt" / "secondpass", symlinks=True)
    put(
        tree / "usr" / "bin" / "secondpass",
        '#!/bin/sh\nexec /opt/secondpass/secondpass "$@"\n',
        mode=0o755,
    )
    share = tree / "usr" / "share"
    put(
        share / "applications" / "secondpass.desktop",
        (HERE / "secondpass.desktop").read_text("utf-8"),
    )
    put(share / "doc" / "secondpass" / "copyright", (ROOT / "LICENSE").read_text("utf-8"))
    for size in ICON_SIZES:
        place = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copy(ICONS / f"{size}.png", place / "secondpass.png")
    put(
        tree / "usr" / "lib" / "udev" / "rules.d" / "70-secondpass.rules",
        (HERE / "70-secondpass.rules").read_text("utf-8"),
    )
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    size_kb = sum(path.stat().st_size for path in files) // 1024
    architecture = subprocess.run(
        ("dpkg", "--print-architecture"), check=True, capture_output=True, text=True
    ).stdout.strip()
    put(tree / "DEBIAN" / "control", control(architecture, size_kb))
    put(tree / "DEBIAN" / "postinst", POSTINST, mode=0o755)
    made = DIST / f"secondpass_{version()}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", str(tree), str(made))
    return made


def make_setup() -> Path:
    compiler = shutil.which("ISCC") or os.path.expandvars(
        r"%ProgramFiles(x86)%\Inno Setup 6\ISCC.exe"
    )
    if not Path(compiler).exists():
        raise SystemExit("build: Inno Setup 6 is missing: winget install JRSoftware.InnoSetup")
    run(compiler, f"/DVersion={version()}", str(HERE / "setup.iss"))
    return DIST / f"secondpass-{version()}-setup.exe"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="zstd instead of xz: 80x quicker")
    parser.add_argument("--keep-frozen", action="store_true", help="wrap dist/secondpass as it is")
    arguments = parser.parse_args()
    if sys.platform not in ("win32", "linux"):
        raise SystemExit("build: installers are made on Windows and on Debian or Ubuntu only")
    draw_icons()
    if not arguments.keep_frozen:
        freeze()
    made = make_setup() if sys.platform == "win32" else make_deb("zstd" if arguments.fast else "xz")
    sys.stdout.write(f"build: {made.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
