//! Defects of `ingest`, and of what a misbehaving provider meets.

use super::Defect;

pub const DEFECTS: &[Defect] = &[
    Defect {
        point: "provider-retried",
        file: "provider.py",
        find: "made >= self._config.attempts",
        replace: "made >= 1",
    },
    Defect {
        point: "provider-hang",
        file: "provider.py",
        find: "self.transient = isinstance(cause, httpx.ConnectError)",
        replace: "self.transient = True",
    },
    Defect {
        point: "provider-no-completion",
        file: "generate.py",
        find: r#"raise MalformedError("no completion")"#,
        replace: r#"return Generated("?", "?", False, Usage(prompt_tokens=0, completion_tokens=0))"#,
    },
    Defect {
        point: "provider-cut-off",
        file: "generate.py",
        find: r#"truncated=choice.finish_reason == "length","#,
        replace: "truncated=False,",
    },
    Defect {
        point: "provider-search-fails",
        file: "embed.py",
        find: "if len(response.data) != texts:",
        replace: "if False:",
    },
    Defect {
        point: "provider-reorders",
        file: "embed.py",
        find: "return [vectors[index] for index in range(texts)]",
        replace: "return [item.embedding for item in response.data]",
    },
    Defect {
        point: "provider-ingest-fails",
        file: "ingest.py",
        find: "        # Embedding may fail, and changes nothing: it comes before the first write.\n",
        replace: "        stores.dense.remove(plan.remove)\n",
    },
    Defect {
        point: "provider-ingest-short",
        file: "embed.py",
        find: "if len(response.data) != texts:",
        replace: "if False:",
    },
    Defect {
        point: "provider-ingest-truncated",
        file: "embed.py",
        find: "if len(item.embedding) != dimensions:",
        replace: "if False:",
    },
    Defect {
        point: "provider-ingest-garbage",
        file: "ingest.py",
        find: "        # Embedding may fail, and changes nothing: it comes before the first write.\n",
        replace: "        stores.dense.remove(plan.remove)\n",
    },
    Defect {
        point: "provider-ingest-hangs",
        file: "ingest.py",
        find: "        # Embedding may fail, and changes nothing: it comes before the first write.\n",
        replace: "        stores.dense.remove(plan.remove)\n",
    },
    Defect {
        point: "ingest-report",
        file: "commands/ingest.py",
        find: "print_document(asdict(report))",
        replace: r#"print_document({"done": True})"#,
    },
    Defect {
        point: "ingest-unchanged",
        file: "ingest.py",
        find: "if same and doc not in manifest.pending:",
        replace: "if False:",
    },
    Defect {
        point: "ingest-full",
        file: "commands/ingest.py",
        find: "manifest = None if full else Manifest.load(state)",
        replace: "manifest = Manifest.load(state)",
    },
    Defect {
        point: "ingest-follows",
        file: "ingest.py",
        find: "plan.remove |= gone",
        replace: "pass",
    },
    Defect {
        point: "ingest-corpus",
        file: "commands/ingest.py",
        find: "Corpus.load(arguments.corpus)",
        replace: r#"Corpus.load(Path("corpus"))"#,
    },
    Defect {
        point: "ingest-bad-document",
        file: "corpus/__init__.py",
        find: "failed.append((name, error))",
        replace: "continue",
    },
    Defect {
        point: "ingest-empty-corpus",
        file: "corpus/__init__.py",
        find: "if not paths:",
        replace: "if paths is None:",
    },
    Defect {
        point: "ingest-other-model",
        file: "index/manifest.py",
        find: "if self.fingerprint != wanted:",
        replace: "if False:",
    },
    Defect {
        point: "ingest-killed",
        file: "ingest.py",
        find: r#"manifest.model_copy(update={"pending": pending}).save(stores.state)"#,
        replace: "Manifest(\n            fingerprint=manifest.fingerprint,\n            documents={\n                doc: e for doc, e in manifest.documents.items() if doc not in plan.remove\n            }\n            | plan.entries,\n        ).save(stores.state)",
    },
    Defect {
        point: "ingest-killed-and-reverted",
        file: "ingest.py",
        find: r#"manifest.model_copy(update={"pending": pending}).save(stores.state)"#,
        replace: "pass",
    },
    Defect {
        point: "ingest-killed-first",
        file: "ingest.py",
        find: r#"manifest.model_copy(update={"pending": pending}).save(stores.state)"#,
        replace: "Manifest(\n            fingerprint=manifest.fingerprint,\n            documents={\n                doc: e for doc, e in manifest.documents.items() if doc not in plan.remove\n            }\n            | plan.entries,\n        ).save(stores.state)",
    },
];
