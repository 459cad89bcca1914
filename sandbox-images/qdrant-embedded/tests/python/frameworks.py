"""The hybrid modes of LangChain and LlamaIndex, with encoders of our own: theirs fetch a model.

Runs against qdrant-embedded and against a real Qdrant, over REST and over gRPC. Expected answers
are computed here, never by the server.
"""

import math
import uuid
import zlib

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_qdrant import QdrantVectorStore, RetrievalMode, SparseEmbeddings, SparseVector
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import (
    ExactMatchFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)
from llama_index.vector_stores.qdrant import QdrantVectorStore as LlamaStore
from qdrant_client import models

import connection

TEXTS = [
    "a boiler that knocks at night",
    "the boiler is cold and the pump is loud",
    "a lift that stops between floors",
    "the lift is loud at night",
    "a window that does not close",
    "a cold window and a cold room",
    "the pump knocks and the boiler stops",
    "a room with a lift and a window",
]
QUERY = "a loud boiler at night"
DIMENSIONS = 16
EACH = 4


def words(text):
    return [zlib.crc32(word.encode()) for word in text.split() if word not in ("a", "the", "and")]


def dense(text):
    """Hashed words in few dimensions, so that some of them meet."""
    vector = [0.01 * (number + 1) for number in range(DIMENSIONS)]
    for word in words(text):
        vector[word % DIMENSIONS] += 1.0 + (word % 97) / 200
    return vector


def sparse(text):
    """A dimension a word, weighted by how often it is there and by the word."""
    counts = {}
    for word in words(text):
        counts[word] = counts.get(word, 0) + 1
    return {word: math.log1p(count) + (word % 89) / 300 for word, count in counts.items()}


def cosine(one, other):
    product = sum(a * b for a, b in zip(one, other))
    return product / math.hypot(*one) / math.hypot(*other)


def dense_scores():
    return {text: cosine(dense(text), dense(QUERY)) for text in TEXTS}


def sparse_scores():
    query = sparse(QUERY)
    scores = {}
    for text in TEXTS:
        common = set(sparse(text)) & set(query)
        if common:
            scores[text] = sum(sparse(text)[word] * query[word] for word in common)
    return scores


def ranked(scores, limit):
    return sorted(scores, key=scores.get, reverse=True)[:limit]


def reciprocal(sides):
    fused = {}
    for side in sides:
        for rank, text in enumerate(side):
            fused[text] = fused.get(text, 0) + 1 / (rank + 2)
    return fused


def close(found, expected):
    assert set(found) == set(expected), (found, expected)
    assert all(abs(found[key] - expected[key]) < 1e-4 for key in found), (found, expected)


class Dense(Embeddings):
    def embed_documents(self, texts):
        return [dense(text) for text in texts]

    def embed_query(self, text):
        return dense(text)


class Sparse(SparseEmbeddings):
    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        weights = sparse(text)
        return SparseVector(indices=list(weights), values=list(weights.values()))


