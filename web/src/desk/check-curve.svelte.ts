// The check curve of the session: what is known of it, asking for it, and how far it is. Asked again
// and again only while it is run.

import { scenarioOf } from '../api/practitioner';
import type { ReplayApi } from '../api/replay';
import type { CheckView, CurveView, SessionView } from '../api/types';
import { asApiError } from '../api/http';
import { curveOf, type FaultLine, faultsOf } from './curve';

const POLL_MS = 2000;

type Api = Pick<ReplayApi, 'curve' | 'startCurve'>;

export class CheckCurve {
  view = $state.raw<CurveView | null>(null);
  /** Why it could not be asked for, or begun. */
  trouble = $state('');
  /** Whether a wish to run it is on its way. */
  asking = $state(false);
  /** What the scenario says of its checks; empty until it is known, or if it cannot be. */
  specs = $state.raw<CheckView[]>([]);

  curve = $derived(curveOf(this.view?.points ?? []));
  faults = $derived<FaultLine[]>(faultsOf(this.curve, this.specs));
  running = $derived(this.view?.state.state === 'running');

  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private wanted = false;

  constructor(
    private api: Api,
    private checksOf: (session: string) => Promise<CheckView[]> = async (session) =>
      (await scenarioOf(session)).checks,
  ) {}

  /** The session as it is now: once it can have a curve, and may show it, that is loaded. */
  of({ row }: SessionView): void {
    const may = !row.withheld && (row.state === 'checked' || row.state === 'reviewed');
    if (!may || this.wanted) return;
    this.wanted = true;
    void this.load();
    // Without it the checks stand for themselves.
    this.checksOf(row.session).then(
      (checks) => (this.specs = checks),
      () => undefined,
    );
  }

  load = async (): Promise<void> => {
    clearTimeout(this.timer);
    await this.take(this.api.curve());
    if (this.running && !this.stopped) this.timer = setTimeout(this.load, POLL_MS);
  };

  /** Begins it, or goes on with the moments that are missing. */
  start = async (): Promise<void> => {
    this.asking = true;
    await this.take(this.api.startCurve());
    this.asking = false;
    if (this.running && !this.stopped) this.timer = setTimeout(this.load, POLL_MS);
  };

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async take(answer: Promise<CurveView>): Promise<void> {
    try {
      this.view = await answer;
      this.trouble = '';
    } catch (cause) {
      this.trouble = asApiError(cause).message;
    }
  }
}
