//! What is hidden in a scenario or not due yet, marked by words that nobody writes by accident.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::Step;
use crate::harness::Installation;

/// Nobody writes this by accident. What follows it names the place where it was planted.
pub const MARK: &str = "PLANTED";
/// The scenario's family, as JSON and TOML write it.
pub const FAMILY: &str = "\"ops\"";
/// What is planted: a word, and the step from which a candidate may see it.
const PLANTED: [(&str, Step); 19] = [
    ("TITLE", Step::Invited),
    ("BRIEF", Step::Agreed),
    ("SAYS", Step::Agreed),
    ("WHY", Step::Changed),
    ("MESSAGE", Step::Delivered),
    ("LAST", Step::HandingIn),
    ("STRONG", Step::Never),
    ("FAULT", Step::Never),
    ("CHECK", Step::Never),
    ("RUBRIC", Step::Never),
    ("DIAGNOSIS", Step::Never),
    ("HELD", Step::Never),
    ("SKILL", Step::Never),
    ("SOURCE", Step::Never),
    ("POINT", Step::Never),
    ("PATCH", Step::Never),
    ("BELIEVES", Step::Never),
    ("SHALLOW", Step::Never),
    ("DATA", Step::Never),
];

fn edit(path: &Path, change: impl Fn(String) -> String) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let changed = change(text.clone());
    ensure!(changed != text, "{}: nothing was planted", path.display());
    Ok(std::fs::write(path, changed)?)
}

pub fn plant(installation: &Installation) -> Result<()> {
    let scenario = installation.library.join("scenarios/tiny");
    let word = |name: &str| format!("{MARK}{name}");
    edit(&scenario.join("scenario.toml"), |text| {
        let plant = |text: String, line: &str, name: &str| {
            text.replace(line, &format!("{line}{} ", word(name)))
        };
        let text = plant(text, "title = \"", "TITLE");
        let text = plant(text, "does = \"", "FAULT");
        let text = plant(text, "asserts = \"", "CHECK");
        let text = plant(text, "reason = \"", "CHECK");
        let text = plant(text, "strong = \"", "STRONG");
        let text = plant(text, "says = \"", "SAYS");
        let text = plant(text, "message = \"", "MESSAGE");
        let text = plant(text, "asks = \"Why", "WHY");
        let text = plant(text, "asks = \"What", "LAST");
        let text = plant(text, "skills = [\"", "SKILL");
        let text = plant(text, "point = \"", "POINT");
        let source = "sources = [\"https://example.com/";
        let text = text.replace(source, &format!("{source}{}", word("SOURCE")));
        // A family that no answer may contain either: see `FAMILY`.
        let text = text.replace("family = \"rag\"", &format!("family = {FAMILY}"));
        text + &shallow_and_data()
    })?;
    for patch in ["faults/days.patch", "solution/reference.patch"] {
        // Before the first file, where git ignores everything.
        edit(&scenario.join(patch), |text| word("PATCH") + "\n" + &text)?;
    }
    let reference = std::fs::read_to_string(scenario.join("solution/reference.patch"))?;
    let shallow = scenario.join("solution/shallow");
    std::fs::create_dir(&shallow)?;
    let blind = reference.replace("// Marker", &format!("// {} Marker", word("SHALLOW")));
    std::fs::write(shallow.join("blind.patch"), blind)?;
    let checks = scenario.join("hidden/checks");
    std::fs::create_dir_all(&checks)?;
    let data = word("DATA");
    let program = format!(
        "from assay_check import verdict\n\nverdict(True, \"{data} was seen\", {{\"{data}\": 1}})\n"
    );
    std::fs::write(checks.join("planted.py"), program)?;
    edit(&scenario.join("brief.md"), |text| text + &word("BRIEF"))?;
    edit(&scenario.join("injects/notice/notices/today.md"), |text| {
        text + &word("MESSAGE")
    })?;
    edit(&scenario.join("rubric.toml"), |text| {
        text.replace(
            "behaviour = \"",
            &format!("behaviour = \"{} ", word("RUBRIC")),
        )
    })?;
    edit(&scenario.join("solution/diagnosis.md"), |text| {
        text + &word("DIAGNOSIS")
    })?;
    let questions = "pipelines/halden-domain/questions/held-back.jsonl";
    edit(&installation.library.join(questions), |text| {
        text.replacen(
            "\"question\":\"",
            &format!("\"question\":\"{} ", word("HELD")),
            1,
        )
        .replacen(
            "\"question\": \"",
            &format!("\"question\": \"{} ", word("HELD")),
            1,
        )
    })
}

/// A fix that must not pass, and a check with its own program.
fn shallow_and_data() -> String {
    format!(
        r#"
[[shallow]]
id = "blind"
believes = "{MARK}BELIEVES that the number is right."
patch = "solution/shallow/blind.patch"
fails = ["planted"]

[[check]]
id = "planted"
asserts = "{MARK}CHECK There is a program."
where = "clean"
reason = "{MARK}CHECK It says so."
run.program = {{ after = "build", path = "hidden/checks/planted.py", seconds = 60, parameters = {{ word = "{MARK}DATA" }} }}
"#
    )
}

/// What a text contains although it is not due at this step.
pub fn undue(text: &str, step: Step) -> Vec<&'static str> {
    let told = |name: &str| text.contains(&format!("{MARK}{name}"));
    PLANTED
        .iter()
        .filter(|(name, due)| *due > step && told(name))
        .map(|(name, _)| *name)
        .collect()
}
