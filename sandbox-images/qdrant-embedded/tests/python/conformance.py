"""Operations that every Qdrant answers alike, asked through the official Python client.

Runs against qdrant-embedded and against a real Qdrant, over REST and over gRPC. Expected answers
are computed here, never by the server.
"""

import math
import uuid

import grpc
from qdrant_client import models
from qdrant_client.http.exceptions import UnexpectedResponse

import connection

COUNT = 60
UUID = str(uuid.UUID(int=7))


def vector(angle):
    return [math.cos(angle), math.sin(angle)]


def payload(number):
    return {
        "number": number,
        "parity": ["even", "odd"][number % 2],
        "third": number % 3 == 0,
        "when": f"2024-01-{number % 28 + 1:02}T00:00:00Z",
        "words": f"room {number} {'attic' if number % 5 == 0 else 'hall'}",
        "tags": [tag for tag, period in (("a", 2), ("b", 3)) if number % period == 0],
    }


def points():
    return [
        models.PointStruct(id=number, vector=vector(number * 0.021), payload=payload(number))
        for number in range(COUNT)
    ]


def ranked(angle):
    """Ids by cosine similarity to `angle`: all vectors have length one."""
    return sorted(range(COUNT), key=lambda number: abs(number * 0.021 - angle))


def ids(found):
    return [point.id for point in found]


def refused(call, http, status):
    """The message with which `call` is refused, over either transport."""
    try:
        call()
    except UnexpectedResponse as error:
        assert error.status_code in http, error
        return error.content.decode()
    except grpc.RpcError as error:
        assert error.code() == status, error
        return error.details()
    raise AssertionError("was not refused")


def check_collections(client, name):
    assert client.collection_exists(name)
    assert name in [collection.name for collection in client.get_collections().collections]
    info = client.get_collection(name)
    assert info.points_count == COUNT
    assert info.config.params.vectors.size == 2
    assert info.config.params.vectors.distance == models.Distance.COSINE
    again = lambda: client.create_collection(
        name, vectors_config=models.VectorParams(size=2, distance=models.Distance.DOT)
    )
    refused(again, {400, 409}, grpc.StatusCode.ALREADY_EXISTS)
    missing = lambda: client.count(f"{name}-none")
    refused(missing, {404}, grpc.StatusCode.NOT_FOUND)


def check_retrieve(client, name):
    found = client.retrieve(name, [5, 1000, 3], with_vectors=True)
    assert sorted(ids(found)) == [3, 5]
    five = next(point for point in found if point.id == 5)
    assert five.payload == payload(5)
    assert all(abs(a - b) < 1e-6 for a, b in zip(five.vector, vector(5 * 0.021)))
    found = client.retrieve(name, [5], with_payload=["number", "parity"])
    assert found[0].payload == {"number": 5, "parity": "odd"}
    found = client.retrieve(name, [5], with_payload=models.PayloadSelectorExclude(exclude=["tags"]))
    assert set(found[0].payload) == set(payload(5)) - {"tags"}
    assert client.retrieve(name, [5], with_payload=False)[0].payload in (None, {})


def check_scroll(client, name):
    seen, offset, pages = [], None, 0
    while True:
        page, offset = client.scroll(name, limit=7, offset=offset)
        seen += ids(page)
        pages += 1
        if offset is None:
            break
    assert seen == list(range(COUNT)) and pages == 9


