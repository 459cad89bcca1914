// The workbench's own keys, which also work inside a terminal.

const LETTERS = ['KeyJ', 'KeyM', 'KeyQ'];
const TERMINAL_STEPS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/** Whether the page gets this key instead of the terminal. */
export function isPageKey(event: KeyboardEvent): boolean {
  if (event.altKey && !event.ctrlKey && !event.metaKey) return LETTERS.includes(event.code);
  return event.ctrlKey && event.shiftKey && !event.altKey && TERMINAL_STEPS.includes(event.code);
}

export const WORKBENCH_KEYS: [string, string][] = [
  ['Alt+J', 'write in the journal, from anywhere'],
  ['Alt+M', 'read messages'],
  ['Alt+Q', 'read and answer questions'],
  ['Ctrl+Enter', 'save what you are writing'],
  ['Escape', 'close what you are writing; the draft stays'],
  ['Ctrl+Shift+↑', 'leave the terminal for its tabs'],
  ['Ctrl+Shift+↓', 'go into the terminal'],
  ['Ctrl+Shift+← →', 'previous, next terminal'],
  ['Ctrl+Shift+C', 'copy from the terminal (Ctrl+Insert, ⌘C)'],
  ['Ctrl+Shift+V', 'paste into the terminal (Shift+Insert, ⌘V)'],
  ['?', 'this list (except in fields and terminals)'],
];
