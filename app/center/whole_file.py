"""A file that is there whole or not at all."""

from pathlib import Path


def write_whole(path: Path, content: bytes) -> Path:
    """Makes the folder too; what has the name already is replaced. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
    return path
