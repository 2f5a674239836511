"""What can go wrong with a model, the message saying what to do."""

from duizhao.errors import DuizhaoError


class ModelError(DuizhaoError):
    """A model that is not there, or that the program cannot use."""
