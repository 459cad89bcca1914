// A request that a form makes to the service: in progress, done, or failed.

import type { ApiError } from '../api/http';
import { failure } from './resource.svelte';

export class Action {
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);

  /** Returns whether the action succeeded. */
  async run(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    try {
      await act();
    } catch (cause) {
      this.error = failure(cause);
    }
    this.busy = false;
    return this.error === null;
  }
}
