// Binary frames of the terminal's WebSocket. Output is 8 bytes big-endian offset, then the bytes;
// input has a byte between the two that says how it came about.

/** A piece of a stream and the position of its first byte. */
export interface Frame {
  offset: number;
  bytes: Uint8Array;
}

/** How input came about: from keys, pasted, from the mouse, or as the terminal's own reply. */
export type InputSource = 'keys' | 'paste' | 'mouse' | 'reply';

/** A piece of input. */
export interface Input extends Frame {
  source: InputSource;
}

const OFFSET = 8;
const SOURCES: Record<InputSource, string> = { keys: 'k', paste: 'p', mouse: 'm', reply: 'r' };

/** Input as it goes over the wire. */
export function encodeInput({ offset, source, bytes }: Input): Uint8Array<ArrayBuffer> {
  const wire = new Uint8Array(OFFSET + 1 + bytes.length);
  new DataView(wire.buffer).setBigUint64(0, BigInt(offset));
  wire[OFFSET] = SOURCES[source].charCodeAt(0);
  wire.set(bytes, OFFSET + 1);
  return wire;
}

/** The output in these bytes; null if they are too short to be a frame. */
export function decodeFrame(wire: ArrayBuffer): Frame | null {
  if (wire.byteLength < OFFSET) return null;
  const offset = Number(new DataView(wire).getBigUint64(0));
  return { offset, bytes: new Uint8Array(wire, OFFSET) };
}
