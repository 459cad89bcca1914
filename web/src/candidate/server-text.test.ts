import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { DraftView } from '../api/types';
import { ServerText } from './server-text.svelte';

/** Follows the service's rule in `src/store/drafts.rs`. */
class Server {
  text = '';
  revision = 0;

  readonly api = { draft: () => Promise.resolve(this.view(true)) };

  keepDraft(_name: string, text: string, revision: number): Promise<DraftView> {
    if (text !== this.text) {
      if (revision !== this.revision) {
        return Promise.reject(new ApiError(409, 'draft_changed', 'changed'));
      }
      this.text = text;
      this.revision += 1;
    }
    return Promise.resolve(this.view(false));
  }

  view(whole: boolean): DraftView {
    return {
      draft: 'final-note',
      revision: this.revision,
      saved_at: this.revision * 1000,
      text: whole ? this.text : null,
    };
  }
}

class Browser {
  kept = new Map<string, string>();
  read = (name: string): string => this.kept.get(name) ?? '';
  keep = (name: string, text: string): void =>
    void (text === '' ? this.kept.delete(name) : this.kept.set(name, text));
}

function page(server: Server, browser = new Browser()): ServerText {
  const kept = server.revision > 0 ? server.view(true) : undefined;
  return new ServerText(server, browser, { name: 'final-note', local: 'final', kept, initial: '' });
}

function type(field: ServerText, text: string): void {
  field.text = text;
  field.typed(true);
}

describe('a text in two pages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is saved as it is typed, and says when', async () => {
    const [server, browser] = [new Server(), new Browser()];
    const field = page(server, browser);
    type(field, 'It was the filter.');
    expect(browser.read('final')).toContain('It was the filter.');
    await vi.advanceTimersByTimeAsync(2000);
    expect([server.text, field.savedAt, field.state]).toEqual([
      'It was the filter.',
      1000,
      'saved',
    ]);
    expect(browser.read('final')).toBe('');
  });

  it('shows both versions, and a person chooses', async () => {
    for (const choice of ['keepMine', 'takeOther', 'keepBoth'] as const) {
      const server = new Server();
      const [one, two] = [page(server), page(server)];
      type(one, 'one');
      await vi.advanceTimersByTimeAsync(2000);
      type(two, 'two');
      await vi.advanceTimersByTimeAsync(2000);
      expect(server.text).toBe('one');
      expect(two.other?.text).toBe('one');
      expect(two.text).toBe('two');
      // Text that is typed meanwhile does not win either.
      type(two, 'two!');
      await vi.advanceTimersByTimeAsync(5000);
      expect(server.text).toBe('one');
      await two[choice]();
      const expected = { keepMine: 'two!', takeOther: 'one', keepBoth: 'two!\n\none' }[choice];
      expect([server.text, two.text, two.other]).toEqual([expected, expected, null]);
      await one.seen(server.revision);
      expect(one.text).toBe(expected);
    }
  });

  it('comes back after a reload without a connection, and overwrites nothing', async () => {
    const [server, browser] = [new Server(), new Browser()];
    browser.keep('final', JSON.stringify({ text: 'offline', revision: 0 }));
    server.text = 'from the other browser';
    server.revision = 3;
    const field = page(server, browser);
    expect([field.text, field.other?.text]).toEqual(['offline', 'from the other browser']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.text).toBe('from the other browser');
    await field.keepMine();
    expect(server.text).toBe('offline');
  });

  it('is sent after a reload if nobody else wrote', async () => {
    const [server, browser] = [new Server(), new Browser()];
    browser.keep('final', JSON.stringify({ text: 'unsent', revision: 0 }));
    const field = page(server, browser);
    await vi.advanceTimersByTimeAsync(2000);
    expect([server.text, field.other]).toEqual(['unsent', null]);
  });
});
