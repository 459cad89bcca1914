"""What a command says when it cannot do its work."""


class HaldenError(Exception):
    """A failure that is told in one line, `error: …`, with exit status 1."""


class UsageError(HaldenError):
    """The arguments do not go together: exit status 2."""