FILTERS = {
    "match": (
        models.Filter(must=[models.FieldCondition(key="parity", match=models.MatchValue(value="odd"))]),
        lambda p: p["parity"] == "odd",
    ),
    "any": (
        models.Filter(must=[models.FieldCondition(key="number", match=models.MatchAny(any=[1, 2, 99]))]),
        lambda p: p["number"] in (1, 2),
    ),
    "except": (
        models.Filter(
            must=[models.FieldCondition(key="parity", match=models.MatchExcept(**{"except": ["odd"]}))]
        ),
        lambda p: p["parity"] != "odd",
    ),
    "bool": (
        models.Filter(must=[models.FieldCondition(key="third", match=models.MatchValue(value=True))]),
        lambda p: p["third"],
    ),
    "text": (
        models.Filter(must=[models.FieldCondition(key="words", match=models.MatchText(text="attic"))]),
        lambda p: "attic" in p["words"],
    ),
    "range": (
        models.Filter(must=[models.FieldCondition(key="number", range=models.Range(gt=9, lte=20))]),
        lambda p: 9 < p["number"] <= 20,
    ),
    "period": (
        models.Filter(
            must=[
                models.FieldCondition(
                    key="when", range=models.DatetimeRange(gte="2024-01-10T00:00:00Z", lt="2024-01-12T00:00:00Z")
                )
            ]
        ),
        lambda p: p["when"][:10] in ("2024-01-10", "2024-01-11"),
    ),
    "ids": (models.Filter(must=[models.HasIdCondition(has_id=[4, 8])]), lambda p: p["number"] in (4, 8)),
    "empty": (
        models.Filter(must=[models.IsEmptyCondition(is_empty=models.PayloadField(key="tags"))]),
        lambda p: not p["tags"],
    ),
    "should and must not": (
        models.Filter(
            should=[
                models.FieldCondition(key="tags", match=models.MatchValue(value="a")),
                models.FieldCondition(key="tags", match=models.MatchValue(value="b")),
            ],
            must_not=[models.FieldCondition(key="number", range=models.Range(gte=30))],
        ),
        lambda p: p["tags"] and p["number"] < 30,
    ),
    "min should": (
        models.Filter(
            min_should=models.MinShould(
                conditions=[
                    models.FieldCondition(key="third", match=models.MatchValue(value=True)),
                    models.FieldCondition(key="parity", match=models.MatchValue(value="even")),
                    models.FieldCondition(key="number", range=models.Range(lt=12)),
                ],
                min_count=2,
            )
        ),
        lambda p: p["third"] + (p["parity"] == "even") + (p["number"] < 12) >= 2,
    ),
}


def check_filters(client, name):
    for what, (condition, matches) in FILTERS.items():
        expected = [number for number in range(COUNT) if matches(payload(number))]
        assert 0 < len(expected) < COUNT, what
        found, _ = client.scroll(name, scroll_filter=condition, limit=COUNT)
        assert ids(found) == expected, what
        assert client.count(name, count_filter=condition, exact=True).count == len(expected), what


def check_query(client, name):
    angle = 0.5
    found = client.query_points(name, query=vector(angle), limit=8).points
    assert ids(found) == ranked(angle)[:8]
    assert abs(found[0].score - math.cos(ranked(angle)[0] * 0.021 - angle)) < 1e-5
    found = client.query_points(name, query=vector(angle), limit=4, offset=3, with_vectors=True).points
    assert ids(found) == ranked(angle)[3:7] and len(found[0].vector) == 2

    condition, matches = FILTERS["should and must not"]
    expected = [number for number in ranked(angle) if matches(payload(number))]
    found = client.query_points(
        name,
        query=vector(angle),
        query_filter=condition,
        search_params=models.SearchParams(exact=True, hnsw_ef=64),
        limit=COUNT,
    ).points
    assert ids(found) == expected
    near = [number for number in ranked(angle) if math.cos(number * 0.021 - angle) >= 0.99]
    found = client.query_points(name, query=vector(angle), score_threshold=0.99, limit=COUNT).points
    assert ids(found) == near

    found = client.query_points(name, query=20, limit=2).points
    assert sorted(ids(found)) == [19, 21]
    batch = [models.QueryRequest(query=vector(a), limit=1) for a in (0.1, 1.0)]
    answers = client.query_batch_points(name, requests=batch)
    assert [ids(answer.points) for answer in answers] == [ranked(0.1)[:1], ranked(1.0)[:1]]


def check_fusion(client, name):
    sides = [ranked(angle)[:15] for angle in (0.4, 0.6)]
    expected = {}
    for side in sides:
        for rank, number in enumerate(side):
            expected[number] = expected.get(number, 0) + 1 / (rank + 2)
    found = client.query_points(
        name,
        prefetch=[models.Prefetch(query=vector(angle), limit=15) for angle in (0.4, 0.6)],
        query=models.FusionQuery(fusion=models.Fusion.RRF),
        limit=COUNT,
        with_payload=True,
    ).points
    assert set(ids(found)) == set(expected)
    assert all(abs(point.score - expected[point.id]) < 1e-5 for point in found)
    scores = [point.score for point in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0].payload == payload(found[0].id)


