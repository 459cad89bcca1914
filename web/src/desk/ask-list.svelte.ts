// The list of questions, of which only the lines that are looked at are loaded.

import { asApiError } from '../api/http';
import type { AsksQuery, ReplayApi } from '../api/replay';
import type { AskLineView, AsksView } from '../api/types';

const PAGE = 100;
/** More lines than that are not kept. */
const MOST = 4000;

/** Which questions are listed. */
export type AskFilter = Pick<AsksQuery, 'run' | 'only' | 'text'>;

export class AskList {
  /** What the last answer said about the whole list. */
  about = $state.raw<AsksView | null>(null);
  /** The loaded lines by their places. */
  lines = $state.raw<ReadonlyMap<number, AskLineView>>(new Map());
  error = $state('');

  private filter: AskFilter = {};
  private abort: AbortController | null = null;
  private asked = new Set<number>();
  /** The lines that are looked at: the first, and the one after the last. */
  private seen: [number, number] = [0, 0];

  constructor(private api: ReplayApi) {}

  /** Loads the lines around an event. Another filter, or more events, begin a new list. */
  async around(seq: number, filter: AskFilter, anew: boolean): Promise<void> {
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const other = anew || JSON.stringify(filter) !== JSON.stringify(this.filter);
    this.filter = filter;
    this.asked.clear();
    try {
      const found = await this.api.asks({ ...filter, around: seq, limit: PAGE }, signal);
      if (other) this.lines = new Map();
      this.take(found);
      this.about = found;
      this.error = '';
      this.need(...this.seen);
    } catch (cause) {
      if (!signal.aborted) this.error = asApiError(cause).message;
    }
  }

  /** Loads what is missing of these lines. */
  need(first: number, end: number): void {
    this.seen = [first, end];
    const total = this.about?.total ?? 0;
    for (let line = first; line < Math.min(end, total); line++) {
      const page = Math.floor(line / PAGE) * PAGE;
      if (this.lines.has(line) || this.asked.has(page)) continue;
      this.asked.add(page);
      void this.load(page);
    }
  }

  stop(): void {
    this.abort?.abort();
  }

  private async load(from: number): Promise<void> {
    const signal = this.abort?.signal;
    try {
      this.take(await this.api.asks({ ...this.filter, from, limit: PAGE }, signal));
      this.error = '';
    } catch (cause) {
      if (!signal?.aborted) this.error = asApiError(cause).message;
    }
    this.asked.delete(from);
  }

  private take({ first, lines }: AsksView): void {
    const came = lines.map((line, at) => [first + at, line] as const);
    const full = this.lines.size + lines.length > MOST;
    const isNear = (line: number) => line >= this.seen[0] - PAGE && line < this.seen[1] + PAGE;
    const kept = [...this.lines].filter(([line]) => !full || isNear(line));
    this.lines = new Map([...kept, ...came]);
  }
}

/** The question nearest to a line, in the direction of `step`, among the loaded lines. */
export function nextAsk(
  lines: ReadonlyMap<number, AskLineView>,
  from: number,
  step: 1 | -1,
): number | null {
  for (let line = from + step; lines.has(line); line += step) {
    const found = lines.get(line);
    if (found && 'ask' in found) return line;
  }
  return null;
}
