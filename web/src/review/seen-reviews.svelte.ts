// What the other reviewers said, fetched once one's own review is submitted.

import { me, report } from '../api/practitioner';
import type { Report } from '../api/types';
import { failure } from '../site/resource.svelte';

export class SeenReviews {
  reviews = $state.raw<Report['reviews']>([]);
  /** The reader's own name. */
  me = $state('');
  trouble = $state('');
  private loaded = '';

  async load(session: string): Promise<void> {
    if (this.loaded === session) return;
    this.loaded = session;
    try {
      const [known, { name }] = await Promise.all([report(session), me()]);
      [this.reviews, this.me, this.trouble] = [known.reviews, name, ''];
    } catch (cause) {
      this.loaded = '';
      this.trouble = failure(cause).message;
    }
  }
}
