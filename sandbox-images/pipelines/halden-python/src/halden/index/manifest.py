"""What the indexes should contain.

Two stores cannot be changed in one transaction, so the manifest is the record of intent. What is
about to change is written down as `pending` before either store is touched, and the new entries
after both are done. Whatever is pending when an ingest starts was interrupted: it is removed from
both stores and, if the corpus still has it, indexed again.
"""

import json
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from halden.chunk import CHUNKER_VERSION
from halden.config import Config
from halden.errors import HaldenError
from halden.text import sha256

_FILE = "manifest.json"


class Fingerprint(BaseModel):
    """How chunks and vectors are made. Those of different fingerprints cannot be compared."""

    model_config = ConfigDict(frozen=True, strict=True)

    embedding_model: str
    dimensions: int
    chunker: int
    max_word_pieces: int
    min_word_pieces: int

    @classmethod
    def of(cls, config: Config) -> "Fingerprint":
        """What the configuration would make."""
        return cls(
            embedding_model=config.embed.model,
            dimensions=config.embed.dimensions,
            chunker=CHUNKER_VERSION,
            max_word_pieces=config.chunk.max_word_pieces,
            min_word_pieces=config.chunk.min_word_pieces,
        )


class DocumentEntry(BaseModel):
    """A document that both stores hold: the hash of its file, and the number of its chunks."""

    model_config = ConfigDict(frozen=True, strict=True)

    content_hash: str
    chunks: int


class Manifest(BaseModel):
    """The ingest's manifest. A new state is a new manifest."""

    model_config = ConfigDict(frozen=True)

    fingerprint: Fingerprint
    documents: dict[str, DocumentEntry] = {}
    pending: frozenset[str] = frozenset()
    """The documents whose state in the stores is unknown."""

    @classmethod
    def load(cls, state: Path) -> "Manifest | None":
        """Read the manifest of a state folder; None before the first ingest."""
        path = state / _FILE
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HaldenError(f"reading {path}: {error.strerror}") from error
        except ValidationError as error:
            raise HaldenError(f"{path} is damaged; run `halden ingest --full`") from error

    def save(self, state: Path) -> None:
        """Write it so that a crash leaves the old or the new one, never half of it."""
        unfinished = state / f"{_FILE}.new"
        content = {
            "fingerprint": self.fingerprint.model_dump(),
            "documents": self._entries(),
            "pending": sorted(self.pending),
        }
        with unfinished.open("wb") as file:
            file.write(json.dumps(content, ensure_ascii=False, indent=2).encode())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(state / _FILE)

    @staticmethod
    def delete(state: Path) -> None:
        """Forget everything."""
        (state / _FILE).unlink(missing_ok=True)

    def require(self, wanted: Fingerprint) -> None:
        """Refuse, with HaldenError, to mix what was made differently."""
        if self.fingerprint != wanted:
            raise HaldenError(
                f"the index was made with {self.fingerprint!r}, but the configuration says "
                f"{wanted!r}; run `halden ingest --full`"
            )

    @property
    def chunks(self) -> int:
        """The number of chunks that each store should hold."""
        return sum(entry.chunks for entry in self.documents.values())

    @property
    def epoch(self) -> str:
        """A name for exactly this content of the stores."""
        content = [self.fingerprint.model_dump(), self._entries()]
        return sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())

    def _entries(self) -> dict[str, dict[str, str | int]]:
        return {doc: entry.model_dump() for doc, entry in sorted(self.documents.items())}
