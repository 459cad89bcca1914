//! Remembers runs by the digest of everything that they depend on: the files of the scenario that
//! reach the variant, the base, the image, and this very program. Expectations are not part of the
//! digest, because they are compared each time.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::variant_run::Run;
use crate::domain::ids::Digest;
use crate::pipeline::Base;
use crate::scenario::manifest::Attempt;
use crate::scenario::{Scenario, ScenarioError, Variant};

/// Raise it to ignore entries that older programs wrote.
const LAYOUT: u32 = 1;
/// The author's words about a check. Results do not depend on them.
const WORDS: [&str; 3] = ["asserts", "detects", "reason"];
/// Files that no sandbox and no check sees.
const UNSEEN: [&str; 6] = [
    "scenario.toml",
    "brief.md",
    "rubric.toml",
    "history.toml",
    "history",
    "solution",
];

/// One file for each remembered run.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// If not, entries are ignored; new results are kept in any case.
    believed: bool,
}

impl Cache {
    /// The folder is created with the first entry.
    pub fn at(folder: PathBuf) -> Self {
        Self {
            folder,
            believed: true,
        }
    }

    /// The same folder, but every variant is run again.
    #[must_use]
    pub fn fresh(self) -> Self {
        Self {
            believed: false,
            ..self
        }
    }

    /// An entry that cannot be read counts as missing.
    pub fn get(&self, key: Digest) -> Option<Run> {
        if !self.believed {
            return None;
        }
        let bytes = std::fs::read(self.path(key)).ok()?;
        let mut run: Run = serde_json::from_slice(&bytes).ok()?;
        run.remembered = true;
        run.is_complete().then_some(run)
    }

    pub fn put(&self, key: Digest, run: &Run) -> std::io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(folder)?;
        // Renamed once it is complete: another program may be reading.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec(run)?)?;
        file.persist(path)?;
        Ok(())
    }

    fn path(&self, key: Digest) -> PathBuf {
        let name = key.to_string();
        self.folder.join(&name[..2]).join(format!("{name}.json"))
    }
}

/// What results depend on besides the scenario.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Of the program's own file, because another check engine may find something else.
    pub program: Digest,
    pub image: String,
    /// Of the base with its documents and held-back questions.
    pub base: Digest,
}

impl Surroundings {
    pub fn of(base: &Base, image: String) -> Result<Self, ScenarioError> {
        let program = program().map_err(ScenarioError::io(Path::new("/proc/self/exe")))?;
        Ok(Self {
            program,
            image,
            base: base.digest()?,
        })
    }
}

/// The digest of the running program's own file.
fn program() -> std::io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    std::io::copy(&mut std::fs::File::open("/proc/self/exe")?, &mut hasher)?;
    Ok(Digest(*hasher.finalize().as_bytes()))
}

/// The digest of everything that one run of a variant depends on.
pub fn key(scenario: &Scenario, variant: &Variant, repeat: u32, around: &Surroundings) -> Digest {
    let manifest = &scenario.manifest;
    let mut checks = json!(manifest.check);
    for check in checks.as_array_mut().into_iter().flatten() {
        for word in WORDS {
            check.as_object_mut().map(|check| check.remove(word));
        }
    }
    let patch_of = |id: &String, patch: &String| json!([id, patch]);
    let faults = manifest.fault.iter().map(|it| patch_of(&it.id, &it.patch));
    let changes = manifest.change.iter().map(|it| patch_of(&it.id, &it.patch));
    // Only this variant's own, so that another attempt does not forget the rest of the matrix.
    let attempt = attempt(scenario, variant).map(|it| json!([it.id, it.patch]));
    let inputs = json!({
        "layout": LAYOUT,
        "program": around.program,
        "image": around.image,
        "base": around.base,
        "variant": variant.to_string(),
        "repeat": repeat,
        "pipeline": scenario.pipeline.name,
        "checks": checks,
        "verification": manifest.verification,
        "limits": manifest.limits,
        "faults": faults.collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "attempt": attempt,
        "files": files(scenario, variant),
    });
    Digest::of(inputs.to_string().as_bytes())
}

fn attempt<'a>(scenario: &'a Scenario, variant: &Variant) -> Option<Attempt<'a>> {
    let Variant::Attempt(kind, id) = variant else {
        return None;
    };
    scenario.manifest.attempt(*kind, id)
}

