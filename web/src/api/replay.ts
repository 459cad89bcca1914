// Views of a trace that is never loaded as a whole: `docs/replay.md`.

import { ApiError, requestJson } from './http';
import type {
  ActivityView,
  AskRunsView,
  AskView,
  AsksView,
  BlameView,
  CopiedView,
  CurveView,
  EventsView,
  FoundLinesView,
  LinesView,
  MomentView,
  ReplayView,
  SearchView,
  TranscriptView,
  WorkspaceView,
} from './types';

/** A moment: an event's number, or a working time. */
export type At = { seq: number } | { time: number };

export interface EventsQuery {
  after?: number;
  before?: number;
  /** Kinds or families, separated by commas. */
  kinds?: string;
  newest_first?: boolean;
  limit?: number;
}

/** A part of the list of questions. */
export interface AsksQuery {
  run?: number;
  like?: number;
  only?: 'failed' | 'abstained';
  text?: string;
  from?: number;
  around?: number;
  limit?: number;
}

type Parameters = Record<string, string | number | boolean | undefined>;

function get<T>(session: string, path: string, query: Parameters, signal?: AbortSignal) {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const asked = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  const url = `/api/sessions/${encodeURIComponent(session)}/${path}${asked}`;
  return requestJson<T>(url, { signal });
}

export class ReplayApi {
  constructor(readonly session: string) {}

  overview = (): Promise<ReplayView> => get(this.session, 'replay', {});

  activity = (from: number, to: number, bins: number, signal?: AbortSignal) =>
    get<ActivityView>(this.session, 'replay/activity', { from, to, bins }, signal);

  moment = (at: At, signal?: AbortSignal): Promise<MomentView> =>
    get(this.session, 'moment', { ...at }, signal);

  files = (seq: number, signal?: AbortSignal): Promise<WorkspaceView> =>
    get(this.session, 'replay/files', { seq }, signal);

  blame = (path: string, seq: number, signal?: AbortSignal): Promise<BlameView> =>
    get(this.session, 'replay/blame', { path, seq }, signal);

  events = (query: EventsQuery, signal?: AbortSignal): Promise<EventsView> =>
    get(this.session, 'events', { ...query }, signal);

  search = (q: string, kinds: string, limit: number, signal?: AbortSignal) =>
    get<SearchView>(this.session, 'search', { q, kinds, limit }, signal);

  asks = (query: AsksQuery, signal?: AbortSignal): Promise<AsksView> =>
    get(this.session, 'asks', { ...query }, signal);

  askRuns = (signal?: AbortSignal): Promise<AskRunsView> =>
    get(this.session, 'asks/runs', {}, signal);

  transcript = (terminal: number, signal?: AbortSignal): Promise<TranscriptView> =>
    get(this.session, 'replay/transcript', { terminal }, signal);

  lines = (terminal: number, line: number, limit: number, signal?: AbortSignal) =>
    get<LinesView>(this.session, 'replay/transcript/lines', { terminal, line, limit }, signal);

  /** The line that an event completed and that has this text, or the last one until then. */
  lineAt = (terminal: number, around: number, text = '', signal?: AbortSignal) =>
    get<LinesView>(
      this.session,
      'replay/transcript/lines',
      { terminal, around, text, limit: 1 },
      signal,
    );

  findLines = (terminal: number, q: string, signal?: AbortSignal): Promise<FoundLinesView> =>
    get(this.session, 'replay/transcript/find', { terminal, q }, signal);

  linesText = (terminal: number, first: number, end: number): Promise<CopiedView> =>
    get(this.session, 'replay/transcript/text', { terminal, first, end });

  ask = (seq: number, signal?: AbortSignal): Promise<AskView> =>
    get(this.session, `asks/${seq}`, {}, signal);

  curve = (): Promise<CurveView> => get(this.session, 'check-curve', {});

  /** Starts computing the check curve, or continues with the missing moments. */
  startCurve = (): Promise<CurveView> =>
    requestJson(`/api/sessions/${encodeURIComponent(this.session)}/check-curve`, {
      method: 'POST',
    });

  /** Fails with an ApiError if the event does not exist. */
  async event(seq: number, signal?: AbortSignal) {
    const { events } = await this.events({ after: seq - 1, limit: 1 }, signal);
    if (events[0]?.seq !== seq) {
      throw new ApiError(404, 'event_unknown', `There is no event ${seq}.`);
    }
    return events[0];
  }
}
