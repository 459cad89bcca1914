"""What a retrieval engineer asks of Qdrant beyond the nearest points, through the Python client.

Runs against qdrant-embedded and against a real Qdrant, over REST and over gRPC. Expected answers
are computed here, never by the server.
"""

import math
import uuid

import grpc
from qdrant_client import models
from qdrant_client.http.exceptions import UnexpectedResponse

import connection

COUNT = 48
TEAMS = ["sales", "legal", "it", "hr"]


def dense(number):
    return [math.cos(number * 0.03), math.sin(number * 0.03)]


def sparse(number):
    """The words of a text: all have word 0, few have the others."""
    weights = {0: 1.0}
    for word in (2, 3, 5, 7):
        if number % word == 0:
            weights[word] = 1.0 + number / 100
    return models.SparseVector(indices=list(weights)[::-1], values=list(weights.values())[::-1])


def rows(number):
    return [dense(number), dense(number + 20)]


def payload(number):
    return {
        "number": number,
        "team": TEAMS[number % 4],
        "marks": [number % 7, number % 5 + 10],
        "twice": [number, number + 1000],
    }


def points():
    return [
        models.PointStruct(
            id=number,
            vector={"dense": dense(number), "words": sparse(number), "rare": sparse(number), "rows": rows(number)},
            payload=payload(number),
        )
        for number in range(1, COUNT + 1)
    ]


def create(client, name):
    params = models.VectorParams(size=2, distance=models.Distance.COSINE)
    client.create_collection(
        name,
        vectors_config={
            "dense": params,
            "rows": models.VectorParams(
                size=2,
                distance=models.Distance.DOT,
                multivector_config=models.MultiVectorConfig(
                    comparator=models.MultiVectorComparator.MAX_SIM
                ),
            ),
        },
        sparse_vectors_config={
            "words": models.SparseVectorParams(),
            "rare": models.SparseVectorParams(modifier=models.Modifier.IDF),
        },
        metadata={"owner": "tests"},
    )
    client.upsert(name, points(), wait=True)


NUMBERS = range(1, COUNT + 1)
QUESTION = models.SparseVector(indices=[7, 3], values=[1.0, 0.5])
ANGLE = 0.4


def cosine(number):
    return math.cos(number * 0.03 - ANGLE)


def weights(vector):
    return dict(zip(vector.indices, vector.values))


def word_scores(idf):
    """Dot products with the question, each word weighed by how rare it is if `idf`."""
    having = {word: sum(word in sparse(n).indices for n in NUMBERS) for word in (7, 3)}
    rarity = {word: math.log((COUNT - n + 0.5) / (n + 0.5) + 1.0) if idf else 1.0 for word, n in having.items()}
    asked = weights(QUESTION)
    scores = {}
    for number in NUMBERS:
        stored = weights(sparse(number))
        common = set(stored) & set(asked)
        if common:
            scores[number] = sum(stored[word] * asked[word] * rarity[word] for word in common)
    return scores


def direction(angle):
    return [math.cos(angle), math.sin(angle)]


def ids(found):
    return [point.id for point in found]


def near(found, expected):
    """The points and their scores, best first; equal scores may come in any order."""
    scores = {point.id: point.score for point in found}
    assert set(scores) == set(expected), (scores, expected)
    assert all(abs(scores[key] - expected[key]) < 1e-4 for key in scores), (scores, expected)
    assert all(a.score >= b.score - 1e-6 for a, b in zip(found, found[1:]))


def best(scores, limit):
    return sorted(scores, key=scores.get, reverse=True)[:limit]


def refused(call, http, status):
    try:
        call()
    except UnexpectedResponse as error:
        assert error.status_code in http, error
        return error.content.decode()
    except grpc.RpcError as error:
        assert error.code() == status, error
        return error.details()
    raise AssertionError("was not refused")


