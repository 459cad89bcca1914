// How chunks went through the stages of one question: their rank at each, and where they got lost.

import type { AskStageView } from '../api/types';
import { took } from '../text/format';
import { type NoOffer, type NotPacked, notPacked, type Offer, offerOf, TOLD } from './ask-offer';

/** Stages that pass chunks on, in the pipeline's order. The rest is text. */
const LEGS = ['lexical leg', 'dense leg'];
const AFTER_LEGS = ['fused', 'reranked', 'packed'];

export type Place =
  | { is: 'rank'; rank: number; score: number | null }
  /** It came as far as here, and did not go on; unless that is sure, it may not have come so far. */
  | { is: 'lost'; sure: boolean }
  /** The packing was offered it and left it out; or was never offered it. */
  | NotPacked
  /** Not among the results that were sent, which may not be all. */
  | { is: 'beyond'; told: number }
  /** Not found here, or gone before, or nothing was sent about this stage. */
  | { is: 'absent' };

export interface FlowStage extends AskStageView {
  /** Whether it sent results, so that what is missing among them means something. */
  told: boolean;
}

export interface FlowChunk {
  id: string;
  places: Place[];
}

export interface Flow {
  stages: FlowStage[];
  chunks: FlowChunk[];
  /** What the packing was offered, or why that does not follow; null if it sent nothing. */
  offer: Offer | NoOffer | null;
}

/** The stages that pass on chunks, and every chunk that any of them told of, best end first. */
export function flowOf(all: AskStageView[]): Flow {
  const names = [...LEGS, ...AFTER_LEGS];
  const stages = names.flatMap((name) => all.filter((stage) => stage.stage === name));
  const flow = stages.map((stage) => ({ ...stage, told: toldOf(stage) }));
  const ids = [...new Set(flow.flatMap((stage) => stage.results.map((result) => result.id)))];
  const offer = offerOf(flow);
  const chunks = ids.map((id) => ({ id, places: placesOf(id, flow, offer) }));
  return { stages: flow, chunks: chunks.sort(compareFrom(flow.length - 1)), offer };
}

/** The same chunks in the order of one stage; those that it does not have follow. */
export function sortedBy<T extends FlowChunk>(chunks: T[], stage: number): T[] {
  const byEnd = compareFrom((chunks[0]?.places.length ?? 0) - 1);
  const byStage = (left: FlowChunk, right: FlowChunk) => rankAt(left, stage) - rankAt(right, stage);
  return chunks.toSorted((left, right) => byStage(left, right) || byEnd(left, right));
}

/** A span of the stage with an empty list of results told that there were none. */
function toldOf({ known, results, says }: AskStageView): boolean {
  return known && (results.length > 0 || /(^|; )0 results/.test(says));
}

function placesOf(id: string, stages: FlowStage[], offer: Offer | NoOffer | null): Place[] {
  let alive = false;
  let seen = false;
  return stages.map(({ stage, told, results }): Place => {
    const at = results.findIndex((result) => result.id === id);
    if (at >= 0) {
      alive = seen = true;
      return { is: 'rank', rank: at + 1, score: results[at].score };
    }
    const cut = results.length >= TOLD;
    if (LEGS.includes(stage)) {
      return cut ? { is: 'beyond', told: results.length } : { is: 'absent' };
    }
    if (!told || !alive) return { is: 'absent' };
    const left = stage === 'packed' && offer ? notPacked(id, offer) : null;
    if (left) return left;
    if (cut) {
      seen = false;
      return { is: 'beyond', told: results.length };
    }
    alive = false;
    return { is: 'lost', sure: seen };
  });
}

function rankAt(chunk: FlowChunk, stage: number): number {
  const place = chunk.places[stage];
  // Finite, because the difference of two infinities is no order.
  return place?.is === 'rank' ? place.rank : Number.MAX_SAFE_INTEGER;
}

/** By the rank at the last stage that has one of the two, then at the one before. */
function compareFrom(last: number) {
  return (left: FlowChunk, right: FlowChunk): number => {
    for (let stage = last; stage >= 0; stage--) {
      const order = rankAt(left, stage) - rankAt(right, stage);
      if (order !== 0) return order;
    }
    return left.id < right.id ? -1 : 1;
  };
}

/** The document of a chunk: what prompts name it by. */
export function documentOf(id: string): string {
  const at = id.lastIndexOf('#');
  return at > 0 ? id.slice(0, at) : id;
}

export interface Part {
  text: string;
  marked: boolean;
}

/** A text cut at every place where a name stands by itself. Without a name it is one part. */
export function partsOf(text: string, name: string | null): Part[] {
  if (!name) return [{ text, marked: false }];
  const parts: Part[] = [];
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const around = (text[at - 1] ?? ' ') + (text[at + name.length] ?? ' ');
    if (/[\w-]/.test(around)) continue;
    if (at > from) parts.push({ text: text.slice(from, at), marked: false });
    parts.push({ text: name, marked: true });
    from = at + name.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), marked: false });
  return parts;
}

/** Whether a text has a name by itself. */
export function names(text: string, name: string): boolean {
  return partsOf(text, name).some((part) => part.marked);
}

/** What a stage said, a line each; long times in fewer digits. */
export function linesOf(says: string): string[] {
  return says.split('; ').map((line) => {
    const micros = Number(/^took (\d+) µs$/.exec(line)?.[1] ?? 0);
    return micros >= 1000 ? `took ${took(micros)}` : line;
  });
}
