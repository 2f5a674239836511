"""What can go wrong with the user's request, the message saying what to do."""

from duizhao.corpus.errors import CorpusError
from duizhao.models.errors import ModelError


class RequestError(Exception):
    """Files that do not go together, or an option that cannot be met."""


USER_ERRORS = (RequestError, CorpusError, ModelError)
"""The roots of everything that is the user's to put right: one line, exit status 1."""
