"""A Vendure server of this run alone: on a copy of the seeded database, ended with the run."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Self

from app.remote.channels.shops import ShopAccess

USER = "superadmin"
_READY = "serving "


class VendureServer:
    """``folder`` holds the installed shop and its seed; ``url`` is known inside the ``with``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder.resolve(), ""
        self.password = (folder / "password").read_text("ascii").strip()
        self._database = self.folder / f"run-{secrets.token_hex(4)}.sqlite"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        shutil.copyfile(self.folder / "seed.sqlite", self._database)
        surroundings = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "VENDURE_DISABLE_TELEMETRY": "true",
            "SHOP_USER": USER,
            "SHOP_PASSWORD": self.password,
        }
        self._process = subprocess.Popen(
            ["node", "serve.js", str(self._database)],
            cwd=self.folder / "shop",
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(_READY):
                self.url = line.removeprefix(_READY).strip()
                return self
        raise RuntimeError("the shop's server ended before it served")

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()  # its sign to end
        self._process.wait(timeout=20)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._database.unlink()

    def access(self, shop: str) -> ShopAccess:
        keys = {"username": USER, "password": self.password}
        return ShopAccess("vendure", shop, self.url, keys)

    def memory_mb(self) -> int:
        """What the server takes up now; 0 where the system does not say."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return 0
        words = next(line for line in status.read_text().splitlines() if "VmRSS" in line).split()
        return int(words[1]) // 1024
