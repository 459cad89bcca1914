"""Whether an answer is right: it contains one of the accepted wordings as whole words."""

import re
from collections.abc import Iterable

from halden.text import fold

_GROUPING_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_TOKEN = re.compile(r"[%°€]?(?:[^\W_]|(?<=[0-9])\.(?=[0-9]))+|[%°€]")


def accepts(answer: str, accepted: Iterable[str]) -> bool:
    """Whether an accepted wording is in the answer. "14 days" is not in "114 days"."""
    normal = _normal(answer)
    wordings = [_normal(wording) for wording in accepted]
    return any(wording.strip() and wording in normal for wording in wordings)


def _normal(text: str) -> str:
    """Folded words between single spaces, and a space at both ends.

    A comma between digits only groups them; a point there, or a sign that carries meaning, stays.
    """
    return f" {' '.join(_TOKEN.findall(_GROUPING_COMMA.sub('', fold(text))))} "
