import { describe, expect, it } from 'vitest';
import type { Event } from '../api/types';
import { filesAt, sinceStart } from './files';
import { type EventBody, seqAt } from './index';
import { journalAt } from './journal';
import { binOutput, marksOf, payloadLength, within, zoom } from './timeline';

/** A trace of these bodies, one a second. */
function trace(...bodies: EventBody[]): Event[] {
  return bodies.map((body, index) => ({
    seq: index + 1,
    at: index * 1_000_000,
    active: index * 1_000_000,
    actor: 'candidate' as const,
    ...body,
  }));
}

function output(length: number): EventBody {
  const base64 = Buffer.alloc(length).toString('base64');
  return { kind: 'terminal.output', data: { terminal: 1, offset: 0, bytes: { base64 } } };
}

describe('the journal', () => {
  const events = trace(
    { kind: 'note.hypothesis', data: { note: 1, revision: 0, text: 'cache', status: 'open' } },
    { kind: 'note.evidence', data: { note: 2, revision: 0, text: 'log' } },
    { kind: 'note.hypothesis', data: { note: 1, revision: 1, text: 'cache', status: 'ruled_out' } },
  );
  it('shows the newest revision until the moment, in the order of first writing', () => {
    expect(journalAt(events, 2).map((entry) => entry.status)).toEqual(['open', null]);
    const last = journalAt(events, 3);
    expect(last.map((entry) => entry.note)).toEqual([1, 2]);
    expect(last[0]).toMatchObject({ status: 'ruled_out', firstSeq: 1, seq: 3, revision: 1 });
  });
  it('is empty before the first note', () => {
    expect(journalAt(events, 0)).toEqual([]);
  });
});

describe('files', () => {
  const version = (size: number) => ({ content: null, size, executable: false });
  const events = trace(
    { kind: 'file.changed', data: { path: 'b', before: version(1), after: version(2) } },
    { kind: 'file.changed', data: { path: 'a', before: null, after: version(5) } },
    { kind: 'file.deleted', data: { path: 'b', before: version(2) } },
  );
  it('are listed by path with every change until the moment', () => {
    expect(filesAt(events, 3).map((file) => file.path)).toEqual(['a', 'b']);
    expect(filesAt(events, 1)).toHaveLength(1);
    expect(sinceStart(filesAt(events, 3)[1])).toMatchObject({ before: { size: 1 }, after: null });
  });
});

describe('the timeline', () => {
  it('knows the length of inline bytes', () => {
    for (let length = 0; length < 9; length++) {
      const body = output(length);
      if (body.kind !== 'terminal.output') throw new Error('not output');
      expect(payloadLength(body.data.bytes)).toBe(length);
    }
  });
  it('puts every byte of the view into exactly one bin', () => {
    const events = trace(...Array.from({ length: 50 }, (_, index) => output(index)));
    const sum = (bins: number[]) => bins.reduce((left, right) => left + right, 0);
    for (const count of [1, 7, 50, 333]) {
      expect(sum(binOutput(events, 0, 50_000_000, count))).toBe((49 * 50) / 2);
    }
    expect(sum(binOutput(events, 10_000_000, 12_000_000, 4))).toBe(21);
    expect(binOutput(events, 5, 5, 3)).toEqual([0, 0, 0]);
  });
  it('marks failed commands as bad and leaves successful ends out', () => {
    const end = { terminal: 1, command: 1, duration: 1, from: 0, to: 0 };
    const marks = marksOf(
      trace(
        { kind: 'command.finished', data: { ...end, exit: 0 } },
        { kind: 'command.finished', data: { ...end, exit: 101 } },
      ),
    );
    expect(marks).toEqual([{ seq: 2, time: 1_000_000, lane: 'commands', bad: true }]);
  });
  it('zooms about a moment and stays within the session', () => {
    const end = 100_000_000;
    const near = zoom({ from: 0, to: end }, 0.5, 25_000_000, end);
    expect(near).toEqual({ from: 12_500_000, to: 62_500_000 });
    expect(zoom(near, 100, 0, end)).toEqual({ from: 0, to: end });
    expect(within({ from: -5, to: 15 }, end)).toEqual({ from: 0, to: 20 });
  });
  it('finds the last event at a time', () => {
    const events = trace(output(1), output(1), output(1));
    expect([-1, 0, 1_500_000, 9e9].map((time) => seqAt(events, time))).toEqual([0, 1, 2, 3]);
  });
});