def check_sparse(client, name):
    ask = lambda using, **more: client.query_points(name, query=QUESTION, using=using, limit=COUNT, **more).points
    near(ask("words"), word_scores(idf=False))
    near(ask("rare"), word_scores(idf=True))
    stored = client.retrieve(name, [42], with_vectors=["words"])[0].vector["words"]
    assert weights(stored) == weights(sparse(42)) or all(
        abs(weights(stored)[word] - value) < 1e-6 for word, value in weights(sparse(42)).items()
    )
    assert stored.indices == sorted(stored.indices)
    threshold = sorted(word_scores(idf=False).values())[len(word_scores(idf=False)) // 2]
    enough = {key: score for key, score in word_scores(idf=False).items() if score >= threshold - 1e-9}
    assert set(ids(ask("words", score_threshold=threshold - 1e-5))) == set(enough)
    wrong = lambda: client.query_points(name, query=[0.1, 0.2], using="words")
    refused(wrong, {400}, grpc.StatusCode.INVALID_ARGUMENT)
    twice = models.SparseVector(indices=[3, 3], values=[1.0, 1.0])
    refused(
        lambda: client.query_points(name, query=twice, using="words"),
        {400, 422},
        grpc.StatusCode.INVALID_ARGUMENT,
    )
    info = client.get_collection(name)
    assert info.config.params.sparse_vectors["rare"].modifier == models.Modifier.IDF
    assert info.config.metadata == {"owner": "tests"}


def check_hybrid(client, name):
    prefetch = [
        models.Prefetch(query=direction(ANGLE), using="dense", limit=12),
        models.Prefetch(query=QUESTION, using="words", limit=12),
    ]
    sides = [{n: cosine(n) for n in NUMBERS}, word_scores(idf=False)]
    sides = [{key: side[key] for key in best(side, 12)} for side in sides]
    ask = lambda query: client.query_points(name, prefetch=prefetch, query=query, limit=COUNT).points

    ranks = {}
    for side in sides:
        for rank, number in enumerate(best(side, 12)):
            ranks[number] = ranks.get(number, 0) + 1 / (rank + 2)
    near(ask(models.FusionQuery(fusion=models.Fusion.RRF)), ranks)

    spread = {}
    for side in sides:
        mean = sum(side.values()) / len(side)
        deviation = math.sqrt(sum((score - mean) ** 2 for score in side.values()) / (len(side) - 1))
        low, high = mean - 3 * deviation, mean + 3 * deviation
        for number, score in side.items():
            spread[number] = spread.get(number, 0) + (score - low) / (high - low)
    found = ask(models.FusionQuery(fusion=models.Fusion.DBSF))
    assert set(ids(found)) == set(spread)
    # The engine computes the spread of nearly equal scores in single precision.
    assert all(abs(point.score - spread[point.id]) < 1e-2 for point in found)


def check_examples(client, name):
    recommend = lambda **more: client.query_points(
        name,
        query=models.RecommendQuery(recommend=models.RecommendInput(**more)),
        using="dense",
        limit=5,
    ).points
    average = [2 * a - b for a, b in zip(dense(10), dense(40))]
    angle = math.atan2(average[1], average[0])
    expected = sorted((n for n in NUMBERS if n not in (10, 40)), key=lambda n: abs(n * 0.03 - angle))
    assert ids(recommend(positive=[10], negative=[40])) == expected[:5]
    found = recommend(positive=[20], strategy=models.RecommendStrategy.BEST_SCORE)
    assert set(ids(found)) <= {17, 18, 19, 21, 22, 23}
    discover = models.DiscoverQuery(
        discover=models.DiscoverInput(
            target=direction(ANGLE), context=[models.ContextPair(positive=1, negative=COUNT)]
        )
    )
    found = client.query_points(name, query=discover, using="dense", limit=5).points
    assert ids(found) == best({n: cosine(n) for n in NUMBERS if n not in (1, COUNT)}, 5)
    # A point that is named anywhere in a query is no result of any part of it.
    found = client.query_points(
        name,
        prefetch=[
            models.Prefetch(query=5, using="dense", limit=COUNT),
            models.Prefetch(query=direction(0.15), using="dense", limit=COUNT),
        ],
        query=models.FusionQuery(fusion=models.Fusion.RRF),
        limit=COUNT,
    ).points
    assert sorted(ids(found)) == [n for n in NUMBERS if n != 5]


def check_mmr(client, name):
    scores = {n: cosine(n) for n in NUMBERS}
    candidates, diversity, limit = best(scores, 20), 0.7, 6
    similar = lambda a, b: math.cos((a - b) * 0.03)
    chosen = [candidates[0]]
    while len(chosen) < limit:
        rest = [n for n in candidates if n not in chosen]
        value = lambda n: (1 - diversity) * scores[n] - diversity * max(similar(n, c) for c in chosen)
        chosen.append(max(rest, key=value))
    query = models.NearestQuery(
        nearest=direction(ANGLE), mmr=models.Mmr(diversity=diversity, candidates_limit=20)
    )
    found = client.query_points(name, query=query, using="dense", limit=limit, with_payload=True).points
    assert ids(found) == chosen, (ids(found), chosen)
    assert all(abs(point.score - scores[point.id]) < 1e-4 for point in found)
    assert found[0].payload == payload(found[0].id) and found[0].vector is None
    # The page is cut out of the limit, as in Qdrant.
    found = client.query_points(name, query=query, using="dense", limit=limit, offset=2).points
    assert ids(found) == chosen[2:]


def check_multivectors(client, name):
    question = [direction(0.2), direction(0.9)]
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    score = lambda number: sum(max(dot(asked, row) for row in rows(number)) for asked in question)
    found = client.query_points(name, query=question, using="rows", limit=COUNT).points
    near(found, {number: score(number) for number in NUMBERS})
    stored = client.retrieve(name, [3], with_vectors=["rows"])[0].vector["rows"]
    assert all(abs(a - b) < 1e-6 for got, put in zip(stored, rows(3)) for a, b in zip(got, put))


def check_groups(client, name):
    answer = client.query_points_groups(
        name, group_by="team", query=direction(ANGLE), using="dense", limit=3, group_size=4, with_payload=["number"]
    )
    ranked = best({n: cosine(n) for n in NUMBERS}, COUNT)
    expected = []
    for number in ranked:
        team = TEAMS[number % 4]
        if team not in expected:
            expected.append(team)
    assert [group.id for group in answer.groups] == expected[:3]
    for group in answer.groups:
        own = [n for n in ranked if TEAMS[n % 4] == group.id][:4]
        assert ids(group.hits) == own
        assert group.hits[0].payload == {"number": own[0]}

    # A point is in the group of each of its values; a hit may be looked up by its value.
    answer = client.query_points_groups(
        name, group_by="marks", query=direction(ANGLE), using="dense", limit=12, group_size=2,
        with_lookup=models.WithLookup(collection=name, with_payload=["team"]),
    )
    assert {group.id for group in answer.groups} == set(range(7)) | set(range(10, 15))
    for group in answer.groups:
        own = [n for n in ranked if group.id in payload(n)["marks"]][:2]
        assert ids(group.hits) == own
        looked_up = {"team": TEAMS[group.id % 4]} if group.id in NUMBERS else None
        assert (group.lookup.payload if group.lookup else None) == looked_up


def check_order(client, name):
    client.create_payload_index(name, "twice", models.PayloadSchemaType.INTEGER, wait=True)
    page, following = client.scroll(name, order_by="twice", limit=10 * COUNT)
    values = [(point.order_value, point.id) for point in page]
    # Once for each value, which is more often than there are points.
    assert values == sorted([(n, n) for n in NUMBERS] + [(n + 1000, n) for n in NUMBERS])
    assert following is None
    odd = models.Filter(must=[models.FieldCondition(key="number", range=models.Range(gte=41))])
    page, _ = client.scroll(
        name, scroll_filter=odd, order_by=models.OrderBy(key="twice", direction="desc"), limit=12
    )
    assert ids(page) == [48, 47, 46, 45, 44, 43, 42, 41, 48, 47, 46, 45]
    by_field = models.OrderByQuery(order_by="twice")
    found = client.query_points(name, query=by_field, limit=10 * COUNT).points
    assert ids(found) == list(NUMBERS) * 2
    found = client.query_points(name, query=by_field, limit=4, offset=COUNT - 2).points
    assert ids(found) == [COUNT - 1, COUNT, 1, 2]
    unwanted = lambda: client.query_points(name, query=by_field, score_threshold=0.5)
    refused(unwanted, {400}, grpc.StatusCode.INVALID_ARGUMENT)
    # A point that follows itself comes once in a query, in Qdrant's merge, and twice in a scroll.
    client.upsert(
        name,
        [models.PointStruct(id=100, vector={}, payload={"twice": [5000, 5001]})],
        wait=True,
    )
    last = models.OrderBy(key="twice", direction="desc")
    assert ids(client.scroll(name, order_by=last, limit=3)[0]) == [100, 100, COUNT]
    found = client.query_points(name, query=models.OrderByQuery(order_by=last), limit=3).points
    assert ids(found) == [100, COUNT]
    client.delete(name, [100], wait=True)


def check_conditions(client, name):
    stored = lambda number: {point.id: point.payload for point in client.retrieve(name, [number, 200])}
    mine = models.Filter(must=[models.FieldCondition(key="team", match=models.MatchValue(value="it"))])
    new = lambda number: models.PointStruct(id=number, vector={}, payload={"team": "new"})
    client.upsert(name, [new(2), new(3), new(200)], update_filter=mine, wait=True)
    assert client.retrieve(name, [2])[0].payload == {"team": "new"}
    assert client.retrieve(name, [3])[0].payload == payload(3)
    assert stored(3)[200] == {"team": "new"}
    changed = models.PointStruct(id=200, vector={}, payload={"team": "newer"})
    client.upsert(name, [changed, new(201)], update_mode=models.UpdateMode.INSERT_ONLY, wait=True)
    assert stored(1)[200] == {"team": "new"} and client.retrieve(name, [201])
    client.upsert(name, [changed, new(202)], update_mode=models.UpdateMode.UPDATE_ONLY, wait=True)
    assert stored(1)[200] == {"team": "newer"} and not client.retrieve(name, [202])
    client.delete(name, [200, 201], wait=True)
    client.upsert(name, [points()[1]], wait=True)


def check_aliases(client, name):
    other = f"{name}-other"
    params = models.VectorParams(size=2, distance=models.Distance.DOT)
    client.create_collection(other, vectors_config=params)
    client.upsert(other, [models.PointStruct(id=1, vector=direction(0.9))], wait=True)
    alias = lambda target: models.CreateAliasOperation(
        create_alias=models.CreateAlias(collection_name=target, alias_name=f"{name}-now")
    )
    now = lambda: client.count(f"{name}-now").count
    try:
        client.update_collection_aliases([alias(name)])
        assert now() == COUNT and client.collection_exists(f"{name}-now")
        gone = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=f"{name}-now"))
        client.update_collection_aliases([gone, alias(other)])
        assert now() == 1
        renamed = models.RenameAliasOperation(
            rename_alias=models.RenameAlias(old_alias_name=f"{name}-now", new_alias_name=f"{name}-then")
        )
        client.update_collection_aliases([renamed])
        named = [entry.alias_name for entry in client.get_collection_aliases(other).aliases]
        assert named == [f"{name}-then"]
        assert f"{name}-then" in [entry.alias_name for entry in client.get_aliases().aliases]
        missing = lambda: client.update_collection_aliases([alias(f"{name}-none")])
        refused(missing, {404}, grpc.StatusCode.NOT_FOUND)
        taken = lambda: client.create_collection(f"{name}-then", vectors_config=params)
        refused(taken, {400}, grpc.StatusCode.INVALID_ARGUMENT)
        # A point of another collection, by its alias.
        elsewhere = models.LookupLocation(collection=f"{name}-then", vector="")
        found = client.query_points(name, query=1, using="dense", lookup_from=elsewhere, limit=3).points
        assert ids(found) == [30, 29, 31] or ids(found) == [30, 31, 29]
    finally:
        client.delete_collection(other)
    assert not [entry for entry in client.get_aliases().aliases if entry.alias_name.startswith(name)]


