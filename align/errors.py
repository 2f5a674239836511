"""What can go wrong with the user's request, the message saying what to do."""

from duizhao.errors import DuizhaoError


class RequestError(DuizhaoError):
    """Files that do not go together, or an option that cannot be met."""
