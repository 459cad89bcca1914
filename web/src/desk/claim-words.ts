// Numbers of the final note, sorted by what shows them. What nothing shows comes first: that is
// what the reviewer has to judge.

import type { ClaimView, ShownBy } from '../api/types';

export interface ClaimGroup {
  shown: ShownBy;
  title: string;
  claims: ClaimView[];
}

const TITLES: [ShownBy, string][] = [
  ['nothing', 'No evaluation and no terminal shows'],
  ['terminal', 'A terminal shows, and no evaluation'],
  ['evaluation', 'An evaluation has'],
];

/** Groups that have something, each in the order of the note. */
export function groupsOf(claims: ClaimView[]): ClaimGroup[] {
  const groups = TITLES.map(([shown, title]) => ({
    shown,
    title,
    claims: claims.filter((claim) => claim.shown === shown),
  }));
  return groups.filter((group) => group.claims.length > 0);
}
