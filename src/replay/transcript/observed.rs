//! A terminal while it prints: what scrolls off, where the cursor is, what marks and full-screen
//! programs do.

use avt::observer::{Observation, Observer};
use avt::parser::{Function, Osc, ShellIntegration};
use avt::{Line, Operation, ScreenKind};

use super::Transcript;
use crate::replay::screen::Scrolled;

/// Observes for search, and for a transcript if there is one.
pub struct Watching<'a> {
    pub scrolled: &'a mut Scrolled,
    pub text: Option<&'a mut Transcript>,
}

impl Observer for Watching<'_> {
    type Output = ();

    fn before(&mut self, context: &mut Observation<'_>, operation: &Operation) {
        let Some(text) = self.text.as_deref_mut() else {
            return;
        };
        let Operation::Function(function) = operation else {
            return;
        };
        let terminal = context.terminal();
        match function {
            Function::Osc(Osc::ShellIntegration(ShellIntegration::CommandExecuted)) => {
                let (line, _) = text.place(terminal);
                text.marked.mark(true, line);
            }
            Function::Osc(Osc::ShellIntegration(ShellIntegration::CommandFinished { .. })) => {
                let (line, begun) = text.place(terminal);
                text.marked.mark(false, line + u64::from(begun));
            }
            Function::Decset(_) => text.cursor = text.place(terminal),
            Function::Ris => text.flush(terminal),
            _ => {}
        }
    }

    fn after(&mut self, context: &mut Observation<'_>, operation: &Operation) {
        let Some(text) = self.text.as_deref_mut() else {
            return;
        };
        // Most operations. A character that scrolls is seen by what it evicts.
        if matches!(operation, Operation::Function(Function::Print(_))) {
            return;
        }
        let terminal = context.terminal();
        let full_screen = terminal.active_screen_kind() == ScreenKind::Alternate;
        let row = super::row_of(terminal);
        if full_screen != text.full_screen {
            text.program(full_screen);
            text.visited = if full_screen {
                super::NOWHERE
            } else {
                (row, row)
            };
        } else if !full_screen && matches!(operation, Operation::Function(_)) {
            text.visited = (text.visited.0.min(row), text.visited.1.max(row));
        }
    }

    fn evicted(&mut self, context: &mut Observation<'_>, line: &Line) {
        self.scrolled.evicted(context, line);
        let Some(text) = self.text.as_deref_mut() else {
            return;
        };
        let (low, high) = text.visited;
        text.scroll(line, low <= 0 && high >= 0);
        let row = if text.full_screen {
            -1
        } else {
            super::row_of(context.terminal())
        };
        text.visited = (low.saturating_sub(1), (high - 1).max(row));
    }

    fn end(&mut self, _: &mut Observation<'_>) {}
}
