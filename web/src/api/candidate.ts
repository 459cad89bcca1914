// The candidate's part of the HTTP interface; the token is the only credential.

import { requestJson, requestNothing } from './http';
import type {
  CandidateView,
  ConsentRequest,
  NoteRequest,
  SubmitRequest,
  TextRequest,
  WithdrawRequest,
} from './types';

const BASE = '/api/candidate';

export class CandidateApi {
  constructor(readonly token: string) {}

  view(): Promise<CandidateView> {
    return requestJson(BASE, { token: this.token });
  }

  consent(body: ConsentRequest): Promise<CandidateView> {
    return this.post('/consent', body);
  }

  start(): Promise<CandidateView> {
    return requestJson(`${BASE}/start`, { method: 'POST', token: this.token });
  }

  briefOpened(): Promise<void> {
    return requestNothing(`${BASE}/brief-opened`, { method: 'POST', token: this.token });
  }

  pause(): Promise<CandidateView> {
    return requestJson(`${BASE}/pause`, { method: 'POST', token: this.token });
  }

  resume(): Promise<CandidateView> {
    return requestJson(`${BASE}/resume`, { method: 'POST', token: this.token });
  }

  addNote(body: NoteRequest): Promise<CandidateView> {
    return this.post('/notes', body);
  }

  reviseNote(note: number, body: NoteRequest): Promise<CandidateView> {
    return requestJson(`${BASE}/notes/${note}`, { method: 'PUT', body, token: this.token });
  }

  answer(question: string, body: TextRequest): Promise<CandidateView> {
    const path = `${BASE}/questions/${encodeURIComponent(question)}`;
    return requestJson(path, { method: 'PUT', body, token: this.token });
  }

  reply(inject: string, body: TextRequest): Promise<CandidateView> {
    return this.post(`/messages/${encodeURIComponent(inject)}/replies`, body);
  }

  /** Says that the candidate looks at what is asked when handing in. */
  handingIn(): Promise<CandidateView> {
    return requestJson(`${BASE}/handing-in`, { method: 'POST', token: this.token });
  }

  withdraw(body: WithdrawRequest): Promise<CandidateView> {
    return this.post('/withdraw', body);
  }

  submit(body: SubmitRequest): Promise<CandidateView> {
    return this.post('/submit', body);
  }

  /** A WebSocket of a terminal, not attached yet. */
  terminal(number: number): WebSocket {
    const url = new URL(`${BASE}/terminals/${number}`, window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, ['assay.terminal.v1', `token.${this.token}`]);
    socket.binaryType = 'arraybuffer';
    return socket;
  }

  private post(path: string, body: unknown): Promise<CandidateView> {
    return requestJson(BASE + path, { method: 'POST', body, token: this.token });
  }
}
