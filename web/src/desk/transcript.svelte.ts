// One terminal as text: which lines there are, those that were loaded, and what was found in it.

import { asApiError } from '../api/http';
import type { ReplayApi } from '../api/replay';
import type { LineView, TranscriptView } from '../api/types';
import { columnsOf } from '../terminal/columns';
import type { Fold } from './transcript-layout';

/** Lines that are loaded together. */
const PAGE = 200;
/** The most of them that are kept. */
const MOST_PAGES = 400;
/** The last lines may change while more is printed: those of the screen and what waits for it. */
const CHANGING = 800;
const FIND_DELAY_MS = 250;

type Api = Pick<ReplayApi, 'transcript' | 'lines' | 'lineAt' | 'findLines' | 'linesText'>;

export class TerminalText {
  outline = $state.raw<TranscriptView | null>(null);
  /** The line after the last one that was complete at the cursor, and the cursor's event. */
  now = $state.raw<{ until: number; seq: number } | null>(null);
  folds = $state.raw<ReadonlyMap<number, Fold>>(new Map());
  error = $state('');
  wanted = $state('');
  /** Lines with what is looked for: the first of them. */
  found = $state.raw<number[]>([]);
  foundTotal = $state(0);
  finding = $state(false);
  /** Counts what was loaded. */
  loaded = $state(0);

  private pages = new Map<number, LineView[]>();
  private asked = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  private stopped = false;

  constructor(
    private api: Api,
    readonly terminal: number,
  ) {}

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Brings the outline up to date. Lines that may have changed are loaded again. */
  async load(): Promise<void> {
    await this.trying(async () => {
      const before = this.outline;
      const outline = await this.api.transcript(this.terminal);
      if (before && JSON.stringify(before) === JSON.stringify(outline)) return;
      const from = Math.floor(Math.max(0, (before?.lines ?? 0) - CHANGING) / PAGE);
      for (const page of this.pages.keys()) if (page >= from) this.pages.delete(page);
      this.outline = outline;
      this.loaded++;
    });
  }

  /** Puts the cursor after an event. */
  async at(seq: number): Promise<void> {
    const turn = ++this.turn;
    await this.trying(async () => {
      const { until } = await this.api.lineAt(this.terminal, seq);
      if (turn === this.turn) this.now = { until: until ?? 0, seq };
    });
  }

  line(at: number): LineView | null {
    return this.pages.get(Math.floor(at / PAGE))?.[at % PAGE] ?? null;
  }

  /** Loads lines that are not there yet. */
  want(first: number, last: number): void {
    const end = Math.min(last, (this.outline?.lines ?? 0) - 1);
    for (let page = Math.floor(first / PAGE); page * PAGE <= end; page++) {
      if (!this.pages.has(page) && !this.asked.has(page)) void this.loadPage(page);
    }
  }

  /** Lines that take more than a row of so many columns, and how many beside the first. */
  wrapped(columns: number): [number, number][] {
    const all: [number, number][] = [];
    for (const [page, lines] of this.pages) {
      lines.forEach(({ text }, at) => {
        if (text.length * 2 <= columns) return;
        const extra = Math.ceil(widthOf(text) / columns) - 1;
        if (extra > 0) all.push([page * PAGE + at, extra]);
      });
    }
    return all.sort(([one], [other]) => one - other);
  }

  fold(seq: number, how: Fold): void {
    this.folds = new Map(this.folds).set(seq, how);
  }

  look(wanted: string): void {
    this.wanted = wanted;
    clearTimeout(this.timer);
    this.found = [];
    this.foundTotal = 0;
    this.finding = wanted !== '';
    if (this.finding) this.timer = setTimeout(() => void this.find(wanted), FIND_DELAY_MS);
  }

  /** The found line after or before one; round at the ends. */
  step(from: number, forward: boolean): number | null {
    const { found } = this;
    if (found.length === 0) return null;
    if (forward) return found.find((line) => line > from) ?? found[0];
    return found.findLast((line) => line < from) ?? found[found.length - 1];
  }

  private async find(wanted: string): Promise<void> {
    await this.trying(async () => {
      const { lines, total } = await this.api.findLines(this.terminal, wanted);
      if (wanted !== this.wanted) return;
      this.found = lines;
      this.foundTotal = total;
    });
    if (wanted === this.wanted) this.finding = false;
  }

  private async loadPage(page: number): Promise<void> {
    this.asked.add(page);
    await this.trying(async () => {
      const { lines } = await this.api.lines(this.terminal, page * PAGE, PAGE);
      this.pages.set(page, lines);
      // The oldest ones are the first in the map.
      for (const old of this.pages.keys()) {
        if (this.pages.size <= MOST_PAGES) break;
        this.pages.delete(old);
      }
      this.loaded++;
    });
    this.asked.delete(page);
  }

  private async trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.error = '';
    } catch (cause) {
      if (!this.stopped) this.error = asApiError(cause).message;
    }
  }
}

/** In columns. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += columnsOf(letter.codePointAt(0)!);
  return width;
}
