// One line for any event, for the table of events and for evidence.

import type { Event, InjectDelivered, Note } from '../api/types';
import { bytes, clockTime, dateTime, duration, firstLine, plural, took } from '../text/format';
import { payloadLength } from './payload';

/** What an event says, in one line. */
export function describe(event: Event): string {
  switch (event.kind) {
    case 'session.created':
      return `${event.data.scenario}, version ${event.data.scenario_version}`;
    case 'session.consented':
      return 'agreed to be recorded';
    case 'session.started':
      return `the clock runs; image ${event.data.image.replace(/^sha256:/, '').slice(0, 12)}`;
    case 'session.interrupted':
      return event.data.reason;
    case 'session.recovered':
      return `after ${took(event.data.downtime)}; processes ${event.data.processes_survived ? 'survived' : 'were lost'}`;
    case 'session.paused':
      return `at ${clockTime(event.data.since)}; ends by itself on ${dateTime(event.data.until)}`;
    case 'session.resumed':
      return `after a pause of ${took(event.data.paused)}: ${firstLine(event.data.reason)}`;
    case 'session.extended':
      return `${plural(event.data.minutes, 'minute')} more by ${event.data.by}: ${firstLine(event.data.reason)}`;
    case 'session.withdrawn':
      return `by ${event.data.by ?? 'the candidate'}${event.data.reason ? `: ${firstLine(event.data.reason)}` : ''}`;
    case 'session.submitted':
      return firstLine(event.data.final_note);
    case 'session.expired':
      return 'time was up';
    case 'sandbox.booted':
      return `process ${event.data.boot.slice(0, 8)}`;
    case 'sandbox.failing':
      return `tried ${event.data.tries} times in a row: ${event.data.reason}`;
    case 'brief.opened':
      return '';
    case 'inject.delivered':
      return `from ${event.data.from}: ${firstLine(event.data.message)}${changesOf(event.data)}`;
    case 'message.sent':
      return `to ${event.data.inject}: ${firstLine(event.data.text)}`;
    case 'question.asked':
      return `${event.data.question}: ${firstLine(event.data.asks)}`;
    case 'question.answered':
      return `${event.data.question}: ${firstLine(event.data.text)}`;
    case 'terminal.opened':
    case 'terminal.resized':
      return `terminal ${event.data.terminal}: ${event.data.cols} × ${event.data.rows}`;
    case 'terminal.output':
    case 'terminal.input':
      return `terminal ${event.data.terminal}: ${bytes(payloadLength(event.data.bytes))} at ${event.data.offset}`;
    case 'terminal.closed':
      return `terminal ${event.data.terminal}: exit ${event.data.status}`;
    case 'terminal.refused':
      return `terminal ${event.data.terminal}: ${event.data.reason}`;
    case 'command.started':
      return firstLine(event.data.text);
    case 'command.finished':
      return `exit ${event.data.exit ?? 'unknown'} after ${took(event.data.duration)}`;
    case 'file.changed':
      return `${event.data.path}, ${bytes(event.data.after.size)}${event.data.before ? '' : ', new'}`;
    case 'file.deleted':
      return event.data.path;
    case 'file.renamed':
      return `${event.data.from} → ${event.data.to}`;
    case 'file.refused':
      return `${event.data.path}: ${event.data.reason}`;
    case 'model.chat':
    case 'model.embedding':
    case 'model.refused':
      return `${event.data.requested_model}, ${event.data.error ?? event.data.status}, ${event.data.tokens_in} → ${event.data.tokens_out} tokens, ${took(event.data.latency)}`;
    case 'vector.call':
      return `${event.data.operation} on ${event.data.collection}, ${plural(event.data.found, 'point')}, ${event.data.error ?? took(event.data.latency)}; the sandbox's word`;
    case 'eval.completed':
      return `${event.data.source}, line ${event.data.line}: ${plural(Object.keys(event.data.metrics).length, 'metric')}`;
    case 'span.ended':
      return event.data.name;
    case 'check.completed':
      return `${event.data.check}: ${event.data.outcome}; ${event.data.summary}`;
    case 'recorder.degraded':
      return `${event.data.recorder}: ${event.data.reason}`;
    case 'recorder.restored':
      return event.data.recorder;
    default:
      return firstLine((event.data as Partial<Note>).text ?? '');
  }
}

function changesOf(inject: InjectDelivered): string {
  const changed = (inject.laid?.length ?? 0) + (inject.removed?.length ?? 0);
  const failed = inject.failed?.length ?? 0;
  const parts = [
    changed > 0 ? `${plural(changed, 'path')} changed` : '',
    failed > 0 ? `${failed} could not be` : '',
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** Where a pinned range is, for people. */
export function rangeText(events: Event[], from: number, to: number): string {
  const [first, last] = [events[from - 1], events[to - 1]];
  if (!first || !last) return `events ${from}–${to}`;
  if (from === to) return `${duration(first.active)} ${first.kind}`;
  return `${duration(first.active)}–${duration(last.active)}`;
}
