"""The lexical leg searches by words: it asks the embedder for nothing."""

from assay_check import program, sandbox, verdict


def embedded():
    return sum(call["kind"] == "embedding" for call in sandbox.calls())


before = embedded()
done = sandbox.run([*program, "search", "Tarpaulins by words alone", "--leg", "bm25"], seconds=30)
if done.exit != 0:
    raise RuntimeError(f"halden search ended with {done.exit}: {done.stderr}")
calls = embedded() - before
verdict(calls == 0, f"a search by words asked the embedder {calls} times")
