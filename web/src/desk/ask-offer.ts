// What the packing was offered: told from its span and from the list that it chose from. What it was
// offered and did not take was left out; what lies below was never offered.

import type { AskStageView } from '../api/types';

/** Pipelines tell no more than about so many results of a stage: what is missing may lie below. */
export const TOLD = 20;

export interface Offer {
  /** How many candidates it was offered. */
  offered: number;
  chosen: number;
  /** The stage whose list it was offered the beginning of. */
  of: string;
  list: string[];
  /** Why a candidate was left out, as far as the packing named it. */
  why: Map<string, string>;
  /** Whether it named all that it left out. */
  named: boolean;
}

/** Why it does not follow what was offered. */
export interface NoOffer {
  unclear: string;
  why: Map<string, string>;
}

type Told = AskStageView & { told: boolean };

/** `stages` in the pipeline's order, as far as they pass on chunks. */
export function offerOf(stages: Told[]): Offer | NoOffer | null {
  const packed = stages.find(({ stage, told }) => stage === 'packed' && told);
  if (!packed) return null;
  const why = new Map(packed.packed?.left_out.map((it) => [it.id, it.why]));
  const unclear = (reason: string): NoOffer => ({ unclear: reason, why });
  const before = stages.slice(0, stages.indexOf(packed)).findLast(({ told }) => told);
  const dropped = packed.packed?.dropped ?? null;
  if (!before) return unclear('no stage before the packing reported its chunks');
  if (dropped === null) return unclear('the packing did not report how many it left out');
  if (packed.results.length >= TOLD) {
    return unclear(`the packing took ${TOLD} or more, and reports no more than that`);
  }
  const chosen = packed.results.map(({ id }) => id);
  const list = before.results.map(({ id }) => id);
  const offered = chosen.length + dropped;
  const first = new Set(list.slice(0, offered));
  const strange = [...chosen, ...why.keys()].filter((id) => !first.has(id));
  // A candidate below what was reported of the list is not strange.
  if (strange.some((id) => list.includes(id) || offered <= list.length || list.length < TOLD)) {
    return unclear(`the packing did not take the beginning of the list of “${before.stage}”`);
  }
  return {
    offered,
    chosen: chosen.length,
    of: before.stage,
    list,
    why,
    named: why.size === dropped,
  };
}

export type NotPacked =
  { is: 'left-out'; why: string | null } | { is: 'not-offered'; rank: number | null };

/** What became of a chunk that is not in the prompt; null if that does not follow. */
export function notPacked(id: string, offer: Offer | NoOffer): NotPacked | null {
  const why = offer.why.get(id);
  if (why !== undefined) return { is: 'left-out', why };
  if ('unclear' in offer) return null;
  const { list, offered, named } = offer;
  const place = list.indexOf(id);
  if (place < 0) {
    // Below what was reported of the list, or not on it.
    return list.length >= TOLD && offered <= list.length ? { is: 'not-offered', rank: null } : null;
  }
  if (place >= offered) return { is: 'not-offered', rank: place + 1 };
  return named ? null : { is: 'left-out', why: null };
}

/** The same in a sentence, for under the table. */
export function offerWords(offer: Offer | NoOffer | null): string {
  if (!offer) return '';
  if ('unclear' in offer) {
    return `What was left out and what was never offered cannot be told apart: ${offer.unclear}.`;
  }
  const { offered, chosen, of, named } = offer;
  const reasons = named || offered === chosen ? '' : ' It did not name each of them.';
  return `The packing was offered the first ${offered} of “${of}”, took ${chosen} and left out ${offered - chosen}.${reasons}`;
}
