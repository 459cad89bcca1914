// The desk's keys: what they do, and what the help says.

import { isPressable, isWriting } from '../ui/keys';
import type { DeskState } from './desk.svelte';

export const DESK_KEYS: [string, string][] = [
  ['Space', 'play, pause'],
  ['← →', 'previous, next mark'],
  ['J K', 'previous, next command'],
  ['N', 'next note; Shift+N the previous one'],
  ['[ ]', 'begin, end the selected range here'],
  ['Escape', 'clear the range'],
  ['P', 'pin the moment or range to the criterion in hand'],
  ['1 … 6', 'Terminal, Files, Models, Notes, Events, Checks'],
  ['7 8 9', 'Messages, Questions, Constraints'],
  ['+ - 0', 'zoom in, out, show everything'],
  ['?', 'this list'],
];

export interface DeskActions {
  desk: DeskState;
  pin: () => void;
  help: () => void;
  zoom: (factor: number) => void;
  tab: (index: number) => void;
}

function seqsOf(desk: DeskState, prefix: string): number[] {
  return desk.events.filter((event) => event.kind.startsWith(prefix)).map((event) => event.seq);
}

function bindings({ desk, pin, help, zoom }: DeskActions): Record<string, () => void> {
  return {
    ' ': () => desk.toggle(),
    ArrowLeft: () => desk.previousOf(desk.markSeqs),
    ArrowRight: () => desk.nextOf(desk.markSeqs),
    j: () => desk.previousOf(seqsOf(desk, 'command.started')),
    k: () => desk.nextOf(seqsOf(desk, 'command.started')),
    n: () => desk.nextOf(seqsOf(desk, 'note.')),
    N: () => desk.previousOf(seqsOf(desk, 'note.')),
    '[': () => desk.select(desk.seq, Math.max(desk.seq, desk.range?.to ?? desk.seq)),
    ']': () => desk.select(Math.min(desk.seq, desk.range?.from ?? desk.seq), desk.seq),
    Escape: () => desk.clearRange(),
    p: pin,
    P: pin,
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    '0': () => zoom(0),
    '?': help,
  };
}

/** Does what the key says, unless it belongs to what has the focus. */
export function pressed(event: KeyboardEvent, actions: DeskActions): void {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.key === ' ' || event.key === 'Enter') && isPressable(event)) return;
  if (/^[1-9]$/.test(event.key)) return actions.tab(Number(event.key) - 1);
  const action = bindings(actions)[event.key];
  if (!action || event.defaultPrevented) return;
  event.preventDefault();
  action();
}
