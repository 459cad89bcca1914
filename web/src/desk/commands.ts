// Everything the desk can do, as a list to choose from: the palette's commands and places.

import type { MarkerView } from '../api/types';
import { duration } from '../text/format';
import type { CurveMoment } from './curve';
import type { DeskActions } from './desk-keys';
import { markerText } from './rows';
import { type Tab, TABS } from './tabs';

export interface Command {
  id: string;
  words: string;
  /** The key that does the same. */
  key?: string;
  /** What else it is found by. */
  also?: string;
  run: () => void;
}

const TAB_WORDS: Record<Tab, string> = {
  overview: 'Overview',
  terminal: 'Terminal',
  files: 'Files',
  pipeline: 'Pipeline',
  models: 'Models',
  notes: 'Notes',
  events: 'Events',
  checks: 'Checks',
  messages: 'Messages',
  questions: 'Questions',
  constraints: 'Constraints',
  scenario: 'Scenario: brief, diagnosis, faults',
  note: 'the final note',
  search: 'Search',
};

const TAB_KEYS: Partial<Record<Tab, string>> = {
  questions: 'Q',
  constraints: 'C',
  scenario: 'D',
  note: 'W',
  search: '/',
};

function tabKey(tab: Tab, at: number): string {
  return TAB_KEYS[tab] ?? String(at + 1);
}

/** What can be done now. */
export function commandsOf(actions: DeskActions, press: (key: string) => void): Command[] {
  const { desk } = actions;
  const keyed = (id: string, words: string, key: string, does: string, also = ''): Command => ({
    id,
    words,
    key,
    also,
    run: () => press(does),
  });
  return [
    keyed('play', desk.player.playing ? 'Pause' : 'Play', 'Space', ' ', 'play pause stop'),
    keyed('next-marker', 'Next marker', 'M', 'm', 'look for place'),
    keyed('previous-marker', 'Previous marker', 'Shift+M', 'M', 'look for place'),
    keyed('next-mark', 'Next mark', '→', 'ArrowRight', 'event'),
    keyed('previous-mark', 'Previous mark', '←', 'ArrowLeft', 'event'),
    keyed('next-command', 'Next command', 'J', 'j', 'shell'),
    keyed('previous-command', 'Previous command', 'K', 'k', 'shell'),
    keyed('link', 'Copy a link to this moment', 'L', 'l', 'share address'),
    keyed('pin', 'Pin what is shown to the part of the review in hand', 'P', 'p', 'evidence'),
    keyed('unpin', 'Take the last pin back', 'U', 'u', 'undo unpin evidence'),
    keyed('review', 'Go into the review', 'R', 'r', 'rubric criterion score'),
    { id: 'submit', words: 'Submit the review…', also: 'finish missing sum', run: actions.submit },
    ...TABS.filter((tab) => tab !== 'search').map((tab, at) => ({
      id: `tab-${tab}`,
      words: `Go to ${TAB_WORDS[tab]}`,
      key: tabKey(tab, at),
      also: 'view tab',
      run: () => actions.tab(tab),
    })),
    keyed('beginning', 'Go to the beginning', 'Home', 'Home', 'start first'),
    keyed('end', 'Go to the end', 'End', 'End', 'last'),
    keyed('range-from', 'Begin the selected range here', '[', '['),
    keyed('range-to', 'End the selected range here', ']', ']'),
    keyed('range-clear', 'Clear the range', 'Escape', 'Escape'),
    keyed('zoom-range', 'Zoom to the range', 'Z', 'z'),
    keyed('zoom-in', 'Zoom in', '+', '+'),
    keyed('zoom-out', 'Zoom out', '-', '-'),
    keyed('zoom-all', 'Show the whole session', '0', '0', 'zoom everything'),
    keyed('faster', 'Play faster', '>', '>', 'speed'),
    keyed('slower', 'Play slower', '<', '<', 'speed'),
    keyed('fold', desk.fold ? 'Unfold idle stretches' : 'Fold idle stretches', 'F', 'f'),
    keyed(
      'stripes',
      desk.stripes ? 'Hide the check curve’s stripes' : 'Show the check curve’s stripes',
      'V',
      'v',
    ),
    keyed('text', 'Terminals as text, or as screens', 'T', 't', 'transcript scrollback read copy'),
    keyed('keys', 'Keys of this page', '?', '?', 'help shortcuts'),
  ];
}

