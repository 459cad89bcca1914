// Binary frames of the terminal's WebSocket. An output frame is an offset (8 bytes, big-endian),
// then the bytes. An input frame has one byte between the two, which says how the input came about.

/** A piece of a stream and the position of its first byte. */
export interface Frame {
  offset: number;
  bytes: Uint8Array;
}

/** The source of input: keys, a paste, the mouse, or the terminal's own reply. */
export type InputSource = 'keys' | 'paste' | 'mouse' | 'reply';

export interface Input extends Frame {
  source: InputSource;
}

const OFFSET = 8;
const SOURCES: Record<InputSource, string> = { keys: 'k', paste: 'p', mouse: 'm', reply: 'r' };

/** Encodes input as a binary frame. */
export function encodeInput({ offset, source, bytes }: Input): Uint8Array<ArrayBuffer> {
  const wire = new Uint8Array(OFFSET + 1 + bytes.length);
  new DataView(wire.buffer).setBigUint64(0, BigInt(offset));
  wire[OFFSET] = SOURCES[source].charCodeAt(0);
  wire.set(bytes, OFFSET + 1);
  return wire;
}

/** The output in a frame. Null if it is too short to be one. */
export function decodeFrame(wire: ArrayBuffer): Frame | null {
  if (wire.byteLength < OFFSET) return null;
  const offset = Number(new DataView(wire).getBigUint64(0));
  return { offset, bytes: new Uint8Array(wire, OFFSET) };
}
