//! Defects of what holds for every command.

use super::Defect;

pub const DEFECTS: &[Defect] = &[
    Defect {
        point: "command-one-document",
        file: "commands/shared.py",
        find: r#"sys.stdout.write(line + "\n")"#,
        replace: r#"sys.stdout.write("Here you are:\n" + line + "\n")"#,
    },
    Defect {
        point: "command-failure",
        file: "cli.py",
        find: "return fail(error, 1)",
        replace: "return fail(error, 3)",
    },
    Defect {
        point: "command-wrong-arguments",
        file: "cli.py",
        find: "    arguments = parser().parse_args(argv)\n",
        replace: "    try:\n        arguments = parser().parse_args(argv)\n    except SystemExit as ended:\n        return 1 if ended.code else 0\n",
    },
    Defect {
        point: "lines-blank",
        file: "journal.py",
        find: "return [(number, line) for number, line in numbered if line.strip()]",
        replace: "return list(numbered)",
    },
    Defect {
        point: "lines-unreadable",
        file: "journal.py",
        find: r#"raise HaldenError(f"{path} line {number}: {error}") from error"#,
        replace: "continue",
    },
    Defect {
        point: "environment-state",
        file: "environment.py",
        find: r#"Path(variables.get("HALDEN_STATE") or "state")"#,
        replace: r#"Path("/data/halden")"#,
    },
    Defect {
        point: "environment-prompts",
        file: "environment.py",
        find: r#"Path(variables.get("HALDEN_PROMPTS") or "prompts")"#,
        replace: r#"Path("prompts")"#,
    },
    Defect {
        point: "environment-config",
        file: "cli.py",
        find: r#"os.environ.get("HALDEN_CONFIG") or "halden.toml""#,
        replace: r#""halden.toml""#,
    },
    Defect {
        point: "environment-provider",
        file: "environment.py",
        find: r#"variables.get("OPENAI_BASE_URL") or "http://localhost:8080/v1""#,
        replace: r#""http://localhost:8080/v1""#,
    },
    Defect {
        point: "environment-qdrant",
        file: "environment.py",
        find: r#"variables.get("QDRANT_REST_URL") or "http://localhost:6333""#,
        replace: r#""http://localhost:6333""#,
    },
    Defect {
        point: "offline-commands",
        file: "commands/score.py",
        find: "    gold = read_models(arguments.gold, Gold)\n",
        replace: "    from halden.config import Config\n\n    Config.load(arguments.config)\n    gold = read_models(arguments.gold, Gold)\n",
    },
    Defect {
        point: "offline-judge",
        file: "commands/judge.py",
        find: "    config, environment = load(arguments)\n",
        replace: "    from halden.session import Session\n\n    config, environment = load(arguments)\n    Session.open(config, environment)\n",
    },
];
