// Whether a key press belongs to the focused element rather than to the page.

/** Whether the focus is where people write. A replayed terminal does not count. */
export function isWriting(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (!target?.closest) return false;
  if (target.closest('[data-replay]') && !target.closest('[type=search]')) return false;
  // A choice needs its arrows and the space bar, and no letters.
  if (target.closest('input:is([type=radio], [type=checkbox])'))
    return event.key.startsWith('Arrow') || event.key === ' ';
  return target.closest('textarea, input, select, [contenteditable]') !== null;
}

/** Whether the space bar or Enter would press the focused element. */
export function isPressable(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest?.('button, a, summary, [role=tab]') !== null;
}