/** Places that a reviewer looks for. */
export function markerCommands(
  markers: MarkerView[],
  show: (seq: number, time: number) => void,
): Command[] {
  return markers.map((marker, at) => ({
    id: `marker-${at}`,
    words: `${duration(marker.time)} ${markerText(marker)}`,
    also: 'marker jump',
    run: () => show(marker.seq, marker.time),
  }));
}

/** Where a time (1:12:40, 72:40) or the number of an event (#8123, 8123) leads. */
export function placeCommands(query: string, end: number, last: number, go: Goes): Command[] {
  const text = query.trim();
  const [, hash, digits] = /^(#?)(\d{1,12})$/.exec(text) ?? [];
  if (digits) {
    const seq = Number(digits);
    if (seq < 1 || seq > last)
      return [said(`There is no event ${digits}: the last one is ${last}`)];
    const words = `Go to event ${hash}${seq}`;
    return [{ id: 'to-event', words, run: () => go.event(seq) }];
  }
  const parts = /^(?:(\d{1,3}):)?(\d{1,4}):([0-5]\d)$/.exec(text);
  if (!parts) return [];
  const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const time = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000;
  if (time > end) return [said(`${text} is after the end, ${duration(end)}`)];
  return [{ id: 'to-time', words: `Go to ${duration(time)}`, run: () => go.time(time) }];
}

interface Goes {
  event: (seq: number) => void;
  time: (time: number) => void;
}

/** A line that only says something. */
const said = (words: string): Command => ({ id: 'to-nowhere', words, run: () => undefined });

/** Moments of the check curve. */
export function curveCommands(
  moments: CurveMoment[],
  show: (seq: number, time: number) => void,
): Command[] {
  return moments.map(({ seq, time, passed, ran }) => ({
    id: `curve-${seq}`,
    words: `${duration(time)} check curve: ${passed} of ${ran} pass`,
    also: 'moment jump',
    run: () => show(seq, time),
  }));
}

/**
 * Those that have every word of a query: all of it in a row before words apart, beginnings of words
 * before what is within them.
 */
export function matching(commands: Command[], query: string): Command[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return commands;
  const scored = commands.flatMap((command) => {
    const text = `${command.words} ${command.also ?? ''}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) return [];
    const words = text.split(/[^\p{L}\p{N}]+/u);
    const begins = wanted.filter((word) => words.some((one) => one.startsWith(word))).length;
    const first = command.words.toLowerCase().startsWith(wanted[0]) ? 1 : 0;
    const whole = text.includes(query.trim().toLowerCase()) ? 3 : 0;
    return [{ command, score: begins * 2 + first + whole }];
  });
  // A stable sort: equal ones stay in their order.
  return scored.sort((left, right) => right.score - left.score).map(({ command }) => command);
}

export interface Group {
  name: string;
  entries: Command[];
}

/** How many of a group are listed once something is looked for. */
const MOST = 8;

/** Groups that have something. Without a query everything of the first is listed. */
export function grouped(groups: Group[], query: string): Group[] {
  return groups
    .map(({ name, entries }) => {
      const found = matching(entries, query);
      return { name, entries: query.trim() === '' ? found : found.slice(0, MOST) };
    })
    .filter(({ entries }) => entries.length > 0);
}

/** Where the choice goes by a key; null if the key does not move it. It goes round at the ends. */
export function moved(at: number, length: number, key: string): number | null {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const pages: Record<string, number> = { PageDown: MOST, PageUp: -MOST };
  if (length === 0) return null;
  if (key in steps) return (at + steps[key] + length) % length;
  if (key in pages) return Math.min(length - 1, Math.max(0, at + pages[key]));
  return null;
}
