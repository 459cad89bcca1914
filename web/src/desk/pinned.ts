// What a pin holds, in words: what is selected or in hand, else what was at the cursor.

import type { Evidence, MarkView, MetricsView, MomentView, Pinned } from '../api/types';
import { describe } from '../trace/describe';
import type { Range } from './location';
import type { Tab } from './tabs';

/** The service takes no longer label. */
const LONGEST = 200;
/** How much of a selection or a command is said. */
const SAID = 80;

/** What lies in the view as an element: a row, a hunk, a question. */
export interface Held extends Range {
  what: Pinned;
  label: string;
}

/** What the desk shows, as far as a pin holds it. */
export interface Sight {
  seq: number;
  time: number;
  range: Range | null;
  tab: Tab;
  marks: MarkView[];
  metrics: MetricsView[];
  moment: MomentView | null;
}

const KINDS: Partial<Record<Tab, Pinned>> = {
  terminal: 'output',
  files: 'hunk',
  pipeline: 'ask',
  models: 'call',
  notes: 'note',
  messages: 'message',
  questions: 'question',
  events: 'event',
};

/** One line without control and direction characters, cut with a sign that it is cut. */
export function oneLine(text: string, most = LONGEST): string {
  // eslint-disable-next-line no-control-regex -- that is what is taken out
  const plain = text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g,
    ' ',
  );
  const letters = [...plain.replace(/\s+/g, ' ').trim()];
  return letters.length > most
    ? `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : letters.join('');
}

/** The attributes of an element that a pin can hold. What was `chosen` is held wherever the clock is. */
export function holds(
  range: Range,
  what: Pinned,
  label: string,
  chosen = false,
): Record<string, string | undefined> {
  return {
    'data-pin': `${range.from}-${range.to}`,
    'data-pin-what': what,
    'data-pin-label': label,
    'data-pin-chosen': chosen ? '' : undefined,
  };
}

function heldBy(element: Element | null | undefined): Held | null {
  const own = element?.closest<HTMLElement>('[data-pin]');
  const match = /^(\d+)-(\d+)$/.exec(own?.dataset.pin ?? '');
  if (!own || !match) return null;
  const { pinWhat, pinLabel } = own.dataset;
  const range = { from: Number(match[1]), to: Number(match[2]) };
  return { ...range, what: (pinWhat ?? 'moment') as Pinned, label: pinLabel ?? '' };
}

/**
 * What is selected or has the focus within the view. Words that are selected hold what they are in; the focus
 * holds only what is still at the cursor, because the cursor may have gone on.
 */
export function heldIn(view: Element, seq: number): { held: Held | null; words: string } {
  const selection = view.ownerDocument.getSelection();
  const anchor = selection?.anchorNode;
  if (selection && anchor && !selection.isCollapsed && view.contains(anchor)) {
    const words = oneLine(selection.toString(), SAID);
    return { held: heldBy(anchor instanceof Element ? anchor : anchor.parentElement), words };
  }
  const focus = view.ownerDocument.activeElement;
  const held = focus && view.contains(focus) ? heldBy(focus) : null;
  const here = held && held.from <= seq && seq <= held.to;
  const shown =
    view.querySelector('[data-pin-chosen]') ?? view.querySelector(`[data-pin^="${seq}-"]`);
  return { held: here ? held : heldBy(shown), words: '' };
}

function metricsText(metrics: MetricsView | undefined): string {
  if (!metrics) return '';
  const said = Object.entries(metrics.values).map(([name, value]) => `${name} ${value}`);
  return said.slice(0, 3).join(', ');
}

/** The command at a moment: that it began, runs or ended, and what it measured. */
function commandText({ marks, metrics, seq, time }: Sight): string {
  const command = marks.findLast(
    ({ lane, seq: own, time: from, end }) =>
      lane === 'commands' &&
      own <= seq &&
      (own === seq || (end !== null && time <= end && from <= time)),
  );
  if (!command) return '';
  const name = `\`${oneLine(command.label, SAID)}\``;
  if (command.end === null) return `${name} began`;
  const ended = time >= command.end;
  const measured = ended
    ? metrics.findLast((one) => one.time >= command.time && one.time <= (command.end ?? 0))
    : undefined;
  const stands = ended ? 'ended' : command.seq === seq ? 'began' : 'running';
  return [`${name} ${stands}`, metricsText(measured)].filter(Boolean).join(', ');
}

/** What is at the cursor, whatever is in hand. */
function momentText(sight: Sight): string {
  const command = commandText(sight);
  if (command) return command;
  const { moment, seq } = sight;
  if (moment?.seq !== seq) return sight.marks.find((mark) => mark.seq === seq)?.label ?? '';
  return `${moment.event.kind} ${describe(moment.event)}`;
}

function rangeText({ from, to }: Range, { marks }: Sight): string {
  const within = marks.filter((mark) => mark.seq >= from && mark.seq <= to);
  const commands = within.filter(({ lane }) => lane === 'commands');
  const [first, last] = [commands[0], commands.at(-1)];
  const counted = `${within.length} marks`;
  if (!first || !last) return within[0] ? `${within[0].label} and on, ${counted}` : '';
  const name = (mark: MarkView) => `\`${oneLine(mark.label, SAID / 2)}\``;
  return first === last
    ? `${name(first)}, ${counted}`
    : `${name(first)} to ${name(last)}, ${counted}`;
}

/** What a pin holds. `words` are those that are selected, in the view or in a terminal. */
export function evidenceFrom(sight: Sight, held: Held | null, words: string): Evidence {
  const { range, seq, tab } = sight;
  const quoted = words && `“${words}”`;
  const make = (over: Range, what: Pinned, label: string): Evidence => ({
    from_seq: over.from,
    to_seq: over.to,
    note: '',
    label: oneLine(label),
    what,
  });
  const here = { from: seq, to: seq };
  if (held && words) return make(held, held.what, [held.label, quoted].filter(Boolean).join(': '));
  if (quoted) return make(range ?? here, KINDS[tab] ?? 'moment', quoted);
  if (range) return make(range, 'range', rangeText(range, sight));
  const command = commandText(sight);
  // The row of a command's event says less than the command does.
  const isCommands = sight.moment?.seq === seq && sight.moment.event.kind.startsWith('command.');
  if (held && !(held.what === 'event' && command && isCommands))
    return make(held, held.what, held.label);
  return make(here, command ? 'command' : 'moment', command || momentText(sight));
}
