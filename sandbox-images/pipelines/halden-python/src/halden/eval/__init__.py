"""Measures retrieval and answers on questions with known answers and sources.

Gold is spans of documents, not chunk ids, so that it survives every change of the chunker. Whatever
fails scores zero and is counted: nothing ever leaves a denominator.
"""
