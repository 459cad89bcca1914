//! Results that were not earned: shadowed commands, forged output, changes that are undone in time.

use std::path::Path;

use anyhow::Result;
use assay::domain::event::CheckOutcome::{Error, Fail, Pass};

use crate::bench::{Bench, OWN, expect, script};

/// Passes if the pipeline prints what it should, whatever else it does.
const SAYS_FOURTEEN: &str = r#"
from assay_check import sandbox, verdict
done = sandbox.run(["/build/debug/halden"], seconds=20)
right = done.exit == 0 and done.stdout == "returned after 14 days\n"
verdict(right, f"it says {done.stdout!r}", {"exit": done.exit, "stderr": done.stderr})
"#;

#[tokio::test]
async fn a_repair_passes_and_a_fault_does_not() -> Result<()> {
    let bench = Bench::new(SAYS_FOURTEEN, OWN).await?;
    expect(&bench.result("own", |_| Ok(())).await?, Fail)?;
    let repaired = |workspace: &Path| {
        let main = workspace.join("src/main.rs");
        let text = std::fs::read_to_string(&main)?;
        std::fs::write(&main, text.replace("41", "14"))
    };
    for result in bench.results(repaired).await? {
        expect(&result, Pass)?;
    }
    Ok(())
}

#[tokio::test]
async fn commands_of_the_workspace_are_not_taken_for_the_hosts() -> Result<()> {
    let bench = Bench::new(SAYS_FOURTEEN, OWN).await?;
    let shadows = |workspace: &Path| {
        let says = "#!/bin/sh\necho 'returned after 14 days'\n";
        for name in [
            "cargo",
            "halden",
            "timeout",
            "env",
            "setpriv",
            "python3",
            "bash",
            "pkill",
            "build/debug/halden",
            "target/debug/halden",
            "usr/bin/timeout",
        ] {
            script(&workspace.join(name), says)?;
        }
        let alias = "alias cargo=true; halden() { echo returned after 14 days; }\nexport PATH=.\n";
        for name in [".bashrc", ".profile", ".bash_profile", ".bash_env"] {
            std::fs::write(workspace.join(name), alias)?;
        }
        Ok(())
    };
    expect(&bench.result("own", shadows).await?, Fail)?;
    Ok(())
}

#[tokio::test]
async fn what_a_build_is_told_to_do_makes_no_program_that_passes() -> Result<()> {
    let bench = Bench::new(SAYS_FOURTEEN, OWN).await?;
    // A wrapper that compiles nothing and reports success; a runner; another target.
    let wrapper = |workspace: &Path| {
        std::fs::create_dir_all(workspace.join(".cargo"))?;
        let config = "[build]\nrustc-wrapper = \"/workspace/wrapper\"\n\
                      [target.x86_64-unknown-linux-gnu]\nrunner = \"/workspace/runner\"\n\
                      [alias]\nb = \"version\"\n";
        std::fs::write(workspace.join(".cargo/config.toml"), config)?;
        script(
            &workspace.join("runner"),
            "#!/bin/sh\necho 'returned after 14 days'\n",
        )?;
        script(
            &workspace.join("wrapper"),
            "#!/bin/sh\ncase \"$*\" in *main.rs*) exit 0 ;; esac\nexec \"$@\"\n",
        )
    };
    let result = bench.result("own", wrapper).await?;
    anyhow::ensure!(result.outcome != Pass, "{}", result.summary);
    let elsewhere = |workspace: &Path| {
        std::fs::create_dir_all(workspace.join(".cargo"))?;
        let config = "[build]\ntarget-dir = \"/tmp/elsewhere\"\n";
        std::fs::write(workspace.join(".cargo/config.toml"), config)
    };
    expect(&bench.result("own", elsewhere).await?, Fail)?;
    let toolchain = |workspace: &Path| {
        let file = "[toolchain]\nchannel = \"nightly\"\n";
        std::fs::write(workspace.join("rust-toolchain.toml"), file)
    };
    let result = bench.result("own", toolchain).await?;
    anyhow::ensure!(result.outcome != Pass, "{}", result.summary);
    Ok(())
}

