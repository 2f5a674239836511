"""The root of every error that is the user's to put right.

DuizhaoError
 ├── CorpusError         a user's text, or a file
 │    ├── ReadError      a file that cannot be read as text
 │    ├── FormatError    a file whose contents do not follow its format
 │    ├── StoreError     a corpus that is missing, damaged, or holds the name already
 │    └── WriteError     a file that cannot be written
 ├── ModelError          a model that is not there, or that cannot be used
 └── RequestError        files that do not go together, or an option that cannot be met

The message is one line that says what to do. A programmer's mistake is a ValueError.
"""


class DuizhaoError(Exception):
    """A user's mistake, or a broken file; the message is one line that says what to do."""
