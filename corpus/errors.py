"""What can go wrong with the user's texts, each error's message saying what to do.

CorpusError
 ├── ReadError       a file that cannot be read as text
 ├── FormatError     a file whose contents do not follow its format
 ├── StoreError      a corpus file that is missing, damaged, or holds the name already
 └── WriteError      a file that cannot be written
"""


class CorpusError(Exception):
    """A user's mistake, or a broken file; the message is one line that says what to do."""


class ReadError(CorpusError):
    """A file that cannot be read as text."""


class FormatError(CorpusError):
    """A file whose contents do not follow its format."""


class StoreError(CorpusError):
    """A corpus file that is missing, damaged, or already holds what is to be added."""


class WriteError(CorpusError):
    """A file that cannot be written, for want of a folder, of permission or of space."""
