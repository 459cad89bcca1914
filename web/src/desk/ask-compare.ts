// Two questions side by side: each chunk's place at each stage, before and after.

import { type Flow, type FlowChunk, flowOf, type FlowStage, type Place } from './ask-flow';
import type { AskStageView } from '../api/types';

export interface ComparedChunk extends FlowChunk {
  /** Where it was before. */
  before: Place[];
  /** Whether it is at another place at the end. */
  moved: boolean;
}

export interface Compared extends Flow {
  chunks: ComparedChunk[];
  /** The stages before, in the same order. */
  before: FlowStage[];
  /** What the packing was offered before. */
  earlierOffer: Flow['offer'];
}

/** Chunks of either, in the order of the second; those that only the first has follow. */
export function compared(before: AskStageView[], after: AskStageView[]): Compared {
  const [first, second] = [flowOf(before), flowOf(after)];
  const nowhere = second.stages.map((): Place => ({ is: 'absent' }));
  const known = new Map(first.chunks.map(({ id, places }) => [id, places]));
  const both = second.chunks.map(({ id, places }) => of(id, known.get(id) ?? nowhere, places));
  const ids = new Set(second.chunks.map(({ id }) => id));
  const gone = first.chunks.filter(({ id }) => !ids.has(id));
  const chunks = [...both, ...gone.map(({ id, places }) => of(id, places, nowhere))];
  return { ...second, chunks, before: first.stages, earlierOffer: first.offer };
}

function of(id: string, before: Place[], places: Place[]): ComparedChunk {
  const last = (of: Place[]) => of.at(-1) ?? { is: 'absent' };
  return { id, places, before, moved: !samePlace(last(before), last(places)) };
}

/** Whether a chunk is at the same place; its score may differ. */
export function samePlace(left: Place, right: Place): boolean {
  if (left.is === 'rank' && right.is === 'rank') return left.rank === right.rank;
  return left.is === right.is;
}
