// Sittings and reviews by HTTP, for stories that begin after them.

import type { CandidateView, Review, SessionView } from '../../src/api/types';

async function ask<T>(url: string, method: string, headers: HeadersInit, body?: unknown) {
  const json = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : json) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** A practitioner who needs no page. */
export class Practitioner {
  private constructor(
    private base: string,
    private cookie: string,
  ) {}

  static async signIn(base: string, name: string, password: string): Promise<Practitioner> {
    const response = await fetch(`${base}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!cookie) throw new Error(`${name} cannot sign in: ${response.status}`);
    return new Practitioner(base, cookie);
  }

  invite(label: string): Promise<{ session: string; link: string }> {
    return this.ask('POST', '/api/invitations', { scenario: 'tiny', label });
  }

  view(session: string): Promise<SessionView> {
    return this.ask('GET', `/api/sessions/${session}`);
  }

  /** Scores everything with the same level from the weakest, and submits. */
  async review(session: string, level: number, finalScore: number, why: string): Promise<void> {
    const { rubric, asked, constraints } = await this.view(session);
    const said = {
      reason: why,
      evidence: [{ from_seq: 2, to_seq: 3, note: '', label: '', what: 'moment' as const }],
    };
    const review: Review = {
      scores: rubric.criterion.map((it) => ({
        criterion: it.id,
        points: it.level.at(level)!.points,
        items: it.item.map(({ id, level: of }) => ({
          item: id,
          mark: of <= it.level.at(level)!.points ? ('seen' as const) : ('not_seen' as const),
          evidence: [],
        })),
        departure: '',
        ...said,
      })),
      answers: asked.map(({ question }) => ({ question, points: 1, ...said })),
      claims: [],
      constraints: constraints
        .filter(({ enforcement }) => enforcement === 'practitioner')
        .map(({ id }) => ({ constraint: id, kept: 'yes' as const, ...said })),
      departure: why,
      rubric: '',
      final_score: finalScore,
      final_reason: why,
      submitted_at: null,
    };
    await this.ask('POST', `/api/sessions/${session}/review/submit`, review);
  }

  private ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return ask(this.base + path, method, { cookie: this.cookie }, body);
  }
}

/** A candidate who agrees and starts. Answers what their further requests need. */
export async function begin(base: string, link: string): Promise<HeadersInit> {
  const headers = { authorization: `Bearer ${link.split('/c/')[1]}` };
  const api = `${base}/api/candidate`;
  const { given } = await ask<CandidateView>(api, 'GET', headers);
  await ask(`${api}/consent`, 'POST', headers, {
    statement: given?.statement,
  });
  await ask(`${api}/start`, 'POST', headers);
  return headers;
}

/** A candidate who starts and hands in at once, with this note. */
export async function handIn(base: string, link: string, note: string): Promise<void> {
  const headers = await begin(base, link);
  await ask(`${base}/api/candidate/submit`, 'POST', headers, { final_note: note });
}
