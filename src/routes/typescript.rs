//! The interface's types as one TypeScript file. What they mean is documented at the Rust types
//! alone.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use super::views;
use crate::domain::adjudication::Step;
use crate::domain::event::{Event, EventBody};
use crate::scoring::report::calibration::Calibration;
use crate::scoring::report::model::Report;

const HEADER: &str = "// The types of the HTTP interface. Made by `assay types`; do not edit.\n";

/// The file: every type that a route takes or gives and what they are made of, by name.
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
    collector.visit::<views::SearchView>();
    collector.visit::<views::AsksView>();
    collector.visit::<views::AskView>();
    collector.visit::<views::ReviewSaved>();
    collector.visit::<views::CurveView>();
    collector.visit::<views::BeatRequest>();
    collector.visit::<views::BeatView>();
    collector.visit::<Report>();
    collector.visit::<Step>();
    collector.visit::<views::AnchorRequest>();
    collector.visit::<Calibration>();
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
    /// A flattened type is spelled out within the other; a name reads better.
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
        // Only what would be a file of its own has a name to declare.
        if T::output_path().is_some() {
            let declaration = format!("export {}\n", tidy(&T::decl(&self.config)));
            self.declarations
                .insert(T::ident(&self.config), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration without its comments, a field or a variant a line.
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
    lines.join("\n  ").replace(" | {", "\n  | {")
}
