"""What can go wrong with the user's texts, each error's message saying what to do; the tree: `duizhao.errors`."""

from duizhao.errors import DuizhaoError


class CorpusError(DuizhaoError):
    """A text, or a file, that something is wrong with."""


class ReadError(CorpusError):
    """A file that cannot be read as text."""


class ReadWarning(UserWarning):
    """Part of a file was not read; the message names the file and the part."""


class FormatError(CorpusError):
    """A file whose contents do not follow its format."""


class StoreError(CorpusError):
    """A corpus file that is missing, damaged, or already holds what is to be added."""


class WriteError(CorpusError):
    """A file that cannot be written, for want of a folder, of permission or of space."""
