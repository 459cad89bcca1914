"""The corpus: a folder of Markdown files with a front matter block.

Loading is strict and partial: a file that cannot be read or understood is reported by name, and
never becomes an empty document.
"""

from dataclasses import dataclass
from pathlib import Path

from halden.corpus.document import Document, DocumentError
from halden.errors import HaldenError


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was found in the corpus folder."""

    documents: list[Document]
    """Ordered by id."""
    failed: list[tuple[str, DocumentError]]
    """The ids of the files that are not documents, and why."""

    @classmethod
    def load(cls, root: Path) -> "Corpus":
        """Load every `.md` file beneath a folder.

        No file at all is a HaldenError: a wrong path far more often than a wish to delete
        everything.
        """
        if not root.is_dir():
            raise HaldenError(f"cannot read the corpus {root}: not a folder")
        paths = sorted(path for path in root.rglob("*.md") if path.is_file())
        if not paths:
            raise HaldenError(f"no documents beneath {root}")
        documents: list[Document] = []
        failed: list[tuple[str, DocumentError]] = []
        for path in paths:
            name = path.relative_to(root).with_suffix("").as_posix()
            try:
                documents.append(Document.read(name, path))
            except DocumentError as error:
                failed.append((name, error))
        return cls(sorted(documents, key=lambda document: document.meta.id), failed)
