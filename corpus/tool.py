"""What this program calls itself in the files that it writes."""

from __future__ import annotations

TOOL = "duizhao"


def tool_version() -> str:
    """The version of this program; 0 where it runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version  # loads much: no Tab is to wait for it

    try:
        return version(TOOL)
    except PackageNotFoundError:
        return "0"
