// A binary frame of the terminal's WebSocket: 8 bytes big-endian offset, then the bytes.

/** A piece of a stream and the position of its first byte. */
export interface Frame {
  offset: number;
  bytes: Uint8Array;
}

const HEADER = 8;

/** The frame as it goes over the wire. */
export function encodeFrame({ offset, bytes }: Frame): Uint8Array<ArrayBuffer> {
  const wire = new Uint8Array(HEADER + bytes.length);
  new DataView(wire.buffer).setBigUint64(0, BigInt(offset));
  wire.set(bytes, HEADER);
  return wire;
}

/** The frame in these bytes; null if they are too short to be one. */
export function decodeFrame(wire: ArrayBuffer): Frame | null {
  if (wire.byteLength < HEADER) return null;
  const offset = Number(new DataView(wire).getBigUint64(0));
  return { offset, bytes: new Uint8Array(wire, HEADER) };
}