def check_configuration(client, name):
    client.update_collection(
        name,
        optimizers_config=models.OptimizersConfigDiff(indexing_threshold=50_000),
        hnsw_config=models.HnswConfigDiff(m=24),
        vectors_config={"dense": models.VectorParamsDiff(on_disk=True)},
        metadata={"note": {"a": 1}},
    )
    config = client.get_collection(name).config
    assert config.optimizer_config.indexing_threshold == 50_000
    assert config.hnsw_config.m == 24 and config.hnsw_config.ef_construct == 100
    assert config.params.vectors["dense"].on_disk is True
    assert config.metadata == {"owner": "tests", "note": {"a": 1}}
    found = client.query_points(name, query=direction(ANGLE), using="dense", limit=5).points
    assert ids(found) == best({n: cosine(n) for n in NUMBERS}, 5)
    unknown = lambda: client.update_collection(name, vectors_config={"none": models.VectorParamsDiff(on_disk=True)})
    refused(unknown, {400}, grpc.StatusCode.INVALID_ARGUMENT)


CHECKS = [
    check_sparse,
    check_hybrid,
    check_examples,
    check_mmr,
    check_multivectors,
    check_groups,
    check_order,
    check_conditions,
    check_aliases,
    check_configuration,
]


def main():
    arguments = connection.arguments(__doc__)
    client = connection.connect(arguments)
    name = f"ranking-{uuid.uuid4()}"
    create(client, name)
    try:
        for check in CHECKS:
            check(client, name)
            print(f"ok {check.__name__}")
    finally:
        client.delete_collection(name)
    print(f"{len(CHECKS)} checks passed over {arguments.transport}")


if __name__ == "__main__":
    main()
