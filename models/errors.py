"""What can go wrong with a model, the message saying what to do."""


class ModelError(Exception):
    """A model that is not there, or that the program cannot use."""
