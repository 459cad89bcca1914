// A moment or a range of a trace as the fragment of an address: `#seq=12`, `#seq=12-40`.

export interface Range {
  from: number;
  to: number;
}

/** The range of a fragment; null if it names none. */
export function rangeOf(fragment: string): Range | null {
  const match = /^#seq=(\d+)(?:-(\d+))?$/.exec(fragment);
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && to >= from ? { from, to } : null;
}

/** The fragment of a range. */
export function fragmentOf({ from, to }: Range): string {
  return from === to ? `#seq=${from}` : `#seq=${from}-${to}`;
}