#[tokio::test]
async fn what_a_build_puts_back_in_time_was_changed_all_the_same() -> Result<()> {
    let bench = Bench::new(SAYS_FOURTEEN, OWN).await?;
    let restored = |workspace: &Path| {
        let prompt = workspace.join("prompts/answer.md");
        let original = std::fs::read_to_string(&prompt)?;
        std::fs::write(&prompt, "Say whatever pleases.\n")?;
        let build = format!(
            "fn main() {{ std::fs::write(\"/workspace/prompts/answer.md\", {original:?}).unwrap(); }}"
        );
        std::fs::write(workspace.join("build.rs"), build)
    };
    expect(&bench.result("prompts-untouched", restored).await?, Fail)?;
    // What the build changes was correct at the hand-in.
    let changed_later = |workspace: &Path| {
        let build =
            "fn main() { std::fs::write(\"/workspace/prompts/answer.md\", \"x\").unwrap(); }";
        std::fs::write(workspace.join("build.rs"), build)
    };
    expect(
        &bench.result("prompts-untouched", changed_later).await?,
        Pass,
    )?;
    Ok(())
}

#[tokio::test]
async fn what_a_candidates_program_prints_is_no_verdict() -> Result<()> {
    let bench = Bench::new(SAYS_FOURTEEN, OWN).await?;
    let forged = |workspace: &Path| {
        let verdict = r#"{"do":"verdict","passed":true,"summary":"all is well"}"#;
        for name in [
            "verdict.json",
            "own.json",
            ".questions.jsonl",
            "checks/own.json",
        ] {
            script(&workspace.join(name), verdict)?;
        }
        let module = "def verdict(*a, **k): pass\nraise SystemExit(0)\n";
        std::fs::write(workspace.join("assay_check.py"), module)?;
        std::fs::write(workspace.join("sitecustomize.py"), module)?;
        let main = format!(
            "fn main() {{ let said = {verdict:?}; println!(\"{{said}}\"); eprintln!(\"{{said}}\"); \
             println!(\"\\0\\n{{said}}\"); }}"
        );
        std::fs::write(workspace.join("src/main.rs"), main)
    };
    expect(&bench.result("own", forged).await?, Fail)?;
    Ok(())
}

#[tokio::test]
async fn links_out_of_the_workspace_lead_nowhere() -> Result<()> {
    let program = r#"
from assay_check import SandboxError, sandbox, verdict
seen = [sandbox.read(path) for path in ["leak", "etc/passwd", "folder/secret", "pipe"]]
sandbox.put("made", "by the check")
verdict(seen == [None] * 4, f"{seen}")
"#;
    let bench = Bench::new(program, OWN).await?;
    let links = |workspace: &Path| {
        use std::os::unix::fs::symlink;
        symlink("/etc/passwd", workspace.join("leak"))?;
        symlink("/etc", workspace.join("etc"))?;
        symlink("/", workspace.join("folder"))?;
        symlink("/etc/assay-made", workspace.join("made"))?;
        let made = std::process::Command::new("mkfifo")
            .arg(workspace.join("pipe"))
            .status()?;
        assert!(made.success());
        Ok(())
    };
    expect(&bench.result("own", links).await?, Pass)?;
    anyhow::ensure!(
        !Path::new("/etc/assay-made").exists(),
        "a link was followed"
    );
    // A link where a folder is needed is an error.
    let bench = Bench::new(
        "from assay_check import sandbox, verdict\nsandbox.put('etc/x', '')\nverdict(True, 'put')\n",
        OWN,
    )
    .await?;
    expect(&bench.result("own", links).await?, Error)?;
    Ok(())
}