def check_langchain(arguments, client, name):
    def store(mode):
        return QdrantVectorStore(
            client=client,
            collection_name=name,
            embedding=Dense(),
            sparse_embedding=Sparse(),
            retrieval_mode=mode,
            sparse_vector_name="words",
        )

    documents = [
        Document(page_content=text, metadata={"number": number}) for number, text in enumerate(TEXTS)
    ]
    hybrid = QdrantVectorStore.from_documents(
        documents,
        embedding=Dense(),
        sparse_embedding=Sparse(),
        retrieval_mode=RetrievalMode.HYBRID,
        sparse_vector_name="words",
        collection_name=name,
        url=arguments.url,
        grpc_port=arguments.grpc_port,
        prefer_grpc=arguments.transport == "grpc",
    )
    score_of = lambda answers: {document.page_content: score for document, score in answers}

    found = hybrid.similarity_search_with_score(QUERY, k=len(TEXTS))
    sides = [ranked(dense_scores(), len(TEXTS)), ranked(sparse_scores(), len(TEXTS))]
    expected = reciprocal(sides)
    close(score_of(found), expected)
    assert all(a >= b for (_, a), (_, b) in zip(found, found[1:]))
    assert found[0][0].metadata["number"] == TEXTS.index(found[0][0].page_content)

    few = hybrid.similarity_search_with_score(QUERY, k=EACH)
    expected = reciprocal([ranked(dense_scores(), EACH), ranked(sparse_scores(), EACH)])
    assert len(few) == EACH
    assert all(abs(score - expected[document.page_content]) < 1e-4 for document, score in few)

    only = models.Filter(
        must=[models.FieldCondition(key="metadata.number", range=models.Range(gte=4))]
    )
    late = hybrid.similarity_search(QUERY, k=len(TEXTS), filter=only)
    assert {document.page_content for document in late} == set(TEXTS[4:])

    found = store(RetrievalMode.SPARSE).similarity_search_with_score(QUERY, k=len(TEXTS))
    close(score_of(found), sparse_scores())
    found = store(RetrievalMode.DENSE).similarity_search_with_score(QUERY, k=len(TEXTS))
    close(score_of(found), dense_scores())

    diverse = store(RetrievalMode.DENSE).max_marginal_relevance_search(QUERY, k=3, fetch_k=6)
    assert diverse[0].page_content == ranked(dense_scores(), 1)[0] and len(diverse) == 3
    hybrid.delete([document.metadata["_id"] for document in late])
    assert client.count(name).count == 4


def encode(texts):
    weights = [sparse(text) for text in texts]
    return [list(each) for each in weights], [list(each.values()) for each in weights]


def check_llama_index(arguments, client, name):
    store = LlamaStore(
        collection_name=name,
        client=client,
        enable_hybrid=True,
        sparse_doc_fn=encode,
        sparse_query_fn=encode,
    )
    nodes = [
        TextNode(text=text, embedding=dense(text), metadata={"half": number // 4})
        for number, text in enumerate(TEXTS)
    ]
    store.add(nodes)
    assert client.count(name).count == len(TEXTS)

    def ask(mode, **more):
        query = VectorStoreQuery(
            query_str=QUERY,
            query_embedding=dense(QUERY),
            mode=mode,
            similarity_top_k=len(TEXTS),
            sparse_top_k=len(TEXTS),
            **more,
        )
        answer = store.query(query)
        texts = [node.get_content() for node in answer.nodes]
        return dict(zip(texts, answer.similarities))

    close(ask(VectorStoreQueryMode.DEFAULT), dense_scores())
    close(ask(VectorStoreQueryMode.SPARSE), sparse_scores())

    hybrid = ask(VectorStoreQueryMode.HYBRID, alpha=0.5, hybrid_top_k=len(TEXTS))
    assert set(hybrid) == set(TEXTS)
    spread = lambda scores: {
        text: (score - min(scores.values())) / (max(scores.values()) - min(scores.values()))
        for text, score in scores.items()
    }
    left, right = spread(dense_scores()), spread(sparse_scores())
    close(hybrid, {text: 0.5 * left[text] + 0.5 * right.get(text, 0) for text in TEXTS})

    second = MetadataFilters(filters=[ExactMatchFilter(key="half", value=1)])
    found = ask(VectorStoreQueryMode.HYBRID, filters=second, hybrid_top_k=len(TEXTS))
    assert set(found) == set(TEXTS[4:])
    store.delete_nodes([node.node_id for node in nodes[:3]])
    assert client.count(name).count == len(TEXTS) - 3


def main():
    arguments = connection.arguments(__doc__)
    client = connection.connect(arguments)
    for check in (check_langchain, check_llama_index):
        name = f"frameworks-{uuid.uuid4()}"
        try:
            check(arguments, client, name)
        finally:
            client.delete_collection(name)
        print(f"ok {check.__name__}")
    print(f"2 checks passed over {arguments.transport}")


if __name__ == "__main__":
    main()
