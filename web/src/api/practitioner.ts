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

/** The most events in one page of them. */
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

/** Reports that somebody is looking at the review's page. Returns the time spent so far. */
export const beat = (id: string, resumed: boolean): Promise<BeatView> =>
  requestJson(`${session(id)}/review/time`, { method: 'POST', body: { resumed } });

export const report = (id: string): Promise<Report> => requestJson(`${session(id)}/report`);

export const adjudicate = (id: string, step: Step): Promise<Report> =>
  requestJson(`${session(id)}/adjudication`, { method: 'POST', body: step });

export const extend = (id: string, body: ExtendRequest): Promise<void> =>
  requestNothing(`${session(id)}/extend`, { method: 'POST', body });

/** Ends a session, or an invitation, without a hand-in. */
export const withdraw = (id: string, body: WithdrawRequest): Promise<void> =>
  requestNothing(`${session(id)}/withdraw`, { method: 'POST', body });

/** The events that changed a session's time or state. */
export const standing = (id: string): Promise<EventsView> =>
  requestJson(`${session(id)}/events?kinds=session&limit=${PAGE}`);

/** Gives up the right to review a session, in order to see all of it. */
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

/** The scenario as it was when the session was invited, whatever has happened to it since. */
export const scenarioOf = (id: string): Promise<ScenarioView> =>
  requestJson(`${session(id)}/scenario`);

export const invite = (body: InviteRequest): Promise<InviteView> =>
  requestJson('/api/invitations', { method: 'POST', body });
