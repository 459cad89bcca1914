// The workspace at the cursor: fetched when it differs from the one at hand.

import { asApiError } from '../api/http';
import type { ReplayApi } from '../api/replay';
import type { ReplayView, WorkspaceFileView } from '../api/types';
import { countUntil } from '../trace/clock';

const DELAY_MS = 120;

/**
 * Names the state of the workspace at an event: the last edit until then. Where edits are missing
 * among the marks every event is a state of its own.
 */
export function stateOf(overview: ReplayView | null, seq: number): number {
  if (!overview || overview.marks_omitted > 0) return seq;
  const until = countUntil(overview.marks, (mark) => mark.seq <= seq);
  const edit = overview.marks.findLast((mark, index) => index < until && mark.lane === 'edits');
  return edit?.seq ?? 0;
}

export class Workspace {
  files = $state.raw<WorkspaceFileView[]>([]);
  /** The event that `files` are of; 0 before the first. */
  seq = $state(0);
  error = $state('');
  private state = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(private api: ReplayApi) {}

  /** The workspace at this event is wanted. */
  want(seq: number, overview: ReplayView | null): void {
    const state = stateOf(overview, seq);
    if (state === this.state || seq === 0) return;
    this.stop();
    this.state = state;
    const delay = this.seq === 0 ? 0 : DELAY_MS;
    this.timer = setTimeout(() => void this.load(seq), delay);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  private async load(seq: number): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      const { files } = await this.api.files(seq, abort.signal);
      this.files = files;
      this.seq = seq;
      this.error = '';
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.state = -1;
      this.error = asApiError(cause).message;
    }
  }
}
