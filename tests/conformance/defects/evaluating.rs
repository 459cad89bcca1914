//! Defects of `eval`.

use super::Defect;

pub const DEFECTS: &[Defect] = &[
    Defect {
        point: "eval-shape",
        file: "commands/eval.py",
        find: "print_document(measured.model_dump())",
        replace: r#"print_document(measured.model_dump(exclude={"misses"}))"#,
    },
    Defect {
        point: "eval-metrics",
        file: "eval/harness.py",
        find: "retriever.search(question.question, scope,",
        replace: "retriever.search(question.question, Scope(None),",
    },
    Defect {
        point: "eval-accuracy",
        file: "eval/report.py",
        find: "return accepts(self.answer.answer, self.question.accept)",
        replace: "return True",
    },
    Defect {
        point: "eval-no-judge",
        file: "eval/harness.py",
        find: "            return report(self.leg, outcomes)\n",
        replace: r#"            return report(self.leg, outcomes, summarize([], ("none", 0)))
"#,
    },
    Defect {
        point: "eval-no-answers",
        file: "eval/harness.py",
        find: "if not self.answers:",
        replace: "if False:",
    },
    Defect {
        point: "eval-failed-search",
        file: "eval/report.py",
        find: "failed_searches=count(lambda outcome: isinstance(outcome.ranks, Failed)),",
        replace: "failed_searches=0,",
    },
    Defect {
        point: "eval-failed-answer",
        file: "eval/report.py",
        find: "failed_answers=count(lambda outcome: isinstance(outcome.answer, Failed)),",
        replace: "failed_answers=0,",
    },
    Defect {
        point: "eval-unscored-verdict",
        file: "eval/report.py",
        find: "return not failed and not self.unscored_verdict",
        replace: "return not failed",
    },
    Defect {
        point: "eval-min-coverage",
        file: "commands/eval.py",
        find: "if share < wanted:",
        replace: "if False:",
    },
    Defect {
        point: "eval-history",
        file: "eval/history.py",
        find: r#"exclude={"by_kind", "misses"}"#,
        replace: r#"exclude={"by_kind"}"#,
    },
    Defect {
        point: "eval-stable-version",
        file: "commands/eval.py",
        find: r#""answer", arguments.label).stable"#,
        replace: r#""answer", arguments.label).pick("question:")"#,
    },
    Defect {
        point: "eval-not-remembered",
        file: "eval/harness.py",
        find: "return self.assistant.compose(self.prompt, question.question, scope, self.leg)",
        replace: r#"return Composed(self.assistant.answer(self.prompt, question.question, scope), "")"#,
    },
];
