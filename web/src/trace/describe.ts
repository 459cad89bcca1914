// One line of text for any event, for the table of events and for evidence.

import type { Event, InjectDelivered, Limited, Note } from '../api/types';
import { bytes, clockTime, dateTime, firstLine, plural, took } from '../text/format';
import { payloadLength } from './payload';

/** The source of input, as the candidate's page claims. */
const SOURCES = {
  keys: ' typed',
  paste: ' pasted',
  mouse: ' from the mouse',
  reply: ', the terminal’s own reply',
  unknown: '',
};

/** An event in one line. */
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
      return `${plural(event.data.minutes, 'more minute')} from ${event.data.by}: ${firstLine(event.data.reason)}`;
    case 'session.withdrawn':
      return `by ${event.data.by ?? 'the candidate'}${event.data.reason ? `: ${firstLine(event.data.reason)}` : ''}`;
    case 'session.submitted':
      return firstLine(event.data.final_note);
    case 'session.handing_in':
      return 'the sandbox was stopped for good';
    case 'session.expired':
      return event.data.unfinished_note
        ? `time was up; not finished: ${firstLine(event.data.unfinished_note)}`
        : 'time was up';
    case 'sandbox.booted':
      return `the sandbox’s agent started, ${event.data.boot.slice(0, 8)}`;
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
      return `${event.data.question}: ${firstLine(event.data.text)}${event.data.unfinished ? ' (not finished: time ran out)' : ''}`;
    case 'terminal.opened':
    case 'terminal.resized':
      return `terminal ${event.data.terminal}: ${event.data.cols} × ${event.data.rows}`;
    case 'terminal.input':
      return `terminal ${event.data.terminal}: ${bytes(payloadLength(event.data.bytes))}${SOURCES[event.data.source ?? 'unknown']} at ${event.data.offset}`;
    case 'terminal.output':
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
    case 'file.summarised':
      return `${event.data.path}/: ${event.data.whole ? '' : 'at least '}${plural(event.data.files, 'file')}, ${bytes(event.data.bytes)}, not recorded one by one: ${event.data.why}`;
    case 'git.commit':
      return `${event.data.id.slice(0, 8)} ${firstLine(event.data.message)}`;
    case 'git.moved':
      return `${event.data.reference}: ${pointed(event.data.before)} → ${pointed(event.data.after)}${event.data.unread ? ` (${event.data.unread})` : ''}`;
    case 'model.chat':
    case 'model.embedding':
    case 'model.refused':
      return `${event.data.requested_model}, ${event.data.error ?? event.data.status}, ${event.data.tokens_in} → ${event.data.tokens_out} tokens, ${took(event.data.latency)}`;
    case 'vector.call':
      return `${event.data.operation} on ${event.data.collection}, ${plural(event.data.found, 'point')}, ${event.data.error ?? took(event.data.latency)}`;
    case 'eval.completed':
      return `${event.data.source}, line ${event.data.line}: ${plural(Object.keys(event.data.metrics).length, 'metric')}`;
    case 'span.ended': {
      const { name, cut, details } = event.data;
      const message = details?.status_message ? `: ${details.status_message}` : '';
      return `${name}${message}${cut ? '; cut to ids, ranks and verdicts' : ''}`;
    }
    case 'check.completed':
      return `${event.data.check}: ${event.data.outcome}; ${event.data.summary}`;
    case 'recorder.nearing':
      return `${event.data.recorder}: ${event.data.used} of at most ${event.data.limit}`;
    case 'recorder.degraded':
      return `${event.data.recorder}: ${event.data.reason}`;
    case 'recorder.restored':
      return event.data.recorder;
    case 'recorder.limited':
      return limitedText(event.data);
    default:
      return firstLine((event.data as Partial<Note>).text ?? '');
  }
}

/** What a reference points to: a short id, another reference, or nothing. */
function pointed(to: string | undefined): string {
  if (to === undefined) return 'nothing';
  return to.startsWith('ref: ') ? to.slice(5) : to.slice(0, 8);
}

function changesOf(inject: InjectDelivered): string {
  const changed = (inject.laid?.length ?? 0) + (inject.removed?.length ?? 0);
  const failed = inject.failed?.length ?? 0;
  const parts = [
    changed > 0 ? `${plural(changed, 'path')} changed` : '',
    failed > 0 ? `${failed} could not be changed` : '',
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function limitedText({ what, left_out, over, source }: Limited): string {
  const things = what.replaceAll('_', ' ');
  const counted = over ? `${left_out} ${things}` : `some ${things}`;
  if (source) return `the sandbox says that it left out ${counted}`;
  return over
    ? `${counted} were counted but not recorded`
    : `too many ${things} to record them all; the rest are counted`;
}
