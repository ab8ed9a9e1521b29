"""`python -m weiping.testing.alone import|answers PLUGIN`: the other side of `apart`. Prints one line of JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

CODE = (".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".pth", ".zip")
HARMFUL = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
    "os.fork", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.", "sqlite3.connect", "urllib.Request",
    "webbrowser.open", "ftplib.connect", "http.client.connect", "smtplib.connect",
)  # fmt: skip


class Watcher:
    """An audit hook that notes what is read, written or asked, once each. Python's own files are no matter."""

    def __init__(self) -> None:
        self.touched: dict[str, None] = {}
        self.on = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Note `event` where it touches something outside the process."""
        if not self.on:
            return
        if event == "open":
            path, mode = args[0], args[1]
            if isinstance(path, int) or (str(path).endswith(CODE) and not _writes(mode)):
                return
            self.touched.setdefault(f"open {path}")
        elif event.startswith(HARMFUL):
            self.touched.setdefault(" ".join([event, *(str(one) for one in args[:2])])[:200])


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and bool(set(mode) & set("wax+"))


def _load(address: str) -> ModuleType:
    from ..hooks.finding import from_file

    if not address.endswith(".py"):
        return import_module(address)
    path = Path(address)
    return from_file(path.parent if path.name == "__init__.py" else path)


def what_importing_does(address: str) -> dict[str, Any]:
    """Import the plugin under watch, with all that weiping itself needs imported before."""
    from ..hooks import loader  # noqa: F401
    from .apart import HEAVY

    before, watcher = set(sys.modules), Watcher()
    sys.addaudithook(watcher)
    began = process_time()
    watcher.on = True
    try:
        _load(address)
    finally:
        watcher.on = False
    seconds = process_time() - began
    fresh = {name.partition(".")[0] for name in set(sys.modules) - before}
    return {"seconds": seconds, "heavy": sorted(fresh & set(HEAVY)), "touched": list(watcher.touched)}


def what_it_answers(address: str) -> dict[str, str]:
    """Short forms of what each object of the plugin answers to fixed questions."""
    from .answers import answer
    from .target import target_of

    return {
        f"{hook.removeprefix('weiping_')} {item.key}": answer(item) for hook, item in target_of(_load(address)).items
    }


def main() -> None:
    """Answer on the last line of the standard output, whatever the plugin prints before."""
    what, address = sys.argv[1:]
    found = what_importing_does(address) if what == "import" else what_it_answers(address)
    print(f"\n{json.dumps(found)}")


if __name__ == "__main__":
    main()
