// The desk's state: the session, an overview of its trace, and where in it the practitioner looks.
//
// The trace itself stays with the service. The cursor is an event (`seq`) and its time; what was
// true then (`moment`) comes a little later. While playing, `time` runs between events and `seq` is
// the last one that had happened.

import { type ApiError } from '../api/http';
import { sessionView } from '../api/practitioner';
import { type At, ReplayApi } from '../api/replay';
import type { MomentView, ReplayView, SessionView } from '../api/types';
import { failure } from '../site/resource.svelte';
import { Clock } from '../trace/clock';
import { after, before, lastAt, ofSeq } from '../trace/cursor';
import { Blobs } from '../trace/blobs';
import { CheckCurve } from './check-curve.svelte';
import { copyLink, fragmentOf, locationOf, type Range, type TextPlace } from './location';
import { Moments } from './moments';
import { Places } from './places.svelte';
import { Player } from './player.svelte';
import { Search } from './search.svelte';
import type { Tab } from './tabs';

const POLL_MS = 3000;
const BUILDING_POLL_MS = 400;
const ADDRESS_DELAY_MS = 250;
const SAID_MS = 8000;
/** The code of a moment that the index has not come to yet. */
const NOT_INDEXED = 'not_indexed_yet';

export class DeskState {
  readonly api: ReplayApi;
  readonly blobs: Blobs;
  readonly places: Places;
  readonly search: Search;
  readonly player: Player;
  readonly curve: CheckCurve;

  view = $state.raw<SessionView | null>(null);
  overview = $state.raw<ReplayView | null>(null);
  error = $state.raw<ApiError | null>(null);

  seq = $state(0);
  time = $state(0);
  /** Everything as it was at the cursor, or on the way there: the last one that came. */
  moment = $state.raw<MomentView | null>(null);
  /** Whether the moment at the cursor is on its way. */
  waiting = $state(false);
  /** Why the moment at the cursor did not come. */
  trouble = $state('');
  range = $state.raw<Range | null>(null);
  fold = $state(true);
  /** Whether each check that turned has a stripe on the timeline. */
  stripes = $state(true);
  /** What is selected in a terminal, which the page's own selection does not know. */
  selectedWords = '';
  /** What was done a moment ago, for people. */
  said = $state('');
  /** The view that is shown, and the file that was chosen in that of files. */
  tab = $state<Tab>('overview');
  file = $state<string | null>(null);
  /** The moment that files are compared with, beside the start; null before one was kept. */
  base = $state<number | null>(null);
  /** Where terminals are read as text; null while their screens are shown. */
  text = $state.raw<TextPlace | null>(null);

  clock = $derived(
    new Clock(this.fold ? (this.overview?.idle ?? []) : [], Math.max(1, this.overview?.end ?? 1)),
  );
  marks = $derived(this.overview?.marks ?? []);
  markSeqs = $derived(this.marks.map((mark) => mark.seq));
  edits = $derived(this.marks.filter((mark) => mark.lane === 'edits'));
  end = $derived(this.clock.end);

