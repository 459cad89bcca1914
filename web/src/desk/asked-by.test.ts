import { expect, it } from 'vitest';
import type { MarkView } from '../api/types';
import { commandAt } from './asked-by';

const mark = (label: string, time: number, end: number | null, lane = 'commands') =>
  ({ seq: time, time, lane, label, bad: false, end }) as MarkView;

it('is the command that ran at the time, and of several the one that was started last', () => {
  const marks = [
    mark('tail -f log', 10, null),
    mark('halden ask one', 20, 30),
    mark('POST /v1/embeddings', 25, 27, 'models'),
    mark('halden ask two', 40, 50),
  ];
  expect(commandAt(marks, 5)).toBe(null);
  expect(commandAt(marks, 26)).toBe('halden ask one');
  expect(commandAt(marks, 35)).toBe('tail -f log');
  expect(commandAt(marks, 50)).toBe('halden ask two');
});
