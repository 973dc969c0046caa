"""Copies of data files, and disks that are full."""

import errno
import os
import shutil
import stat
from pathlib import Path

DISK_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def copy(source: Path, target: Path) -> None:
    """Copy a file, inside the kernel where it can: its bytes are read once and pass through no buffer of ours."""
    with source.open("rb") as old, target.open("wb") as new:
        left = os.fstat(old.fileno()).st_size
        try:
            while left > 0:
                copied = os.copy_file_range(old.fileno(), new.fileno(), left)
                if copied == 0:
                    break
                left -= copied
        except (AttributeError, OSError) as error:
            if isinstance(error, OSError) and is_disk_full(error):
                raise
            old.seek(0)
            new.seek(0)
            new.truncate()
            shutil.copyfileobj(old, new, 1 << 20)
    target.chmod(stat.S_IMODE(source.stat().st_mode) | stat.S_IWUSR)


def is_disk_full(error: Exception) -> bool:
    """Whether the operating system, or the engine in its words, says that no more can be written."""
    if isinstance(error, OSError):
        return error.errno in DISK_FULL
    text = str(error).lower()
    return any(sign in text for sign in ("no space left", "file too large", "disk quota", "could not write"))
