// Data that a page needs from the service: loading, loaded, or failed.

import { type ApiError, asApiError } from '../api/http';
import { router } from './router.svelte';

/** Goes to the sign-in page, which leads back afterwards. */
function toSignIn(): void {
  const here = window.location.pathname + window.location.hash;
  router.go(`/sign-in?next=${encodeURIComponent(here)}`, true);
}

/** Any failure as an ApiError. If the sign-in is missing, goes to the sign-in page. */
export function failure(cause: unknown): ApiError {
  const error = asApiError(cause);
  if (error.status === 401) toSignIn();
  return error;
}

export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);

  constructor(private fetch: () => Promise<T>) {
    void this.load();
  }

  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.value = await this.fetch();
    } catch (cause) {
      this.error = failure(cause);
    }
  };
}
