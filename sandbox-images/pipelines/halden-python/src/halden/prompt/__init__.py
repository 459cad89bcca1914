"""Prompts are files with versions: `prompts/<name>/v<N>.md`.

A label such as `production` points to one version of each, in `prompts/labels.toml`, and for a
share of askers to another one.
"""
