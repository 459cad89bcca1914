"""One document of the corpus."""

from dataclasses import dataclass
from pathlib import Path

from halden.corpus.front_matter import DocumentError, FrontMatter, parse, split
from halden.text import sha256


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded document."""

    meta: FrontMatter
    body: str
    """What follows the front matter, to the letter: chunks count its bytes."""
    content_hash: str
    """Of the whole file: a change of status is a change of the document."""

    @classmethod
    def read(cls, name: str, path: Path) -> "Document":
        """Read the file of the document that should have this id. Raises DocumentError."""
        try:
            # As bytes: Python would translate line ends, and move every offset after them.
            return cls.parse(name, path.read_bytes().decode())
        except OSError as error:
            raise DocumentError(f"cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise DocumentError(f"cannot be read: {error.reason}, it is not UTF-8") from error

    @classmethod
    def parse(cls, name: str, file: str) -> "Document":
        """Take a file's text apart. Raises DocumentError."""
        block, body = split(file)
        meta = parse(block, name)
        if not body.strip():
            raise DocumentError("has no text")
        return cls(meta, body, sha256(file.encode()))
