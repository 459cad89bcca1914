import { describe, expect, it } from 'vitest';
import type { MarkView } from '../api/types';
import { evidenceFrom, oneLine, type Sight } from './pinned';

const command: MarkView = {
  seq: 10,
  time: 100,
  lane: 'commands',
  label: 'halden eval',
  bad: false,
  end: 200,
  word: 'sandbox',
};
const later = { ...command, seq: 20, time: 300, end: null, label: 'git diff' };
const metrics = {
  seq: 14,
  time: 190,
  values: { recall: 0.88 },
  word: 'candidate' as const,
  doubt: null,
  series: 0,
};
const sight = (over: Partial<Sight> = {}): Sight => ({
  seq: 10,
  time: 100,
  range: null,
  tab: 'terminal',
  marks: [command, later],
  metrics: [metrics],
  moment: null,
  ...over,
});
const label = (over: Partial<Sight>) => evidenceFrom(sight(over), null, '').label;

describe('what a pin holds', () => {
  it('is a command that began, runs, or ended with what it measured', () => {
    expect(label({})).toBe('`halden eval` began');
    expect(label({ seq: 12, time: 150 })).toBe('`halden eval` running');
    expect(label({ seq: 15, time: 200 })).toBe('`halden eval` ended, recall 0.88');
    expect(label({ seq: 20, time: 300 })).toBe('`git diff` began');
    expect(evidenceFrom(sight(), null, '').what).toBe('command');
  });
  it('is a range by what it goes from and to', () => {
    const range = { from: 10, to: 20 };
    const evidence = evidenceFrom(sight({ range }), null, '');
    expect(evidence).toMatchObject({ from_seq: 10, to_seq: 20, what: 'range' });
    expect(evidence.label).toBe('`halden eval` to `git diff`, 2 marks');
  });
  it('is what is in hand at the cursor, and selected words before anything else', () => {
    const held = { from: 7, to: 9, what: 'hunk' as const, label: 'change of src/fuse.rs' };
    expect(evidenceFrom(sight(), held, '')).toMatchObject({ from_seq: 7, to_seq: 9, what: 'hunk' });
    const words = evidenceFrom(sight({ range: { from: 1, to: 2 } }), held, 'k = 60');
    expect(words).toMatchObject({ from_seq: 7, label: 'change of src/fuse.rs: “k = 60”' });
    const output = evidenceFrom(sight(), null, 'recall 0.88');
    expect(output).toMatchObject({ from_seq: 10, what: 'output', label: '“recall 0.88”' });
  });
  it('says the command where the row is only an event of it', () => {
    const held = { from: 15, to: 15, what: 'event' as const, label: 'command.finished exit 0' };
    const over = { seq: 15, time: 200 };
    const at = (kind: string) => ({ seq: 15, event: { kind } }) as unknown as Sight['moment'];
    const finished = sight({ ...over, moment: at('command.finished') });
    expect(evidenceFrom(finished, held, '').label).toBe('`halden eval` ended, recall 0.88');
    const changed = sight({ ...over, moment: at('file.changed') });
    expect(evidenceFrom(changed, held, '').label).toBe('command.finished exit 0');
  });
  it('has a label that the service takes, whatever a candidate wrote', () => {
    const hostile = `a\nb\u202ec\u0007${'🙂'.repeat(300)}`;
    const line = oneLine(hostile);
    expect([...line]).toHaveLength(200);
    expect(line).toMatch(/^a b c 🙂+…$/u);
    expect(label({ marks: [{ ...command, label: hostile }] }).length).toBeLessThan(200);
  });
});
