//! Defects of `score`, `judge` and `eval report`.

use super::Defect;

pub const DEFECTS: &[Defect] = &[
    Defect {
        point: "score-shape",
        file: "commands/score.py",
        find: r#"exclude=None if arguments.per_question else {"rows"}"#,
        replace: r#"exclude={"mrr"} if arguments.per_question else {"rows"}"#,
    },
    Defect {
        point: "score-reference",
        file: "eval/metrics.py",
        find: "2 * common >= span.end - span.start",
        replace: "2 * common > span.end - span.start",
    },
    Defect {
        point: "score-rows",
        file: "commands/score.py",
        find: r#"exclude=None if arguments.per_question else {"rows"}"#,
        replace: "exclude=None",
    },
    Defect {
        point: "score-unscored",
        file: "eval/score.py",
        find: "Scores.mean(list(each.values()))",
        replace: "Scores.mean([each[id_] for id_ in each if id_ in found])",
    },
    Defect {
        point: "score-further-keys",
        file: "eval/score.py",
        find: "class Ranking(Lenient)",
        replace: "class Ranking(Strict)",
    },
    Defect {
        point: "score-run-without-gold",
        file: "eval/score.py",
        find: r#"raise HaldenError(f"the run has `{ranking.id}`, which the gold does not have")"#,
        replace: "continue",
    },
    Defect {
        point: "score-id-twice",
        file: "eval/score.py",
        find: r#"raise HaldenError(f"the run has `{ranking.id}` twice")"#,
        replace: "continue",
    },
    Defect {
        point: "score-empty-span",
        file: "eval/score.py",
        find: "if span.end <= span.start:",
        replace: "if span.end < span.start:",
    },
    Defect {
        point: "score-gold-without-spans",
        file: "eval/score.py",
        find: "if not question.spans:",
        replace: "if question.spans is None:",
    },
    Defect {
        point: "score-no-gold",
        file: "eval/score.py",
        find: "    if not gold:",
        replace: "    if gold is None:",
    },
    Defect {
        point: "judge-shape",
        file: "commands/judge.py",
        find: r#""summary": summary.model_dump()"#,
        replace: r#""totals": summary.model_dump()"#,
    },
    Defect {
        point: "judge-summary",
        file: "eval/verdict.py",
        find: "total = passed + failed + len(unscored_ids)",
        replace: "total = passed + failed",
    },
    Defect {
        point: "judge-nothing-judged",
        file: "eval/verdict.py",
        find: "faithfulness=share(passed, total) if total else None",
        replace: "faithfulness=share(passed, total)",
    },
    Defect {
        point: "judge-nobody-asked",
        file: "eval/verdict.py",
        find: "model, prompt_version = by or (None, None)",
        replace: r#"model, prompt_version = by or ("recorded", 0)"#,
    },
    Defect {
        point: "judge-fence-unscored",
        file: "eval/verdict.py",
        find: "parse(_Written, text)",
        replace: r#"parse(_Written, text[text.index("{") : text.rindex("}") + 1])"#,
    },
    Defect {
        point: "judge-words-unscored",
        file: "eval/verdict.py",
        find: r#"    if written.verdict not in ("pass", "fail"):"#,
        replace: r#"    written = written.model_copy(update={"verdict": written.verdict.strip().lower()})
    if written.verdict not in ("pass", "fail"):"#,
    },
    Defect {
        point: "judge-reason-unscored",
        file: "eval/verdict.py",
        find: "if not written.reason.strip():",
        replace: "if not written.reason:",
    },
    Defect {
        point: "judge-truncated-unscored",
        file: "eval/recorded.py",
        find: r#"return unscored("the verdict was cut off") if truncated else read_verdict(text)"#,
        replace: "return read_verdict(text)",
    },
    Defect {
        point: "judge-error-unscored",
        file: "eval/recorded.py",
        find: r#"judgement = unscored(f"the call failed: {self.error}")"#,
        replace: r#"judgement = Judgement(verdict="fail", reason=str(self.error))"#,
    },
    Defect {
        point: "judge-id-twice",
        file: "eval/verdict.py",
        find: r#"raise HaldenError(f"`{one.id}` is there twice")"#,
        replace: "continue",
    },
    Defect {
        point: "judge-text-or-error",
        file: "eval/recorded.py",
        find: "if (self.text is None) == (self.error is None):",
        replace: "if self.text is None and self.error is None:",
    },
    Defect {
        point: "judge-batch",
        file: "commands/judge.py",
        find: r#""judge", arguments.label).stable"#,
        replace: r#""judge", "production").stable"#,
    },
    Defect {
        point: "judge-abstained",
        file: "eval/judge.py",
        find: "if abstains(case.answer):",
        replace: "if not case.answer:",
    },
    Defect {
        point: "judge-asked-once-more",
        file: "eval/judge.py",
        find: r#"if judgement.verdict == "unscored" and repeatable:"#,
        replace: "if False:",
    },
    Defect {
        point: "judge-failed-call",
        file: "eval/judge.py",
        find: "isinstance(error, MalformedError)",
        replace: "True",
    },
    Defect {
        point: "report-runs",
        file: "eval/history.py",
        find: r#"{**run, "since_previous": None}"#,
        replace: r#"{"at": run.get("at"), "since_previous": None}"#,
    },
    Defect {
        point: "report-changed",
        file: "eval/history.py",
        find: "            if _differ(before, run, name)\n",
        replace: "",
    },
    Defect {
        point: "report-last",
        file: "eval/history.py",
        find: "runs[max(0, len(runs) - last) :]",
        replace: "runs[:last]",
    },
    Defect {
        point: "report-questions",
        file: "eval/history.py",
        find: r#"    if _at(before, "questions_sha256") is None or _at(run, "questions_sha256") is None:"#,
        replace: "    if False:",
    },
    Defect {
        point: "report-leg-and-judge",
        file: "eval/history.py",
        find: r#"    if _differ(before, run, "leg"):"#,
        replace: "    if False:",
    },
    Defect {
        point: "report-missing-metric",
        file: "eval/history.py",
        find: "return float(value) if is_number else None",
        replace: "return float(value) if is_number else 0.0",
    },
];
