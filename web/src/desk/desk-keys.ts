// The desk's keys: what they do, and what the help says.

import { isPressable, isWriting } from '../ui/keys';
import type { DeskState } from './desk.svelte';
import { type Tab, TABS } from './tabs';

export const DESK_KEYS: [string, string][] = [
  ['Space', 'play, pause'],
  ['< >', 'slower, faster: 1× to 32×'],
  ['← →', 'previous, next mark'],
  ['J K', 'next, previous command; in the review, next and previous part or item'],
  ['M', 'next marker (what a reviewer looks for); Shift+M goes back'],
  ['Ctrl+K', 'commands, places, times (1:12:40), events (#8123) and words, in one list (⌘K)'],
  ['/', 'search everything'],
  ['L', 'copy a link to this moment'],
  ['V', 'show or hide the check curve’s stripes'],
  ['T', 'terminals as text, or as screens'],
  [
    'N',
    'next search hit, or next note if there is no search; in the review, the next part; Shift+N goes back',
  ],
  [', .', '5 seconds back, forward'],
  ['Home End', 'the beginning, the end'],
  ['[ ]', 'start, end the selected range here'],
  ['Escape', 'clear the range'],
  [
    'P',
    'pin what you see to the part of the review in hand: a row, selected words, a range, a moment',
  ],
  ['U', 'take the last pin back'],
  ['R', 'into the review, and back to where you were'],
  [
    '0 … 9 -',
    'in the review: choose a level by its digit, or “not observed”; of a constraint or claim 1 to 3',
  ],
  ['B', 'in the review: write the reason; Escape leads back'],
  ['S', 'in the review: what is missing, the sum, submit'],
  ['1 … 9', 'Overview, Terminal, Files, Pipeline, Models, Notes, Events, Checks, Messages'],
  ['Q C D W', 'Questions, Constraints, the scenario (brief, diagnosis), the final note'],
  ['S X U', 'in the final note: the selected words are supported, contradicted, unsupported'],
  ['+ - 0', 'zoom in, out, show everything'],
  ['Shift+← →', 'move the visible stretch'],
  ['Z', 'zoom to the range'],
  ['F', 'fold or unfold idle stretches'],
  ['?', 'this list'],
  ['Mouse', 'a click seeks, dragging selects a range, dragging the clock scrubs, the wheel zooms'],
];

const STEP = 5_000_000;

export interface DeskActions {
  desk: DeskState;
  pin: () => void;
  unpin: () => void;
  review: () => void;
  /** Shows what the review adds up to, before it is submitted. */
  submit: () => void;
  help: () => void;
  zoom: (factor: number) => void;
  pan: (share: number) => void;
  zoomToRange: () => void;
  tab: (tab: Tab) => void;
  search: () => void;
  palette: () => void;
  stepHit: (forward: boolean) => void;
}

function seqsOf(desk: DeskState, lane: 'commands' | 'notes'): number[] {
  return desk.marks.filter((mark) => mark.lane === lane).map((mark) => mark.seq);
}

function bindings(actions: DeskActions): Record<string, () => void> {
  const { desk, pin, help, zoom, pan, tab } = actions;
  const markers = (): number[] => (desk.overview?.markers ?? []).map((marker) => marker.seq);
  const onBusy = (by: number) =>
    desk.seekTime(desk.clock.time(desk.clock.busy(desk.time) + by, by > 0));
  return {
    ' ': () => desk.player.toggle(),
    '<': () => desk.player.faster(0.5),
    '>': () => desk.player.faster(2),
    ArrowLeft: () => desk.previousOf(desk.markSeqs),
    ArrowRight: () => desk.nextOf(desk.markSeqs),
    j: () => desk.nextOf(seqsOf(desk, 'commands')),
    k: () => desk.previousOf(seqsOf(desk, 'commands')),
    m: () => desk.nextOf(markers()),
    M: () => desk.previousOf(markers()),
    n: () => step(actions, true),
    N: () => step(actions, false),
    ',': () => onBusy(-STEP),
    '.': () => onBusy(STEP),
    Home: () => desk.seek(1, 0),
    End: () => desk.seek(desk.overview?.last_seq ?? 1, desk.end),
    '[': () => desk.select(desk.seq, Math.max(desk.seq, desk.range?.to ?? desk.seq)),
    ']': () => desk.select(Math.min(desk.seq, desk.range?.from ?? desk.seq), desk.seq),
    Escape: () => desk.clearRange(),
    p: pin,
    P: pin,
    u: actions.unpin,
    r: actions.review,
    q: () => tab('questions'),
    c: () => tab('constraints'),
    d: () => tab('scenario'),
    w: () => tab('note'),
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    '0': () => zoom(0),
    'Shift+ArrowLeft': () => pan(-0.3),
    'Shift+ArrowRight': () => pan(0.3),
    z: actions.zoomToRange,
    f: () => (desk.fold = !desk.fold),
    l: () => void desk.copyLink(),
    v: () => (desk.stripes = !desk.stripes),
    t: () => toggleText(desk),
    '/': actions.search,
    '?': help,
  };
}

function step({ desk, stepHit }: DeskActions, forward: boolean): void {
  if (desk.search.active) stepHit(forward);
  else if (forward) desk.nextOf(seqsOf(desk, 'notes'));
  else desk.previousOf(seqsOf(desk, 'notes'));
}

/** To the terminals, as text or as screens: as they are not shown now. */
function toggleText(desk: DeskState): void {
  const shown = desk.tab === 'terminal' && desk.text !== null;
  desk.text = shown ? null : { terminal: desk.text?.terminal ?? null, line: null };
  desk.show('terminal');
}

/** Does what a key does, whatever has the focus. */
export function press(key: string, actions: DeskActions): void {
  bindings(actions)[key]?.();
}

/** Does what the key says, unless it belongs to what has the focus. */
export function pressed(event: KeyboardEvent, actions: DeskActions): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    actions.palette();
    return;
  }
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.key === ' ' || event.key === 'Enter') && isPressable(event)) return;
  if (/^[1-9]$/.test(event.key)) return actions.tab(TABS[Number(event.key) - 1]);
  const arrow = event.key.startsWith('Arrow');
  const action = bindings(actions)[event.shiftKey && arrow ? `Shift+${event.key}` : event.key];
  if (!action || event.defaultPrevented) return;
  event.preventDefault();
  action();
}
