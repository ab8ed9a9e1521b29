"""Let the plugins' tests run from a checkout, installed or not."""

import sys
from pathlib import Path

sys.path[:0] = [str(path.parent) for path in sorted(Path(__file__).parent.glob("*/pyproject.toml"))]
