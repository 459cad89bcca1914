//! The interface's types as one TypeScript file. Only the Rust types are documented.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use super::views;
use crate::domain::adjudication::Step;
use crate::domain::event::{Event, EventBody};
use crate::scoring::report::calibration::Calibration;
use crate::scoring::report::model::Report;

const HEADER: &str = "// The types of the HTTP interface. Made by `assay types`; do not edit.\n";

/// Every type that a route takes or returns, and the types they are made of, sorted by name.
pub fn types() -> String {
    let mut collector = Collector::default();
    collector.visit::<EventBody>();
    collector.visit::<views::ErrorView>();
    collector.visit::<views::CandidateView>();
    collector.visit::<views::ConsentRequest>();
    collector.visit::<views::NoteRequest>();
    collector.visit::<views::TextRequest>();
    collector.visit::<views::DraftView>();
    collector.visit::<views::DraftRequest>();
    collector.visit::<views::SubmitRequest>();
    collector.visit::<views::HandingInRequest>();
    collector.visit::<views::WithdrawRequest>();
    collector.visit::<views::ExtendRequest>();
    collector.visit::<views::TerminalRequest>();
    collector.visit::<views::TerminalMessage>();
    collector.visit::<views::MeView>();
    collector.visit::<views::SignInRequest>();
    collector.visit::<views::SessionRow>();
    collector.visit::<views::SessionView>();
    collector.visit::<views::EventsView>();
    collector.visit::<views::ReplayView>();
    collector.visit::<views::ActivityView>();
    collector.visit::<views::MomentView>();
    collector.visit::<views::WorkspaceView>();
    collector.visit::<views::BlameView>();
    collector.visit::<views::SearchView>();
    collector.visit::<views::TranscriptView>();
    collector.visit::<views::LinesView>();
    collector.visit::<views::FoundLinesView>();
    collector.visit::<views::CopiedView>();
    collector.visit::<views::AsksView>();
    collector.visit::<views::AskRunsView>();
    collector.visit::<views::AskView>();
    collector.visit::<views::ReviewSaved>();
    collector.visit::<views::CurveView>();
    collector.visit::<views::BeatRequest>();
    collector.visit::<views::BeatView>();
    collector.visit::<Report>();
    collector.visit::<Step>();
    collector.visit::<views::AnchorRequest>();
    collector.visit::<Calibration>();
    collector.visit::<views::TrackRequest>();
    collector.visit::<views::ScenarioView>();
    collector.visit::<views::InviteRequest>();
    collector.visit::<views::InviteView>();
    collector.name_the_event_body();
    let mut file = HEADER.to_owned();
    for declaration in collector.declarations.values() {
        file.push('\n');
        file.push_str(declaration);
    }
    file
}

#[derive(Default)]
struct Collector {
    config: Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Collector {
    /// `ts-rs` spells out a flattened type within the other; its name reads better.
    fn name_the_event_body(&mut self) {
        let body = format!("({})", tidy(&EventBody::inline(&self.config)));
        if let Some(event) = self.declarations.get_mut(&Event::ident(&self.config)) {
            *event = event.replace(&body, &EventBody::ident(&self.config));
        }
    }
}

impl TypeVisitor for Collector {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only a type that would be a file of its own has a name to declare.
        if T::output_path().is_some() {
            let declaration = format!("export {}\n", tidy(&T::decl(&self.config)));
            self.declarations
                .insert(T::ident(&self.config), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration without its comments, with one field or variant a line.
fn tidy(declaration: &str) -> String {
    let mut lines = Vec::new();
    let mut in_comment = false;
    for line in declaration.lines().map(str::trim) {
        in_comment |= line.starts_with("/**");
        if !in_comment && !line.is_empty() {
            lines.push(line);
        }
        in_comment &= !line.ends_with("*/");
    }
    broken(&lines.join(" ")).replace(" | {", "\n  | {")
}

/// Breaks the line before each field. `ts-rs` breaks it only where a field has a comment, and a
/// comment in Rust must not change this file.
fn broken(declaration: &str) -> String {
    let mut text = String::new();
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for word in declaration.split(' ') {
        if !text.is_empty() {
            let breaks = braces > 0 && brackets == 0 && is_field(word);
            text.push_str(if breaks { "\n  " } else { " " });
        }
        text.push_str(word);
        for letter in word.chars() {
            match letter {
                '{' => braces += 1,
                '}' => braces = braces.saturating_sub(1),
                '<' | '[' => brackets += 1,
                '>' | ']' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
        }
    }
    text
}

/// `name:` or `name?:`. A variant's tag is in quotes and stays on the variant's line.
fn is_field(word: &str) -> bool {
    let name = word.strip_suffix(':').unwrap_or_default();
    let name = name.strip_suffix('?').unwrap_or(name);
    !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_do_not_change_the_lines() {
        let with = "type A = { \n/**\n * One.\n */\none: number, \n/**\n * Two.\n */\n\
                    two?: Array<Event & { word: Word }>, }";
        let without = "type A = { one: number, two?: Array<Event & { word: Word }>, }";
        assert_eq!(tidy(with), tidy(without));
        let lines = "type A = {\n  one: number,\n  two?: Array<Event & { word: Word }>, }";
        assert_eq!(tidy(without), lines);
    }

    #[test]
    fn a_variant_has_a_line_and_its_tag_is_on_it() {
        let declaration = r#"type A = { "is": "b", n: number, } | { "is": "c" }"#;
        let lines = "type A = { \"is\": \"b\",\n  n: number, }\n  | { \"is\": \"c\" }";
        assert_eq!(tidy(declaration), lines);
    }
}
