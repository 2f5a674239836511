"""The process beside a reader that runs commands for `--warm`: `python -m duizhao.align.cli.companion CORPUS`."""

from __future__ import annotations

import sys
from pathlib import Path

from duizhao.align.cli.warm.worker import serve_commands


def _program() -> None:
    from duizhao.align.cli.app import main

    main()


if __name__ == "__main__":
    serve_commands(Path(sys.argv[1]), _program)
