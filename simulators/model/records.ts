/** What the simulator was asked, kept for tests to look at. */
export interface RequestRecord {
  number: number;
  path: string;
  /** Schema name, `text`, `embeddings` or `transcriptions`. */
  role: string;
  model: string;
  status: number;
  /** Mode that was applied, null when it behaved. */
  fault: string | null;
  durationMs: number;
  /** Parsed body; null for audio. */
  body: Record<string, unknown> | null;
  /** Content of the answer, cut at 4,000 characters; null when there was none. */
  answer: string | null;
}

const BODY_LIMIT = 200_000;

/** The last `limit` records; older ones are dropped, and so are bodies over 200,000 characters. */
export function createRecords(limit: number): {
  list: RequestRecord[];
  add(record: Omit<RequestRecord, 'number'>): void;
} {
  const list: RequestRecord[] = [];
  let number = 0;
  return {
    list,
    add(record) {
      number += 1;
      const tooBig = record.body !== null && JSON.stringify(record.body).length > BODY_LIMIT;
      list.push({
        ...record,
        number,
        body: tooBig ? null : record.body,
        answer: record.answer?.slice(0, 4000) ?? null,
      });
      if (list.length > limit) list.splice(0, list.length - limit);
    },
  };
}
