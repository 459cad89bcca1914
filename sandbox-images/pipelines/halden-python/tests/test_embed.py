from collections.abc import Sequence

import pytest

from halden.embed import Embedder, EmbedError, in_order
from halden.provider import Embedding, EmbeddingsResponse, EmbeddingsUsage, Provider
from samples import config


def response(*data: tuple[int, list[float]], model: str = "m") -> EmbeddingsResponse:
    items = [Embedding(index=index, embedding=vector) for index, vector in data]
    return EmbeddingsResponse(data=items, model=model, usage=EmbeddingsUsage(prompt_tokens=1))


def test_vectors_are_put_where_their_index_says() -> None:
    assert in_order(response((1, [1.0]), (0, [0.0])), 2, 1) == [[0.0], [1.0]]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ([(0, [0.0])], 2),
        ([(0, [0.0]), (0, [1.0])], 2),
        ([(0, [0.0]), (2, [1.0])], 2),
        ([(0, [0.0, 1.0])], 1),
    ],
    ids=["short", "repeated", "out of range", "dimensions"],
)
def test_anything_but_one_vector_for_each_text_is_refused(
    data: list[tuple[int, list[float]]], texts: int
) -> None:
    with pytest.raises(EmbedError, match="do not match"):
        in_order(response(*data), texts, 1)


class Backwards(Provider):
    """Answers each batch in the wrong order, as it may."""

    def __init__(self, model: str) -> None:
        self._model = model

    def embeddings(self, model: str, texts: Sequence[str]) -> EmbeddingsResponse:
        del model
        data = [(index, [float(text), 0.0]) for index, text in enumerate(texts)]
        return response(*reversed(data), model=self._model)


def test_batches_come_back_in_the_order_of_the_texts() -> None:
    made = Embedder(Backwards("m"), config().embed).embed([str(n) for n in range(7)])
    assert [vector[0] for vector in made.vectors] == [0, 1, 2, 3, 4, 5, 6]
    assert made.requests == 4


def test_vectors_of_another_model_are_refused() -> None:
    with pytest.raises(EmbedError, match="`other` answered"):
        Embedder(Backwards("other"), config().embed).embed_one("1")
