//! Defects of `prompts` and `answers`.

use super::Defect;

pub const DEFECTS: &[Defect] = &[
    Defect {
        point: "prompts-list",
        file: "prompt/listing.py",
        find: "pointer.rollout.version == version",
        replace: "pointer.version == version",
    },
    Defect {
        point: "prompts-show",
        file: "prompt/registry.py",
        find: "digest = sha256(text.encode())",
        replace: "digest = sha256(text.strip().encode())",
    },
    Defect {
        point: "prompts-promote",
        file: "prompt/moves.py",
        find: r#""promote", Pointer(version=version))"#,
        replace: r#""promote", registry.pointer(name, label).model_copy(update={"version": version}))"#,
    },
    Defect {
        point: "prompts-promote-new-label",
        file: "prompt/moves.py",
        find: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
"#,
        replace: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
    registry.pointer(name, label)
"#,
    },
    Defect {
        point: "prompts-rollout",
        file: "prompt/moves.py",
        find: "to = Pointer(version=stable, rollout=Rollout(version=version, percent=percent))",
        replace: "to = Pointer(version=version)",
    },
    Defect {
        point: "prompts-rollout-needs-label",
        file: "prompt/moves.py",
        find: "    stable = registry.pointer(name, label).version\n",
        replace: "    known = registry.labels().pointer(name, label)\n    stable = known.version if known else version\n",
    },
    Defect {
        point: "prompts-rollback-rollout",
        file: "prompt/moves.py",
        find: "if current.rollout is None:",
        replace: "if True:",
    },
    Defect {
        point: "prompts-rollback-promotion",
        file: "prompt/moves.py",
        find: "to = _version_before(registry, name, label, current.version)",
        replace: "to = max(1, current.version - 2)",
    },
    Defect {
        point: "prompts-rollback-nothing-to-take-back",
        file: "prompt/moves.py",
        find: "to = _version_before(registry, name, label, current.version)",
        replace: "to = max(1, current.version - 1)",
    },
    Defect {
        point: "prompts-log",
        file: "prompt/moves.py",
        find: "change_log.append(registry.folder, move)",
        replace: r#"change_log.append(registry.folder, move.model_copy(update={"from_": None}))"#,
    },
    Defect {
        point: "prompts-who",
        file: "prompt/change_log.py",
        find: r#"return user if user.strip() else "unknown""#,
        replace: r#"return user or "root""#,
    },
    Defect {
        point: "prompts-refuses-missing",
        file: "prompt/moves.py",
        find: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
"#,
        replace: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
"#,
    },
    Defect {
        point: "prompts-refuses-unparseable",
        file: "prompt/moves.py",
        find: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
"#,
        replace: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    (registry.folder / name / f"v{version}.md").read_text()
"#,
    },
    Defect {
        point: "prompts-refuses-variables",
        file: "prompt/moves.py",
        find: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
"#,
        replace: r#"    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.version(name, version)
"#,
    },
    Defect {
        point: "prompts-percent",
        file: "commands/prompts.py",
        find: "type=number(0, 100)",
        replace: "type=number(0)",
    },
    Defect {
        point: "prompts-labels-percent",
        file: "prompt/labels.py",
        find: "percent: Annotated[int, Field(ge=0, le=100)]",
        replace: "percent: int",
    },
    Defect {
        point: "answers-shape",
        file: "commands/answers.py",
        find: ".model_dump())",
        replace: r#".model_dump(exclude={"hit_ratio"}))"#,
    },
    Defect {
        point: "answers-sums",
        file: "answer_log.py",
        find: "_share(sum(made), len(made))",
        replace: "_share(sum(made), len(entries))",
    },
    Defect {
        point: "answers-versions",
        file: "answer_log.py",
        find: "entry.prompt.version, entry.prompt.sha256)",
        replace: r#"entry.prompt.version, "")"#,
    },
    Defect {
        point: "answers-none",
        file: "answer_log.py",
        find: "return part / of if of else None",
        replace: "return part / max(of, 1)",
    },
    Defect {
        point: "answers-since",
        file: "answer_log.py",
        find: "entry.at >= since",
        replace: "entry.at >= 0",
    },
    Defect {
        point: "answers-unreadable",
        file: "answer_log.py",
        find: "return entries, len(lines) - len(entries)",
        replace: "return entries, 0",
    },
];
