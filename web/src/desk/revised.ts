// What a revision of a note changed, in words.

import type { HypothesisStatus } from '../api/types';
import { HYPOTHESIS_SIGNS, HYPOTHESIS_WORDS } from '../text/names';

interface Version {
  text: string;
  status: HypothesisStatus | null;
}

/** The status that it got, the text that it got, or both. `first` is what was written first. */
export function revised(
  first: { label: string; status: HypothesisStatus | null } | Version,
  revisions: Version[],
  at: number,
): string {
  const whole = 'label' in first ? { text: first.label, status: first.status } : first;
  const before = at === 0 ? whole : revisions[at - 1];
  const now = revisions[at];
  const parts: string[] = [];
  const status = now.status ?? 'open';
  if (status !== (before.status ?? 'open')) {
    parts.push(`${HYPOTHESIS_SIGNS[status]} ${HYPOTHESIS_WORDS[status]}`);
  }
  if (now.text !== before.text) parts.push(`text changed to: ${now.text}`);
  return parts.join('; ') || 'saved again';
}
