"""Where the files that travel with the package are: notebooks and sample data."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shared(name: str) -> Path:
    """The folder `name` (`notebooks` or `sample_data`): inside an installed wheel, or beside `toolkit/` in a checkout.

    Raises FileNotFoundError where neither is there (a wheel built without its data).
    """
    for folder in (_PACKAGE / "_share" / name, _PACKAGE.parent.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is not part of this installation; install the weiping wheel or use a checkout")
