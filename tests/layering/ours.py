# SPDX-License-Identifier: Apache-2.0
"""What the tests of this folder share: our sources, and the memory of those that were found good."""
import hashlib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def closure(path, seen=None):
    """The file and all of ours that it draws in."""
    seen = set() if seen is None else seen
    if path in seen or not path.exists():
        return seen
    seen.add(path)
    for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), re.M):
        for folder in (ROOT / "lib", path.parent):
            closure(folder / name, seen)
    return seen


class Memory:
    """Files that were good, by their content and that of all they include: every checkout shares it."""

    def __init__(self, kind, how):
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self.folder = Path(cache) / "pcrs-dalles" / kind
        self.folder.mkdir(parents=True, exist_ok=True)
        self.how = how

    def stamp(self, path):
        digest = hashlib.sha256(self.how)
        for part in sorted(closure(path)):
            digest.update(str(part.relative_to(ROOT)).encode() + part.read_bytes())
        return self.folder / digest.hexdigest()


def jobs():
    return int(os.environ.get("PCRS_JOBS", "0")) or os.cpu_count()
