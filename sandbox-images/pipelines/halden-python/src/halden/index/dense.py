"""The dense index: one point a chunk in Qdrant.

By its REST interface and not by its client library, whose import alone takes as long as an answer.
"""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import ValidationError

from halden.embed import Vector
from halden.errors import HaldenError
from halden.index.record import Record
from halden.scope import Scope
from halden.transport import client

COLLECTION = "halden_chunks"
_PATH = f"/collections/{COLLECTION}"
_FILTERED = ("doc", "audience", "kind", "status")
"""The fields of the payload that are indexed."""
_UPSERT_BATCH = 256
_TIMEOUT_SECONDS = 30
# A write is acknowledged once it can be searched.
_WAIT = {"wait": "true"}


class DenseError(HaldenError):
    """Qdrant does not answer, or says no."""


class DenseIndex:
    """The dense index on a Qdrant server. Connects on first use; every method raises DenseError."""

    def __init__(self, url: str, dimensions: int) -> None:
        self._http = client(url, _TIMEOUT_SECONDS)
        self._dimensions = dimensions

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def exists(self) -> bool:
        """Whether the collection is there."""
        return bool(self._call("GET", f"{_PATH}/exists")["exists"])

    def create(self) -> None:
        """Create the collection and the indexes of its payload."""
        vectors = {"size": self._dimensions, "distance": "Cosine"}
        self._call("PUT", _PATH, {"vectors": vectors})
        for field in _FILTERED:
            body = {"field_name": field, "field_schema": "keyword"}
            self._call("PUT", f"{_PATH}/index", body, _WAIT)

    def drop(self) -> None:
        """Drop the collection if it is there."""
        if self.exists():
            self._call("DELETE", _PATH)

    def remove(self, documents: Collection[str]) -> None:
        """Remove every point of these documents, however many there are.

        Overwriting by id would leave the tail of a document that became shorter.
        """
        if documents:
            body = {"filter": {"must": [_any_of("doc", documents)]}}
            self._call("POST", f"{_PATH}/points/delete", body, _WAIT)

    def add(self, records: Sequence[Record], vectors: Sequence[Vector]) -> None:
        """Add a point for each record."""
        points = [
            {"id": record.point_id, "vector": vector, "payload": record.model_dump(mode="json")}
            for record, vector in zip(records, vectors, strict=True)
        ]
        for at in range(0, len(points), _UPSERT_BATCH):
            body = {"points": points[at : at + _UPSERT_BATCH]}
            self._call("PUT", f"{_PATH}/points", body, _WAIT)

    def search(self, vector: Vector, scope: Scope, limit: int) -> list[tuple[Record, float]]:
        """The nearest chunks that the asker may see, with their cosines."""
        if limit == 0:
            return []
        body = {
            "query": vector,
            "filter": {"must": [_any_of("audience", scope.audiences)]},
            "limit": limit,
            "with_payload": True,
        }
        points = self._call("POST", f"{_PATH}/points/query", body)["points"]
        try:
            return [(Record.model_validate(p["payload"]), float(p["score"])) for p in points]
        except ValidationError as error:
            raise DenseError("a point without its record") from error

    def points(self) -> int:
        """The number of points, counted exactly."""
        return int(self._call("POST", f"{_PATH}/points/count", {"exact": True})["count"])

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> Any:
        try:
            response = self._http.request(method, path, json=body, params=params)
        except httpx.RequestError as error:
            cause = error or type(error).__name__
            raise DenseError(f"Qdrant does not answer: {cause}") from error
        if response.status_code != HTTPStatus.OK:
            raise DenseError(f"Qdrant answered {response.status_code}: {response.text}")
        try:
            return response.json()["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise DenseError("Qdrant's answer is not usable") from error


def _any_of(field: str, values: Collection[str]) -> dict[str, Any]:
    return {"key": field, "match": {"any": sorted(values)}}
