// The candidate's part of the HTTP interface; the token is the only credential.

import { requestJson, requestNothing } from './http';
import type { CandidateView, ConsentRequest, NoteRequest, SubmitRequest } from './types';

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

  addNote(body: NoteRequest): Promise<CandidateView> {
    return this.post('/notes', body);
  }

  reviseNote(note: number, body: NoteRequest): Promise<CandidateView> {
    return requestJson(`${BASE}/notes/${note}`, { method: 'PUT', body, token: this.token });
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
