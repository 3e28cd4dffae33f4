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
  if (continues(previous, newest)) return { shown: newest, waiting: 0 };
  if (!hold || previous.length === 0) {
    const place = keep !== null && !newest.includes(keep) ? previous.indexOf(keep) : -1;
    if (place < 0 || keep === null) return { shown: newest, waiting: 0 };
    const shown = [...newest];
    shown.splice(Math.min(place, shown.length), 0, keep);
    return { shown, waiting: 0 };
  }
  const places = new Map(newest.map((id, place) => [id, place]));
  const stays: string[] = [];
  let [known, raised, firstPlace, lastPlace] = [0, 0, -1, -1];
  for (const id of previous) {
    const place = places.get(id);
    if (place === undefined) {
      if (id === keep) stays.push(id);
      continue;
    }
    stays.push(id);
    known += 1;
    if (firstPlace < 0) firstPlace = place;
    // The server now puts it before the first shown one.
    if (place < firstPlace) raised += 1;
    lastPlace = Math.max(lastPlace, place);
  }
  const older = lastPlace < 0 ? [] : newest.slice(lastPlace + 1);
  return { shown: [...stays, ...older], waiting: newest.length - older.length - known + raised };
};

/** Further down only: what scrolling through tens of thousands of rows does, hundreds of times. */
const continues = (previous: readonly string[], newest: readonly string[]): boolean =>
  previous.length > 0 && previous.length <= newest.length && previous.every((id, index) => id === newest[index]);
