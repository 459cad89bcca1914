"""`halden.toml`: what belongs to the assistant. A key that is unknown or missing is an error."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from halden.errors import HaldenError

Count = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """A table of the file. Strict: the number `"40"` is a mistake, not forty."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ChunkConfig(Section):
    """Sizes in word pieces, by our estimate."""

    max_word_pieces: Count
    """The most that is embedded for a chunk, title and headings included."""
    min_word_pieces: Count
    """A section smaller than this is joined with what follows it."""


class EmbedConfig(Section):
    """The embedding model. Vectors of different models cannot be compared."""

    model: str
    dimensions: Count
    batch: Count
    """The most texts in one request."""
    concurrency: Count
    """The most requests at once."""


class RetrieveConfig(Section):
    """How deep each leg looks, and the constant of reciprocal rank fusion."""

    candidates: Count
    rrf_k: float


class RerankConfig(Section):
    """The weight of each feature; features are between 0 and 1."""

    fused: float
    cosine: float
    coverage: float
    identifier: float
    in_force: float
    in_period: float
    own: float


class PackConfig(Section):
    """What fits into the prompt."""

    candidates: Count
    budget_tokens: Count
    duplicate_similarity: float
    """Two texts say the same from this similarity of their words on."""


class ChatConfig(Section):
    """A chat model and the longest text, in tokens, that it may write."""

    model: str
    max_tokens: Count


class RetryConfig(Section):
    """The one place where retries are decided."""

    attempts: Count
    """For one request, the first included."""
    budget: Count
    """Retries of a whole run: in an outage, every request would otherwise multiply the load."""
    base_ms: Count
    max_ms: Count
    timeout_seconds: Count


class CacheConfig(Section):
    """Whether repeated questions are answered from memory."""

    enabled: bool


class PromptsConfig(Section):
    """How long a worker trusts what a label meant when it last asked."""

    refresh_seconds: Count


class Config(Section):
    """All of the file."""

    chunk: ChunkConfig
    embed: EmbedConfig
    retrieve: RetrieveConfig
    rerank: RerankConfig
    pack: PackConfig
    chat: ChatConfig
    retry: RetryConfig
    cache: CacheConfig
    judge: ChatConfig
    prompts: PromptsConfig

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read a file. What is wrong with it is said with the place of the first mistake."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise HaldenError(f"cannot read the configuration {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise HaldenError(f"cannot read the configuration {path}: not UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            raise HaldenError(f"in {path}: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise HaldenError(f"in {path}: `{place}`: {first['msg']}") from error
