/** Where a reader of the event stream stands: `${epoch}.${xid}.${id}`, opaque to clients. */

export interface Position {
  /** Transaction id (64 bit), as Postgres writes it. */
  xid: string;
  id: number;
}

export interface Cursor extends Position {
  /** Changes when the database is another one or was restored; positions of another epoch mean nothing. */
  epoch: string;
}

/** Negative when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  const [left, right] = [BigInt(a.xid), BigInt(b.xid)];
  if (left !== right) return left < right ? -1 : 1;
  return a.id - b.id;
}

export const cursorText = ({ epoch, xid, id }: Cursor): string => `${epoch}.${xid}.${id}`;

const MAX_XID = 2n ** 64n - 1n;

/** null when it was not written by `cursorText`. */
export function parseCursor(text: string): Cursor | null {
  const match = /^([0-9a-f]{1,40})\.(\d{1,20})\.(\d{1,16})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  const id = Number(match[3]);
  return BigInt(match[2]) <= MAX_XID && Number.isSafeInteger(id) ? { epoch: match[1], xid: match[2], id } : null;
}
