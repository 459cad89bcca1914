// From a search hit to its line in a terminal's text.

import type { ReplayApi } from '../api/replay';
import type { HitView } from '../api/types';
import type { TextPlace } from './location';

interface Reader {
  readonly api: Pick<ReplayApi, 'lineAt'>;
  seq: number;
  read(text: TextPlace | null): void;
  say(what: string): void;
}

/** The line of a snippet that has its first match, as far as the snippet shows it. */
export function lineOfHit({ snippet, found }: Pick<HitView, 'snippet' | 'found'>): string {
  const at = found[0]?.[0] ?? 0;
  const from = snippet.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const end = snippet.indexOf('\n', at);
  const line = snippet.slice(at === 0 ? 0 : from, end < 0 ? undefined : end);
  return line.replace(/^…|…$/g, '').trim().slice(0, 300);
}

/** Shows the line that was found. Of one that was overwritten, it shows the screen. */
export async function readHit(desk: Reader, hit: HitView): Promise<void> {
  if (hit.source === 'command') return desk.read({ terminal: null, line: null });
  if (hit.source !== 'screen' || hit.terminal === null) return;
  try {
    const { at, found } = await desk.api.lineAt(hit.terminal, hit.seq, lineOfHit(hit));
    // The reader went elsewhere meanwhile.
    if (desk.seq !== hit.seq) return;
    if (found) return desk.read({ terminal: hit.terminal, line: at });
    desk.read(null);
    desk.say('The line was overwritten, so the screen is shown.');
  } catch {
    // The moment is shown, without its line.
    desk.read({ terminal: hit.terminal, line: null });
  }
}
