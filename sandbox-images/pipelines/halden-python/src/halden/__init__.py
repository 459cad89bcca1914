"""Halden's support assistant: answers from our own documents, with citations.

Data flows one way, and each stage is a module:

    corpus → chunk → embed → index                                               (ingest)
                               ↓
    question → retrieve → fuse → rerank → pack → prompt → generate → validate    (ask)

Only `ingest` and `assistant` tie stages together, and only `commands` prints.
"""

__version__ = "0.9.2"
