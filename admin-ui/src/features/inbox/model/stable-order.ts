export type Order = {
  /** The ids as they are shown. */
  shown: readonly string[];
  /** How many ids wait above or between because somebody reads. */
  waiting: number;
};

/**
 * The order a list shows. While somebody reads, shown ids keep their places; what is new, and what moved to the top
 * (`newest` is the order the server gives), waits. `keep` stays although it left the view: it is the open one.
 */
export const nextOrder = (input: {
  previous: readonly string[];
  newest: readonly string[];
  hold: boolean;
  keep: string | null;
}): Order => {
  const { previous, newest, hold, keep } = input;
  const incoming = new Set(newest);
  if (!hold || previous.length === 0) {
    const place = keep !== null && !incoming.has(keep) ? previous.indexOf(keep) : -1;
    if (place < 0 || keep === null) return { shown: newest, waiting: 0 };
    const shown = [...newest];
    shown.splice(Math.min(place, shown.length), 0, keep);
    return { shown, waiting: 0 };
  }
  const known = new Set(previous);
  const stays = previous.filter(id => incoming.has(id) || id === keep);
  const lastKnown = newest.findLastIndex(id => known.has(id));
  const older = lastKnown < 0 ? [] : newest.slice(lastKnown + 1);
  const shown = [...stays, ...older];
  return { shown, waiting: newest.length - older.length - countKnown(newest, known) + countRaised(stays, newest) };
};

const countKnown = (ids: readonly string[], known: ReadonlySet<string>): number =>
  ids.filter(id => known.has(id)).length;

/** Known ids that the server now puts before the first shown one. */
const countRaised = (shown: readonly string[], newest: readonly string[]): number => {
  const first = shown.find(id => newest.includes(id));
  return first === undefined ? 0 : newest.slice(0, newest.indexOf(first)).filter(id => shown.includes(id)).length;
};
