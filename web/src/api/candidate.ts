// The candidate's part of the HTTP interface; the token is the only credential.

import { requestJson, requestNothing } from './http';
import type {
  CandidateView,
  ConsentRequest,
  DraftRequest,
  DraftView,
  HandingInRequest,
  NoteRequest,
  SubmitRequest,
  TextRequest,
  TrackRequest,
  WithdrawRequest,
} from './types';

const BASE = '/api/candidate';

export class CandidateApi {
  /** The newest revision that the page has. Later answers contain what changed after it. */
  since: number | null = null;

  constructor(readonly token: string) {}

  view(): Promise<CandidateView> {
    return this.ask('', 'GET');
  }

  consent(body: ConsentRequest): Promise<CandidateView> {
    return this.ask('/consent', 'POST', body);
  }

  chooseTrack(body: TrackRequest): Promise<CandidateView> {
    return this.ask('/track', 'POST', body);
  }

  start(): Promise<CandidateView> {
    return this.ask('/start', 'POST');
  }

  briefOpened(): Promise<void> {
    return requestNothing(`${BASE}/brief-opened`, { method: 'POST', token: this.token });
  }

  pause(): Promise<CandidateView> {
    return this.ask('/pause', 'POST');
  }

  resume(): Promise<CandidateView> {
    return this.ask('/resume', 'POST');
  }

  addNote(body: NoteRequest): Promise<CandidateView> {
    return this.ask('/notes', 'POST', body);
  }

  reviseNote(note: number, body: NoteRequest): Promise<CandidateView> {
    return this.ask(`/notes/${note}`, 'PUT', body);
  }

  /** Records an answer in place of the draft revision that the page knows. */
  answer(question: string, body: DraftRequest): Promise<CandidateView> {
    return this.ask(`/questions/${encodeURIComponent(question)}`, 'PUT', body);
  }

  reply(inject: string, body: TextRequest): Promise<CandidateView> {
    return this.ask(`/messages/${encodeURIComponent(inject)}/replies`, 'POST', body);
  }

  draft(name: string): Promise<DraftView> {
    return requestJson(this.draftPath(name), { token: this.token });
  }

  keepDraft(name: string, body: DraftRequest): Promise<DraftView> {
    return requestJson(this.draftPath(name), { method: 'PUT', body, token: this.token });
  }

  /** Begins to hand in: this stops the sandbox for good and asks the last questions. */
  handingIn(body: HandingInRequest): Promise<CandidateView> {
    return this.ask('/handing-in', 'POST', body);
  }

  withdraw(body: WithdrawRequest): Promise<CandidateView> {
    return this.ask('/withdraw', 'POST', body);
  }

  submit(body: SubmitRequest): Promise<CandidateView> {
    return this.ask('/submit', 'POST', body);
  }

  /** The WebSocket of a terminal that is not attached yet. */
  terminal(number: number): WebSocket {
    const url = new URL(`${BASE}/terminals/${number}`, window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, ['assay.terminal.v2', `token.${this.token}`]);
    socket.binaryType = 'arraybuffer';
    return socket;
  }

  private draftPath(name: string): string {
    return `${BASE}/drafts/${encodeURIComponent(name)}`;
  }

  private ask(path: string, method: string, body?: unknown): Promise<CandidateView> {
    const since = this.since === null ? '' : `?since=${this.since}`;
    return requestJson(BASE + path + since, { method, body, token: this.token });
  }
}
