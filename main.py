"""SecondPass: `python main.py station | office | center | tools | demo | practice ...`."""

import importlib
import sys

COMMANDS = ("station", "office", "center", "tools", "demo", "practice")


def main() -> int:
    """Hand the rest of the command line to the entrypoint that was named."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:  # noqa: PLR2004 - program and command
        sys.stderr.write(f"usage: python main.py {{{'|'.join(COMMANDS)}}} ...\n")
        return 2
    entrypoint = importlib.import_module(f"app.entrypoints.{sys.argv[1]}")
    return int(entrypoint.main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
