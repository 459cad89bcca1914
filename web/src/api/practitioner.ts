// The practitioner's part of the HTTP interface; a cookie is the credential.

import { requestBytes, requestJson, requestNothing } from './http';
import type {
  AnchorRequest,
  BeatView,
  Calibration,
  EventsView,
  ExtendRequest,
  InviteRequest,
  InviteView,
  MeView,
  Report,
  Review,
  ReviewSaved,
  ScenarioView,
  SessionRow,
  SessionView,
  SignInRequest,
  Step,
  WithdrawRequest,
} from './types';

/** How many events one page of them has at most. */
const PAGE = 5000;

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;

export const signIn = (body: SignInRequest): Promise<MeView> =>
  requestJson('/api/sign-in', { method: 'POST', body });

export const signOut = (): Promise<void> => requestNothing('/api/sign-out', { method: 'POST' });

export const me = (): Promise<MeView> => requestJson('/api/me');

export const sessions = (): Promise<SessionRow[]> => requestJson('/api/sessions');

export const sessionView = (id: string): Promise<SessionView> => requestJson(session(id));

export const blob = (id: string, digest: string): Promise<Uint8Array> =>
  requestBytes(`${session(id)}/blobs/${encodeURIComponent(digest)}`);

/** Saves a review in place of the revision that the page knows. */
export const saveReview = (id: string, review: Review, known: number): Promise<ReviewSaved> =>
  requestJson(`${session(id)}/review?revision=${known}`, { method: 'PUT', body: review });

/** Submits a review in place of the revision that the page knows. */
export const submitReview = (id: string, review: Review, known: number): Promise<ReviewSaved> =>
  requestJson(`${session(id)}/review/submit?revision=${known}`, { method: 'POST', body: review });

/** A sign of life of a review's page; answers the time spent so far. */
export const beat = (id: string, resumed: boolean): Promise<BeatView> =>
  requestJson(`${session(id)}/review/time`, { method: 'POST', body: { resumed } });

export const report = (id: string): Promise<Report> => requestJson(`${session(id)}/report`);

export const adjudicate = (id: string, step: Step): Promise<Report> =>
  requestJson(`${session(id)}/adjudication`, { method: 'POST', body: step });

/** Gives a running session more time. */
export const extend = (id: string, body: ExtendRequest): Promise<void> =>
  requestNothing(`${session(id)}/extend`, { method: 'POST', body });

/** Ends a session, or an invitation, without a hand-in. */
export const withdraw = (id: string, body: WithdrawRequest): Promise<void> =>
  requestNothing(`${session(id)}/withdraw`, { method: 'POST', body });

/** What happened to a session's time and state. */
export const standing = (id: string): Promise<EventsView> =>
  requestJson(`${session(id)}/events?kinds=session&limit=${PAGE}`);

/** Gives up reviewing a session in order to see everything of it. */
export const unblind = (id: string): Promise<void> =>
  requestNothing(`${session(id)}/unblind`, { method: 'POST' });

export const setAnchor = (id: string, body: AnchorRequest): Promise<void> =>
  requestNothing(`${session(id)}/anchor`, { method: 'PUT', body });

export const endAnchor = (id: string): Promise<void> =>
  requestNothing(`${session(id)}/anchor`, { method: 'DELETE' });

export const calibration = (): Promise<Calibration> => requestJson('/api/calibration');

export const scenarios = (): Promise<ScenarioView[]> => requestJson('/api/scenarios');

export const scenario = (slug: string): Promise<ScenarioView> =>
  requestJson(`/api/scenarios/${encodeURIComponent(slug)}`);

/** The scenario that a session was invited with, whatever became of it since. */
export const scenarioOf = (id: string): Promise<ScenarioView> =>
  requestJson(`${session(id)}/scenario`);

export const invite = (body: InviteRequest): Promise<InviteView> =>
  requestJson('/api/invitations', { method: 'POST', body });