def check_indexes(client, name):
    client.create_payload_index(name, "parity", models.PayloadSchemaType.KEYWORD, wait=True)
    client.create_payload_index(name, "number", models.IntegerIndexParams(type="integer"), wait=True)
    client.create_payload_index(
        name, "words", models.TextIndexParams(type="text", tokenizer=models.TokenizerType.WORD), wait=True
    )
    schema = client.get_collection(name).payload_schema
    assert {key: info.data_type.value for key, info in schema.items()} == {
        "parity": "keyword",
        "number": "integer",
        "words": "text",
    }
    hits = client.facet(name, "parity", exact=True).hits
    assert {hit.value: hit.count for hit in hits} == {"even": COUNT // 2, "odd": COUNT // 2}
    page, _ = client.scroll(name, order_by=models.OrderBy(key="number", direction="desc"), limit=3)
    assert ids(page) == [59, 58, 57]
    check_filters(client, name)
    client.delete_payload_index(name, "words", wait=True)
    assert set(client.get_collection(name).payload_schema) == {"parity", "number"}


def check_payload(client, name):
    stored = lambda number: client.retrieve(name, [number])[0].payload
    client.set_payload(name, {"new": {"x": 1}}, points=[1], wait=True)
    assert stored(1) == payload(1) | {"new": {"x": 1}}
    client.delete_payload(name, ["new", "tags"], points=[1], wait=True)
    assert set(stored(1)) == set(payload(1)) - {"tags"}
    client.overwrite_payload(name, {"only": True}, points=[1], wait=True)
    assert stored(1) == {"only": True}
    client.clear_payload(name, [1], wait=True)
    assert stored(1) in (None, {})
    client.upsert(name, [points()[1]], wait=True)
    assert stored(1) == payload(1)


def check_updates(client, name):
    batch = models.Batch(ids=[100, UUID], vectors=[vector(0.1), vector(0.2)], payloads=[{"b": 1}, {}])
    assert client.upsert(name, batch, wait=True).status == models.UpdateStatus.COMPLETED
    assert client.retrieve(name, [UUID])[0].id == UUID
    wrong = lambda: client.upsert(name, [models.PointStruct(id=1, vector=[1.0, 2.0, 3.0])], wait=True)
    message = refused(wrong, {400}, grpc.StatusCode.INVALID_ARGUMENT)
    assert "expected dim: 2, got 3" in message
    client.delete(name, [100, UUID], wait=True)
    assert client.count(name).count == COUNT
    odd, matches = FILTERS["match"]
    client.delete(name, odd, wait=True)
    left = [number for number in range(COUNT) if not matches(payload(number))]
    assert client.count(name).count == len(left)
    operations = [
        models.UpsertOperation(upsert=models.PointsList(points=[points()[1], points()[3]])),
        models.SetPayloadOperation(set_payload=models.SetPayload(payload={"set": 1}, points=[3])),
        models.DeleteOperation(delete=models.PointIdsList(points=[1])),
    ]
    client.batch_update_points(name, operations, wait=True)
    assert client.retrieve(name, [1, 3])[0].payload["set"] == 1
    client.upload_points(name, points(), wait=True)
    assert client.count(name).count == COUNT


def check_named_vectors(client, name):
    name = f"{name}-named"
    params = models.VectorParams(size=2, distance=models.Distance.DOT)
    client.create_collection(name, vectors_config={"x": params, "y": params})
    try:
        both = {"x": [1.0, 0.0], "y": [0.0, 1.0]}
        client.upsert(
            name,
            [models.PointStruct(id=1, vector=both), models.PointStruct(id=2, vector={"x": [0.0, 1.0]})],
            wait=True,
        )
        assert ids(client.query_points(name, query=[0.0, 1.0], using="x").points) == [2, 1]
        assert ids(client.query_points(name, query=[0.0, 1.0], using="y").points) == [1]
        assert client.retrieve(name, [1], with_vectors=["y"])[0].vector == {"y": [0.0, 1.0]}
        client.update_vectors(name, [models.PointVectors(id=2, vector={"y": [0.0, 2.0]})], wait=True)
        assert ids(client.query_points(name, query=2, using="y").points) == [1]
        client.delete_vectors(name, ["x"], points=[1], wait=True)
        assert ids(client.query_points(name, query=[1.0, 1.0], using="x").points) == [2]
    finally:
        client.delete_collection(name)


CHECKS = [
    check_collections,
    check_retrieve,
    check_scroll,
    check_filters,
    check_query,
    check_fusion,
    check_indexes,
    check_payload,
    check_updates,
    check_named_vectors,
]


def main():
    arguments = connection.arguments(__doc__)
    client = connection.connect(arguments)
    name = f"conformance-{uuid.uuid4()}"
    client.create_collection(
        name, vectors_config=models.VectorParams(size=2, distance=models.Distance.COSINE)
    )
    try:
        client.upsert(name, points(), wait=True)
        for check in CHECKS:
            check(client, name)
            print(f"ok {check.__name__}")
    finally:
        assert client.delete_collection(name)
    assert not client.collection_exists(name)
    print(f"{len(CHECKS)} checks passed over {arguments.transport}")


if __name__ == "__main__":
    main()
