"""Where things are: decided by the machine, not by the repository."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Environment:
    """Addresses, keys and folders. A variable that is set to nothing counts as not set."""

    openai_base_url: str
    openai_api_key: str | None
    qdrant_rest_url: str
    state: Path
    prompts: Path

    @classmethod
    def from_process(cls, variables: Mapping[str, str] = os.environ) -> "Environment":
        """Read the process's environment; the defaults are those of a developer's machine."""
        return cls(
            openai_base_url=variables.get("OPENAI_BASE_URL") or "http://localhost:8080/v1",
            openai_api_key=variables.get("OPENAI_API_KEY") or None,
            qdrant_rest_url=variables.get("QDRANT_REST_URL") or "http://localhost:6333",
            state=Path(variables.get("HALDEN_STATE") or "state"),
            prompts=Path(variables.get("HALDEN_PROMPTS") or "prompts"),
        )
