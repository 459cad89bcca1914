import { describe, expect, it } from 'vitest';
import type { Estimate, Leniency } from '../api/types';
import { halvesOf, reachOf } from './leniency';

const known = (value: number, low: number, high: number): Estimate => ({
  is: 'known',
  value,
  low,
  high,
  n: 5,
  small: true,
});
const scarce: Estimate = { is: 'scarce', n: 3, needed: 5 };
const of = (earlier: Estimate, later: Estimate): Leniency => ({
  above: scarce,
  earlier,
  later,
  drift: scarce,
});

describe('a reviewer beside others, in halves', () => {
  it('lies on a scale around zero that holds every interval of everybody', () => {
    const all = [of(known(-5, -6, -4), known(10, 2, 17)), of(scarce, known(1, 0, 2))];
    expect(reachOf(all)).toBe(20);
    expect(reachOf([of(known(3, -41, 4), scarce)])).toBe(50);
    expect(reachOf([])).toBe(5);
  });
  it('has a place for what is known, and none for what is not', () => {
    const [earlier, later] = halvesOf(of(known(-5, -10, 0), scarce), 10);
    expect(earlier.at).toEqual({ value: 0.25, low: 0, high: 0.5 });
    expect([later.name, later.at]).toEqual(['later', null]);
    const constant: Estimate = { is: 'constant', n: 6 };
    expect(halvesOf(of(constant, scarce), 10).every((half) => half.at === null)).toBe(true);
  });
});