/// The files that this variant and its checks can see, with their digests.
fn files(scenario: &Scenario, variant: &Variant) -> Vec<Value> {
    let manifest = &scenario.manifest;
    let of_this = |path: &str| match variant {
        Variant::Reference => path == "solution/reference.patch",
        Variant::Attempt(..) => attempt(scenario, variant).is_some_and(|it| it.patch == path),
        // Only this variant is built with its history.
        Variant::Faulty => path == "history.toml" || Path::new(path).starts_with("history"),
        _ => false,
    };
    let injuries = manifest.fault.iter().map(|it| &it.patch);
    let injuries: Vec<_> = injuries
        .chain(manifest.change.iter().map(|it| &it.patch))
        .collect();
    let unseen = |path: &str| UNSEEN.iter().any(|it| Path::new(path).starts_with(it));
    let seen = |path: &String| of_this(path) || injuries.contains(&path) || !unseen(path);
    let all = scenario.files().iter().filter(|(path, _)| seen(path));
    all.map(|(path, file)| json!([path, file.executable, Digest::of(&file.bytes)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{CheckOutcome, CheckResult};
    use assay_scenario_toy::Toy;

    fn around() -> Surroundings {
        Surroundings {
            program: Digest::of(b"program"),
            image: "sha256:1".into(),
            base: Digest::of(b"base"),
        }
    }

    fn run(outcome: CheckOutcome) -> Run {
        let result = CheckResult {
            check: "c".into(),
            asserts: "a".into(),
            outcome,
            summary: "s".into(),
            details: Value::Null,
            duration: 1,
        };
        Run {
            variant: "healthy".into(),
            repeat: 1,
            results: vec![result],
            seconds: 1.0,
            remembered: false,
        }
    }

    /// The variants whose key is another after this change to the toy.
    fn changed_by(change: impl Fn(&Toy)) -> Vec<String> {
        let (before, toy) = (Toy::new().load().unwrap(), Toy::new());
        change(&toy);
        let after = toy.load().unwrap();
        let key_of = |scenario, variant: &Variant| key(scenario, variant, 1, &around());
        let variants = Variant::all(&before);
        let changed = variants
            .iter()
            .filter(|it| key_of(&before, it) != key_of(&after, it));
        changed.map(ToString::to_string).collect()
    }

    #[test]
    fn a_change_forgets_the_variants_that_it_reaches_and_no_other() {
        let all: Vec<_> = {
            let scenario = Toy::new().load().unwrap();
            Variant::all(&scenario)
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        let none: Vec<String> = vec![];
        let write = |path: &'static str| {
            move |toy: &Toy| {
                let path = format!("scenarios/toy/{path}");
                let text = std::fs::read_to_string(toy.path().join(&path)).unwrap_or_default();
                toy.write(&path, &format!("{text}\n"));
            }
        };
        assert_eq!(changed_by(|_| ()), none);
        assert_eq!(changed_by(write("brief.md")), none);
        assert_eq!(changed_by(write("scenario.toml")), none);
        assert_eq!(changed_by(write("solution/reference.patch")), ["reference"]);
        assert_eq!(
            changed_by(write("solution/shallow/other-word.patch")),
            ["shallow:other-word"]
        );
        assert_eq!(changed_by(write("history.toml")), ["faulty"]);
        // An attempt that is added concerns itself only.
        let more = |toy: &Toy| {
            let patch = "solution/shallow/other-word.patch";
            let path = toy.path().join("scenarios/toy/scenario.toml");
            let text = std::fs::read_to_string(path).unwrap();
            let text = format!(
                "{text}\n[[shallow]]\nid = \"again\"\nbelieves = \"Once more.\"\npatch = \"{patch}\"\nfails = [\"present\"]\n"
            );
            toy.write("scenarios/toy/scenario.toml", &text);
        };
        assert_eq!(changed_by(more), none);
        assert_eq!(changed_by(write("hidden/new.txt")), all);
        assert_eq!(changed_by(write("overlay/log/day.txt")), all);
        assert_eq!(changed_by(write("faults/wrong-word.patch")), all);
    }

    #[test]
    fn a_changed_threshold_program_image_base_or_repeat_is_another_key() {
        let scenario = Toy::new().load().unwrap();
        let stricter = Toy::with_manifest("at_least = 0.9", "at_least = 0.8")
            .load()
            .unwrap();
        let reworded = Toy::with_manifest("asserts = \"It finds.\"", "asserts = \"Finds.\"");
        let first = |scenario: &Scenario| key(scenario, &Variant::Healthy, 1, &around());
        assert_ne!(first(&scenario), first(&stricter));
        assert_eq!(first(&scenario), first(&reworded.load().unwrap()));
        let with = |change: fn(&mut Surroundings)| {
            let mut around = around();
            change(&mut around);
            key(&scenario, &Variant::Healthy, 1, &around)
        };
        let others = [
            with(|it| it.program = Digest::of(b"other")),
            with(|it| it.image = "sha256:2".into()),
            with(|it| it.base = Digest::of(b"other")),
            key(&scenario, &Variant::Healthy, 2, &around()),
        ];
        assert!(others.iter().all(|other| *other != first(&scenario)));
    }

    #[test]
    fn complete_runs_are_remembered_and_damaged_entries_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("matrix"));
        let key = Digest::of(b"key");
        assert_eq!(cache.get(key), None);
        cache.put(key, &run(CheckOutcome::Fail)).unwrap();
        let expected = Run {
            remembered: true,
            ..run(CheckOutcome::Fail)
        };
        assert_eq!(cache.get(key), Some(expected));
        assert_eq!(cache.clone().fresh().get(key), None);
        cache.put(key, &run(CheckOutcome::Error)).unwrap();
        assert_eq!(cache.get(key), None, "an error is never believed");
        std::fs::write(cache.path(key), "{").unwrap();
        assert_eq!(cache.get(key), None);
    }
}
