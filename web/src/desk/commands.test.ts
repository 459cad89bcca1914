import { describe, expect, it, vi } from 'vitest';
import {
  type Command,
  commandsOf,
  curveCommands,
  grouped,
  markerCommands,
  matching,
  moved,
  placeCommands,
} from './commands';
import { DESK_KEYS, type DeskActions } from './desk-keys';

const nothing = () => undefined;

function all(press: (key: string) => void = nothing, tab = vi.fn()): Command[] {
  const desk = { player: { playing: false }, fold: true, stripes: true };
  return commandsOf({ desk, tab } as unknown as DeskActions, press);
}
const ids = (commands: Command[]) => commands.map(({ id }) => id);

describe('commands', () => {
  it('do what their keys do', () => {
    const press = vi.fn();
    for (const id of ['play', 'link', 'previous-marker']) {
      all(press)
        .find((command) => command.id === id)!
        .run();
    }
    expect(press.mock.calls.map(([key]) => key)).toEqual([' ', 'l', 'M']);
  });
  it('lead to every view', () => {
    const tab = vi.fn();
    const views = all(nothing, tab).filter(({ id }) => id.startsWith('tab-'));
    for (const view of views) view.run();
    expect(tab.mock.calls.map(([to]) => to)).toHaveLength(13);
    expect(views.map(({ key }) => key)).toEqual([...'123456789', 'Q', 'C', 'D', 'W']);
  });
  it('have names of their own, and say no key that the help does not', () => {
    expect(new Set(ids(all())).size).toBe(all().length);
    const help = DESK_KEYS.map(([keys]) => keys).join(' ');
    for (const { key } of all()) {
      if (key && !/^\d|Shift/.test(key)) expect(help).toContain(key);
    }
  });
  it('jump to markers and to moments of the curve', () => {
    const show = vi.fn();
    const followed: never[] = [];
    const shown = { seq: 9, time: 0, kind: 'regression' as const, label: 'recall', status: null };
    const revised = { revisions: [], revisions_omitted: 0 };
    const marker = { ...shown, ...revised, word: 'candidate' as const, doubt: null };
    const [first] = markerCommands([{ ...marker, followed }], show);
    expect(first.words).toBe('0:00:00 worse: recall (candidate wrote)');
    first.run();
    curveCommands([{ seq: 12, time: 5, passed: 1, ran: 3 }], show)[0].run();
    expect(show.mock.calls).toEqual([
      [9, 0],
      [12, 5],
    ]);
  });
});

describe('a time or an event', () => {
  const go = { event: vi.fn(), time: vi.fn() };
  const words = (query: string) =>
    placeCommands(query, 2 * 3600 * 1_000_000, 9000, go).map((command) => {
      command.run();
      return command.words;
    });
  it('is understood in the forms in which people write it', () => {
    expect(words('1:12:40')).toEqual(['Go to 1:12:40']);
    expect(words(' 72:40 ')).toEqual(['Go to 1:12:40']);
    expect(go.time.mock.calls).toEqual([[4_360_000_000], [4_360_000_000]]);
    expect(words('#8123')).toEqual(['Go to event #8123']);
    expect(words('8123')).toEqual(['Go to event 8123']);
    expect(go.event.mock.calls).toEqual([[8123], [8123]]);
  });
  it('beyond the session leads nowhere, and says so', () => {
    go.event.mockClear();
    go.time.mockClear();
    expect(words('3:00:00')).toEqual(['3:00:00 is after the end, 2:00:00']);
    expect(words('#9001')).toEqual(['There is no event 9001: the last one is 9000']);
    expect(words('#0')).toHaveLength(1);
    expect([go.event.mock.calls, go.time.mock.calls]).toEqual([[], []]);
  });
  it('is nothing else', () => {
    for (const query of ['', 'recall', '1:2', '1:75', '12:40:1:2', '#', '-3', '1.2']) {
      expect(words(query)).toEqual([]);
    }
  });
});

describe('looking for a command', () => {
  it('finds by beginnings of words first, and needs every word', () => {
    expect(ids(matching(all(), 'check'))[0]).toBe('tab-checks');
    expect(ids(matching(all(), 'go pip'))).toEqual(['tab-pipeline']);
    expect(ids(matching(all(), 'link'))[0]).toBe('link');
    expect(matching(all(), 'go nonsense')).toEqual([]);
    expect(matching(all(), '  ')).toHaveLength(all().length);
  });
  it('finds a phrase before the same words apart', () => {
    const [apart, phrase] = ['0:04:45 curve: 1 of 5', '0:06:12 curve: 4 of 5'];
    const places = [apart, phrase].map((words) => ({ id: words, words, run: nothing }));
    expect(ids(matching(places, 'Curve: 4 of'))).toEqual([phrase, apart]);
  });
  it('finds by what is not said aloud', () => {
    expect(ids(matching(all(), 'share'))).toEqual(['link']);
  });
  it('lists no group without anything, and no more than can be looked at', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, words: 'x', run: nothing }));
    const groups = [
      { name: 'many', entries: many },
      { name: 'none', entries: [] },
    ];
    expect(grouped(groups, '').map(({ entries }) => entries.length)).toEqual([30]);
    expect(grouped(groups, 'x')[0].entries).toHaveLength(8);
    expect(grouped(groups, 'y')).toEqual([]);
  });
});

describe('the choice', () => {
  it('goes round by arrows, and stops at the ends by pages', () => {
    expect([moved(0, 3, 'ArrowUp'), moved(2, 3, 'ArrowDown')]).toEqual([2, 0]);
    expect([moved(1, 30, 'PageDown'), moved(1, 3, 'PageUp')]).toEqual([9, 0]);
    expect([moved(0, 3, 'a'), moved(0, 0, 'ArrowDown')]).toEqual([null, null]);
  });
});
