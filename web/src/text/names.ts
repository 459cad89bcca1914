// Words for the short names that the types use.

import type { CheckOutcome, HypothesisStatus, NoteKind, SessionState, Word } from '../api/types';

export const STATE_WORDS: Record<SessionState, string> = {
  invited: 'Invited',
  consented: 'Consented',
  running: 'Running',
  submitted: 'Handed in, checks running',
  checked: 'Ready for review',
  reviewed: 'Reviewed',
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
  error: '! undetermined',
};

/** Whose word something is. */
export const WORD_WORDS: Record<Word, string> = {
  host: 'host saw',
  sandbox: 'sandbox said',
  candidate: 'candidate wrote',
};

/** What each of them means, for readers who ask. */
export const WORD_MEANS: Record<Word, string> = {
  host: 'The service saw or did this, outside the sandbox.',
  sandbox: 'The sandbox’s agent said this; the candidate’s programs cannot speak for it.',
  candidate: 'The candidate wrote this, or one of their programs could have.',
};

/** For a session whose scenario this installation has only in another edition. */
export const OTHER_EDITION =
  'The scenario has changed since this session was invited: its title, rubric and checks are ' +
  'shown as they are today, not as they were then.';
