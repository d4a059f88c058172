"""A folder in memory where the machine has one: a database that is copied for each test need not reach a disk."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - the folders in it have names nobody can guess
ENOUGH = 1024**3


def quick_folder(prefix: str) -> Path:
    """Make a new folder, in memory when a gigabyte is free there; whoever asked removes it."""
    is_roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return Path(tempfile.mkdtemp(prefix=f"petitions-{prefix}-", dir=MEMORY if is_roomy else None))
