"""What can go wrong with a model, the message saying what to do."""

from duizhao.errors import DuizhaoError


class ModelError(DuizhaoError):
    """A model that is not there, or that the program cannot use."""


def first_line(error: Exception) -> str:
    """What an error says, in one line; its kind if it says nothing."""
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