  private moments: Moments;
  private stopped = false;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;
  private address: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: string) {
    this.api = new ReplayApi(session);
    this.blobs = new Blobs(session);
    this.places = new Places(this.api);
    this.search = new Search(this.api);
    this.player = new Player(this);
    this.curve = new CheckCurve(this.api);
    this.moments = new Moments(this.api.moment, {
      arrived: this.arrived,
      failed: (cause) => {
        const error = failure(cause);
        // It comes by itself: the next overview asks again.
        this.waiting = error.code === NOT_INDEXED;
        this.trouble = this.waiting ? '' : error.message;
      },
    });
    window.addEventListener('hashchange', this.readAddress);
    this.readAddress();
    void this.load();
  }

  stop(): void {
    this.stopped = true;
    this.player.halt();
    this.moments.stop();
    this.search.stop();
    this.curve.stop();
    clearTimeout(this.poll);
    clearTimeout(this.address);
    clearTimeout(this.saying);
    window.removeEventListener('hashchange', this.readAddress);
  }

  load = async (): Promise<void> => {
    clearTimeout(this.poll);
    try {
      const known = this.view;
      const [view, overview] = await Promise.all([
        sessionView(this.session),
        // The first time both are on their way at once; later only if there is something new.
        known ? null : this.api.overview(),
      ]);
      this.view = view;
      this.curve.of(view);
      this.took(overview ?? (this.isBehind(view) ? await this.api.overview() : null));
      this.error = null;
    } catch (cause) {
      this.error = failure(cause);
      // What is shown stays, with what is wrong beside it; only a first view is not tried again.
      if (!this.overview) return;
    }
    const building = this.overview?.building;
    const unfinished = this.view?.checks_running || this.view?.row.state === 'running';
    const delay = building ? BUILDING_POLL_MS : unfinished || this.error ? POLL_MS : null;
    if (delay !== null && !this.stopped) this.poll = setTimeout(this.load, delay);
  };

  /** Puts the cursor on an event; its time, where it is known, is shown before the moment comes. */
  seek(seq: number, time?: number): void {
    this.player.halt();
    this.unmark();
    this.seq = Math.max(1, Math.min(seq, this.overview?.last_seq ?? seq));
    const known = time ?? ofSeq(this.marks, this.seq)?.time;
    if (known !== undefined) this.time = known;
    this.want({ seq: this.seq });
    this.writeAddress();
  }

  /** Puts the cursor at a time. */
  seekTime(time: number): void {
    this.player.halt();
    this.unmark();
    this.time = Math.max(0, Math.min(this.end, Math.round(time)));
    // A guess until the moment comes, so that stepping to the next mark works at once.
    this.seq = lastAt(this.marks, this.time)?.seq ?? 1;
    this.want({ time: this.time });
    this.writeAddress();
  }

  /** A line that was marked belongs to the moment that is left. */
  private unmark(): void {
    if (this.text) this.text = { terminal: null, line: null };
  }

  /** Asks for the moment at the cursor. */
  want(at: At): void {
    this.waiting = true;
    this.moments.want(at);
  }

  /** A moment beside the cursor's. */
  momentAt = (at: At): Promise<MomentView> => this.moments.get(at);

  /** Selects a range of events, in any order. */
  select(first: number, second: number): void {
    this.range = { from: Math.min(first, second), to: Math.max(first, second) };
    this.writeAddress();
  }

  /** Selects what happened in a stretch of time, and puts the cursor at its beginning. */
  async selectTimes(from: number, to: number): Promise<void> {
    try {
      const [early, late] = await Promise.all([
        from <= 0 ? null : this.momentAt({ time: Math.ceil(from) - 1 }),
        this.momentAt({ time: Math.floor(to) }),
      ]);
      const first = Math.min((early?.seq ?? 0) + 1, this.overview?.last_seq ?? 1);
      this.seek(first);
      this.select(first, Math.max(first, late.seq));
    } catch (cause) {
      this.trouble = failure(cause).message;
    }
  }

  clearRange(): void {
    this.range = null;
    this.writeAddress();
  }

  nextOf(sorted: number[]): void {
    const next = after(sorted, this.seq);
    if (next !== null) this.seek(next);
  }

  previousOf(sorted: number[]): void {
    const previous = before(sorted, this.seq);
    if (previous !== null) this.seek(previous);
  }

  private arrived = (moment: MomentView, at: At): void => {
    this.places.learn(moment.seq, moment.time, moment.event.kind, moment.word);
    this.moment = moment;
    this.trouble = '';
    if (this.player.playing) return;
    this.waiting = 'seq' in at ? at.seq !== this.seq : at.time !== this.time;
    if (this.waiting) return;
    this.seq = moment.seq;
    if ('seq' in at) this.time = moment.time;
  };

  private isBehind(view: SessionView): boolean {
    const { overview } = this;
    return !overview || overview.building !== null || overview.last_seq < view.row.events;
  }

  private took(overview: ReplayView | null): void {
    if (!overview) return;
    if (this.overview && overview.last_seq !== this.overview.last_seq) this.moments.grown();
    this.overview = overview;
    if (overview.last_seq === 0) return;
    if (this.seq > 0) {
      // A moment that the index did not have yet, or that could not be had.
      const missing = this.moment?.seq !== this.seq && (this.waiting || this.trouble !== '');
      if (missing && !this.player.playing) this.want({ seq: this.seq });
      return;
    }
    // Nothing was asked for: where the work begins.
    const brief = overview.summary.find((line) => line.seq !== null);
    this.seek(brief?.seq ?? 1);
  }

  private readAddress = (): void => {
    const place = locationOf(window.location.hash);
    if (!place) return;
    const { from, to, view, file, text } = place;
    // Who follows a link to a moment wants to see it; everyone else begins with what happened.
    if (view || this.tab === 'overview') this.tab = view ?? 'terminal';
    if (file !== null) this.file = file;
    this.range = from === to ? null : { from, to };
    this.seek(from);
    if (view === null || view === 'terminal') this.text = text;
  };

  /** Shows a view. */
  show(tab: Tab, file = this.file): void {
    this.tab = tab;
    this.file = file;
    this.writeAddress();
  }

  /** Shows terminals as text, at a line or, without one, at the cursor. */
  read(text: TextPlace | null): void {
    this.text = text;
    this.writeAddress();
  }

  /** Puts a link to what is shown on the clipboard. */
  async copyLink(): Promise<void> {
    this.say(await copyLink(this.here()));
  }

  /** Says for a while what was done. */
  say(what: string): void {
    this.said = what;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.said = ''), SAID_MS);
  }

  private here() {
    const range = this.range ?? { from: this.seq, to: this.seq };
    return { ...range, view: this.tab, file: this.file, text: this.text };
  }

  /** A little later, so that dragging writes the address once. */
  writeAddress(): void {
    clearTimeout(this.address);
    this.address = setTimeout(() => {
      if (this.stopped || this.player.playing || this.waiting || this.seq === 0) {
        if (this.waiting && !this.stopped) this.writeAddress();
        return;
      }
      window.history.replaceState(null, '', fragmentOf(this.here()));
    }, ADDRESS_DELAY_MS);
  }
}
