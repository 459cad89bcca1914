import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, UNREACHABLE } from '../api/http';
import { Autosave } from './autosave';

let sent: string[];
let states: string[];
/** Ends the request in progress; an error makes it fail. */
let answer: (error?: ApiError) => void;

function field(saved = ''): Autosave {
  const send = (text: string) => {
    sent.push(text);
    return new Promise<void>((resolve, reject) => {
      answer = (error) => (error ? reject(error) : resolve());
    });
  };
  return new Autosave(saved, send, (state) => states.push(state), 1000, 5000);
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('a text that saves itself', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    [sent, states] = [[], []];
  });
  afterEach(() => void vi.useRealTimers());

  it('is sent once, a little after the last key', async () => {
    const autosave = field();
    autosave.typed('a');
    await vi.advanceTimersByTimeAsync(900);
    autosave.typed('ab');
    await vi.advanceTimersByTimeAsync(900);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    answer();
    await settled();
    expect(sent).toEqual(['ab']);
    expect(states.at(-1)).toBe('saved');
  });

  it('is sent while someone types without a pause', async () => {
    const autosave = field();
    let text = '';
    for (let key = 0; key < 12; key++) {
      autosave.typed((text += 'x'));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(sent).toEqual(['x'.repeat(6)]);
    answer();
    await settled();
    for (let key = 0; key < 8; key++) {
      autosave.typed((text += 'x'));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(sent.length).toBe(2);
  });

  it('sends what was typed meanwhile afterwards, and never two at once', async () => {
    const autosave = field();
    autosave.typed('a');
    void autosave.flush();
    autosave.typed('ab');
    void autosave.flush();
    expect(sent).toEqual(['a']);
    answer();
    await settled();
    expect(sent).toEqual(['a', 'ab']);
    answer();
    await settled();
    expect(sent).toEqual(['a', 'ab']);
    expect(states.at(-1)).toBe('saved');
  });

  it('sends what was typed meanwhile by itself', async () => {
    const autosave = field();
    autosave.typed('a');
    void autosave.flush();
    autosave.typed('ab');
    answer();
    await settled();
    expect(states.at(-1)).toBe('typing');
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual(['a', 'ab']);
  });

  it('is sent again when the service was away, and not when it was refused', async () => {
    const autosave = field();
    autosave.typed('a');
    void autosave.flush();
    answer(new ApiError(0, UNREACHABLE, 'away'));
    await settled();
    expect(states.at(-1)).toBe('failed');
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual(['a', 'a']);
    answer(new ApiError(422, 'refused', 'too long'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(['a', 'a']);
  });

  it('is not called saved while another text is on its way', async () => {
    const autosave = field();
    autosave.typed('a');
    void autosave.flush();
    autosave.typed('');
    expect(states.at(-1)).toBe('saving');
    answer();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual(['a', '']);
  });

  it('is not sent when it is as it was', async () => {
    const autosave = field('kept');
    autosave.typed('kept!');
    autosave.typed('kept');
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual([]);
    expect(states.at(-1)).toBe('saved');
  });

  it('sends what is left when the field goes away', () => {
    const autosave = field();
    autosave.typed('a');
    autosave.stop();
    expect(sent).toEqual(['a']);
  });
});
