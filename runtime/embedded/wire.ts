/** The parts of Postgres' wire protocol (version 3) that sharing one backend between many clients needs. */

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

/** What a client sent before it is a session. */
export type Opening = { kind: 'encryption' } | { kind: 'cancel' } | { kind: 'startup'; packet: Buffer };

/** Takes complete messages off a stream of bytes. */
export class Frames {
  private held: Buffer = Buffer.alloc(0);
  private chunks: Buffer[] = [];
  private arrived = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.arrived += chunk.length;
  }

  /** The first message of a connection has no type byte. Null until it is complete. */
  opening(): Opening | null {
    const length = this.lengthAt(0);
    if (length === null || !this.has(length)) return null;
    const packet = this.take(length);
    const code = packet.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption' };
    if (code === CANCEL_REQUEST) return { kind: 'cancel' };
    return { kind: 'startup', packet };
  }

  /** The next message with its type byte. Null until it is complete. @throws when the length is impossible. */
  message(): Buffer | null {
    const length = this.lengthAt(1);
    if (length === null || !this.has(length + 1)) return null;
    return this.take(length + 1);
  }

  private lengthAt(offset: number): number | null {
    if (!this.has(offset + 4)) return null;
    const length = this.held.readInt32BE(offset);
    if (length < 4 || length > 1 << 30) throw new Error('this is not the Postgres protocol');
    return length;
  }

  /** Joins what arrived only when it is enough, so that a large message is copied once. */
  private has(bytes: number): boolean {
    if (this.held.length >= bytes) return true;
    if (this.held.length + this.arrived < bytes) return this.held.length >= bytes;
    this.held = Buffer.concat([this.held, ...this.chunks]);
    this.chunks = [];
    this.arrived = 0;
    return this.held.length >= bytes;
  }

  private take(bytes: number): Buffer {
    const taken = this.held.subarray(0, bytes);
    this.held = this.held.subarray(bytes);
    return taken;
  }
}

/**
 * Gives the prepared statements a client names a name of its own, because clients share one backend.
 * The unnamed statement stays unnamed: it lives only until the Sync, and nobody else runs before that.
 */
export function ownNames(message: Buffer, prefix: string): Buffer {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === 'P') return insertPrefix(message, 5, prefix);
  if (type === 'B') return insertPrefix(message, message.indexOf(0, 5) + 1, prefix);
  if ((type === 'D' || type === 'C') && message[5] === 0x53) return insertPrefix(message, 6, prefix);
  return message;
}

function insertPrefix(message: Buffer, at: number, prefix: string): Buffer {
  if (at >= message.length || message[at] === 0) return message;
  const renamed = Buffer.concat([message.subarray(0, at), Buffer.from(prefix), message.subarray(at)]);
  renamed.writeInt32BE(renamed.length - 1, 1);
  return renamed;
}

export const SYNC: Buffer = Buffer.from([0x53, 0, 0, 0, 4]);

export function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write('Q');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function startupPacket(parameters: Record<string, string>): Buffer {
  const text = Object.entries(parameters).flat();
  const body = Buffer.from(`${text.map(part => `${part}\0`).join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

export function fatalError(code: string, text: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
