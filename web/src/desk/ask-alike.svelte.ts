// Other askings of the same question in the session, and which of them is compared.

import type { ReplayApi } from '../api/replay';
import { asApiError } from '../api/http';
import type { AskRow, AskView } from '../api/types';

/** The most that are offered: those around the one in hand. */
const MOST = 200;

export class Alike {
  /** All, in order, with the one in hand. */
  rows = $state.raw<AskRow[]>([]);
  total = $state(0);
  /** The one that is compared. */
  other = $state.raw<AskView | null>(null);
  error = $state('');
  private abort: AbortController | null = null;

  constructor(private api: ReplayApi) {}

  /** Forgets what was compared, and looks for others of this question. */
  async of(ask: AskRow): Promise<void> {
    this.stop();
    this.rows = [];
    this.total = 0;
    this.other = null;
    this.error = '';
    if (ask.text === null) return;
    await this.run(async (signal) => {
      const query = { like: ask.seq, around: ask.seq, limit: MOST };
      const found = await this.api.asks(query, signal);
      this.rows = found.lines.flatMap((line) => ('ask' in line ? [line.ask] : []));
      this.total = found.asks;
    });
  }

  async compare(seq: number | null): Promise<void> {
    if (seq === null) {
      this.other = null;
      return;
    }
    this.stop();
    await this.run(async (signal) => {
      this.other = await this.api.ask(seq, signal);
    });
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
  }

  private async run(load: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      await load(abort.signal);
    } catch (cause) {
      if (!abort.signal.aborted) this.error = asApiError(cause).message;
    }
  }
}

/** The asking to compare with first: the last one before in another run, else the next one after. */
export function counterpart(rows: AskRow[], ask: AskRow): AskRow | null {
  const others = rows.filter((row) => row.run !== ask.run);
  const before = others.filter((row) => row.seq < ask.seq);
  return before.at(-1) ?? others.find((row) => row.seq > ask.seq) ?? null;
}
