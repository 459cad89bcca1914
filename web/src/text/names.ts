// Words for what the types call by short names.

import type { CheckOutcome, HypothesisStatus, NoteKind, SessionState } from '../api/types';

export const STATE_WORDS: Record<SessionState, string> = {
  invited: 'Invited',
  consented: 'Consented',
  running: 'Running',
  submitted: 'Handed in, checks running',
  checked: 'Ready for review',
  reviewed: 'Reviewed',
  lapsed: 'Lapsed',
  withdrawn: 'Withdrawn',
};

export const NOTE_WORDS: Record<NoteKind, string> = {
  hypothesis: 'Hypothesis',
  evidence: 'Evidence',
  decision: 'Decision',
  fix: 'Fix',
  free: 'Note',
};

export const HYPOTHESIS_WORDS: Record<HypothesisStatus, string> = {
  open: 'open',
  supported: 'supported',
  ruled_out: 'ruled out',
};

export const HYPOTHESIS_SIGNS: Record<HypothesisStatus, string> = {
  open: '?',
  supported: '✓',
  ruled_out: '✗',
};

export const OUTCOME_WORDS: Record<CheckOutcome, string> = {
  pass: '✓ pass',
  fail: '✗ fail',
  error: '! could not tell',
};
