"""The lexical index: BM25 over title, headings and text, and exact matches of identifiers."""

import shutil
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from halden.errors import HaldenError
from halden.index import analyzer
from halden.index.analyzer import IDENTIFIER, TEXT, spaced_identifiers, spaced_words, stems
from halden.index.record import Record
from halden.scope import Scope
from halden.text import identifiers

_WRITER_BYTES = 32 * 1024 * 1024
# Title and headings say what all of a document is about, so they help less to tell its chunks
# apart; an identifier is also matched, in parts, as prose.
_BOOSTS = {"title": 0.6, "section": 0.6, "text": 1.0, "identifiers": 0.5}


@dataclass(frozen=True, slots=True)
class LexicalCounts:
    """What the lexical index holds: distinct documents and their chunks."""

    documents: int = 0
    chunks: int = 0


class LexicalIndex:
    """The lexical index on disk. Every method raises HaldenError if the disk fails."""

    def __init__(self, index: tantivy.Index) -> None:
        analyzer.register(index)
        index.config_reader(reload_policy="manual")
        self._index = index

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Whether there is an index in a folder."""
        return (folder / "meta.json").is_file()

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open the index in a folder. Raises HaldenError."""
        try:
            index = tantivy.Index.open(str(folder))
        except (ValueError, OSError) as error:
            raise HaldenError(f"no lexical index in {folder}: {error}") from error
        if index.schema != _schema():
            raise HaldenError(
                "the lexical index has other fields than this program; run `halden ingest --full`"
            )
        return cls(index)

    @classmethod
    def create(cls, folder: Path) -> "LexicalIndex":
        """Make an empty index in a folder, in place of whatever is there."""
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        return cls(tantivy.Index(_schema(), str(folder)))

    def replace(self, remove: Collection[str], add: Collection[Record]) -> None:
        """Remove documents, then add records, in one commit: a reader sees all of it or none."""
        with _failures("writing the lexical index"):
            writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            for doc in remove:
                writer.delete_documents_by_term("doc", doc)
            for record in add:
                writer.add_document(_document(record))
            writer.commit()
            writer.wait_merging_threads()
            # Without this, we would go on searching the state before the commit.
            self._index.reload()

    def search(self, question: str, scope: Scope, limit: int) -> list[tuple[Record, float]]:
        """The best chunks for a question that its asker may see, with their scores."""
        relevant = self._relevant_to(question)
        if not relevant:
            return []
        query = Query.boolean_query(
            [(Occur.Must, self._visible_to(scope)), (Occur.Must, Query.boolean_query(relevant))]
        )
        with _failures("searching the lexical index"):
            searcher = self._index.searcher()
            # tantivy makes room for as many as it is asked for, and refuses to look for none.
            depth = max(min(limit, searcher.num_docs), 1)
            hits = searcher.search(query, limit=depth, count=False).hits[:limit]
            return [(_record(searcher.doc(address)), score) for score, address in hits]

    def counts(self) -> LexicalCounts:
        """What the index holds, counted from its living documents."""
        with _failures("counting the lexical index"):
            searcher = self._index.searcher()
            chunks = searcher.num_docs
            if chunks == 0:
                return LexicalCounts()
            hits = searcher.search(Query.all_query(), limit=chunks, count=False).hits
            documents = {searcher.doc(address).get_first("doc") for _, address in hits}
            return LexicalCounts(documents=len(documents), chunks=len(hits))

    def _visible_to(self, scope: Scope) -> Query:
        """The filter on who asks.

        Made of terms, never parsed: a parser may drop what it does not understand. It says who may
        see a chunk and nothing about how good it is, so it scores zero.
        """
        visible = Query.term_set_query(self._index.schema, "audience", scope.audiences)
        return Query.const_score_query(visible, 0.0)

    def _relevant_to(self, question: str) -> list[tuple[Occur, Query]]:
        """Any term of the question in any field."""
        prose, whole = sorted(set(stems(question))), sorted(set(identifiers(question)))
        schema = self._index.schema
        return [
            (Occur.Should, Query.boost_query(Query.term_query(schema, field, term, "freq"), boost))
            for field, boost in _BOOSTS.items()
            for term in (whole if field == "identifiers" else prose)
        ]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Whole, because documents are deleted by it: a tokenised id matches no delete.
    builder.add_text_field("doc", stored=True, tokenizer_name="raw", index_option="basic")
    # Whole, because every search filters on it.
    builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
    for field in ("title", "section", "text"):
        builder.add_text_field(field, tokenizer_name=TEXT, index_option="freq")
    builder.add_text_field("identifiers", tokenizer_name=IDENTIFIER, index_option="freq")
    # The whole record as JSON. It is stored to be read, not to be searched.
    builder.add_bytes_field("record", stored=True)
    return builder.build()


def _document(record: Record) -> tantivy.Document:
    return tantivy.Document(
        doc=record.doc,
        audience=record.audience,
        title=spaced_words(record.title),
        section=spaced_words(record.section),
        text=spaced_words(record.text),
        identifiers=spaced_identifiers(record.embedded_text),
        record=record.model_dump_json().encode(),
    )


def _record(document: tantivy.Document) -> Record:
    stored = document.get_first("record")
    if stored is None:
        raise HaldenError("a chunk without its record")
    return Record.model_validate_json(bytes(stored))


@contextmanager
def _failures(doing: str) -> Generator[None, None, None]:
    """What goes wrong on disk is a ValueError of tantivy's."""
    try:
        yield
    except ValueError as error:
        raise HaldenError(f"{doing}: {error}") from error
