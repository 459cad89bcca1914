"""The official OpenAI client, and LangChain's, against a gateway."""

import asyncio
import json
import os
import sys
from typing import Literal, Optional

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

MODEL = "simulated-reader-1"
EMBEDDING = "all-minilm-l6-v2"
CONTEXT = (
    "Context:\n[1] (policy/late-return) Late return\nThe period of grace is 30 minutes.\n\n"
    "Question: How long is the period of grace?"
)
MESSAGES = [{"role": "user", "content": CONTEXT}]
TOOL = {"type": "function", "function": {"name": "search", "parameters": {"type": "object"}}}


class Source(BaseModel):
    id: int
    quote: str


class Detail(BaseModel):
    topic: Literal["price", "grace", "other"]
    sources: list[Source]
    page: Optional[int]


class Answer(BaseModel):
    answer: str
    answerable: bool
    detail: Detail


def models(client):
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).owned_by == "assay-simulated"
    assert client.models.retrieve(EMBEDDING).owned_by == "assay"
    try:
        client.models.retrieve("gpt-nope/1")
        raise AssertionError("there is no such model")
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"


def chat(client):
    nothing = dict(stop=None, n=None, seed=None, tools=None, tool_choice=None, logprobs=None)
    nothing |= dict(response_format=None, max_tokens=None, stream_options=None, temperature=None)
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES, **nothing)
    text = whole.choices[0].message.content
    assert "30 minutes" in text, text
    parts = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    parts = list(parts)
    assert "".join(p.choices[0].delta.content or "" for p in parts if p.choices) == text
    assert parts[-1].usage.total_tokens == whole.usage.total_tokens


def tools(client):
    told = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, tools=[TOOL], tool_choice="none"
    )
    assert told.choices[0].message.tool_calls is None and "30 minutes" in told.choices[0].message.content
    for choice in ({}, {"tool_choice": "auto"}, {"tool_choice": "required"}):
        try:
            client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=[TOOL], **choice)
            raise AssertionError("tools are not supported")
        except openai.BadRequestError as error:
            assert error.param == "tools", error


def schema(client):
    parsed = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Answer)
    answer = parsed.choices[0].message.parsed
    assert "30 minutes" in answer.answer and answer.answerable, answer
    assert answer.detail.topic == "grace" and answer.detail.page is None, answer
    assert [source.id for source in answer.detail.sources] == [1], answer
    refused = {"type": "object", "properties": {"answer": {"type": "string", "pattern": "^a"}}}
    form = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": refused}}
    try:
        client.chat.completions.create(model=MODEL, messages=MESSAGES, response_format=form)
        raise AssertionError("patterns are not obeyed")
    except openai.BadRequestError as error:
        assert "`pattern`" in str(error), error


def embeddings(client):
    texts = ["late return", "a second text"]
    # By default the client asks for base64 and decodes it.
    vectors = client.embeddings.create(model=EMBEDDING, input=texts).data
    floats = client.embeddings.create(
        model=EMBEDDING, input=texts, encoding_format="float", dimensions=384
    ).data
    assert len(vectors) == 2 and len(vectors[0].embedding) == 384
    near = zip(vectors[1].embedding, floats[1].embedding)
    assert all(abs(a - b) < 1e-6 for a, b in near)
    nothing = {"dimensions": None, "user": None}
    raw = client.post("/embeddings", cast_to=object, body={"model": EMBEDDING, "input": texts, "encoding_format": None} | nothing)
    assert isinstance(raw["data"][0]["embedding"], list)
    try:
        client.embeddings.create(model=EMBEDDING, input=[[1, 2, 3]])
        raise AssertionError("tokens are not texts")
    except openai.BadRequestError as error:
        assert "check_embedding_ctx_length=False" in str(error), error


def langchain(url):
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings

    chat = ChatOpenAI(model=MODEL, base_url=url, api_key="none")
    assert "30 minutes" in chat.invoke(CONTEXT).content
    assert "30 minutes" in "".join(part.content for part in chat.stream(CONTEXT))
    structured = chat.with_structured_output(Answer, method="json_schema")
    assert "30 minutes" in structured.invoke(CONTEXT).answer
    embed = OpenAIEmbeddings(
        model=EMBEDDING, base_url=url, api_key="none", check_embedding_ctx_length=False
    )
    assert len(embed.embed_documents(["one", "two"])[1]) == 384


async def crowd(url):
    """Sixty at once, three times as many as there are places, with the client's own retries."""
    async with AsyncOpenAI(base_url=url, api_key="none") as client:

        async def one(number):
            question = CONTEXT.replace("grace?", f"grace in case {number}?")
            messages = [{"role": "user", "content": question}]
            return await client.chat.completions.create(model="slow-reader", messages=messages)

        answers = await asyncio.gather(*map(one, range(60)), return_exceptions=True)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert not failed, (len(failed), failed[0])


def main():
    url = os.environ["GATEWAY"] + "/v1"
    client = OpenAI(base_url=url, api_key="none", max_retries=2)
    for part in (models, chat, tools, schema, embeddings):
        part(client)
    langchain(url)
    asyncio.run(crowd(url))
    print("chat: ok")


if __name__ == "__main__":
    sys.exit(main())
