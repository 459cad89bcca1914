// Where a selection on the page is in the note's source.

/** The place of a boundary of a selection, in UTF-16 units of the text that is shown; null if outside. */
function placeOf(root: Element, node: Node, offset: number): number | null {
  if (!root.contains(node)) return null;
  const own = node instanceof Text ? node.parentElement : null;
  if (own?.dataset.from !== undefined) return Number(own.dataset.from) + offset;
  // Between stretches: where the next one begins, or where the last one ends.
  const edge = root.ownerDocument.createRange();
  edge.setStart(node, offset);
  let end = 0;
  for (const stretch of root.querySelectorAll<HTMLElement>('[data-from]')) {
    const from = Number(stretch.dataset.from);
    if (edge.comparePoint(stretch, 0) >= 0) return from;
    end = from + (stretch.textContent?.length ?? 0);
  }
  return end;
}

export interface Selected {
  from: number;
  to: number;
}

/** What is selected within an element, in order; null if nothing is. */
export function selectedIn(root: Element): Selected | null {
  const selection = root.ownerDocument.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  const from = placeOf(root, startContainer, startOffset);
  const to = placeOf(root, endContainer, endOffset);
  return from === null || to === null || from >= to ? null : { from, to };
}
