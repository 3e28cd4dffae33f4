import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationRow } from '../../../../../api/contracts/conversations.ts';
import { nextOrder } from '../model/stable-order.ts';

/** How long after the last move of the pointer the rows below it stay where they are. */
const POINTER_REST_MS = 2000;

/** True while somebody reads the list: it is scrolled, or the pointer has just moved over it. */
export const useReading = () => {
  const [scrolled, setScrolled] = useState(false);
  const [pointing, setPointing] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  return useMemo(
    () => ({
      reading: scrolled || pointing,
      onScroll: (scrollTop: number) => setScrolled(scrollTop > 8),
      onPointerMove: () => {
        clearTimeout(timer.current);
        setPointing(true);
        timer.current = setTimeout(() => setPointing(false), POINTER_REST_MS);
      },
      release: () => {
        clearTimeout(timer.current);
        setPointing(false);
        setScrolled(false);
      },
    }),
    [scrolled, pointing],
  );
};

/** Rows that change in place but keep their order while `hold`; the open conversation stays although it left the view. */
export const useStableRows = (input: {
  rows: readonly ConversationRow[];
  listKey: string;
  hold: boolean;
  openId: string | null;
}) => {
  const { rows, listKey, hold, openId } = input;
  const shownBefore = useRef<{ key: string; ids: readonly string[] }>({ key: listKey, ids: [] });
  const lastOpen = useRef<ConversationRow>(undefined);
  const ids = useMemo(() => rows.map(row => row.id), [rows]);

  const order = useMemo(() => {
    const previous = shownBefore.current.key === listKey ? shownBefore.current.ids : [];
    return nextOrder({ previous, newest: ids, hold, keep: openId });
  }, [ids, listKey, hold, openId]);

  const stable = useMemo(() => {
    const open = rows.find(row => row.id === openId);
    if (open) lastOpen.current = open;
    if (order.shown === ids) return rows;
    const byId = new Map(rows.map(row => [row.id, row]));
    return order.shown.flatMap(id => byId.get(id) ?? (lastOpen.current?.id === id ? lastOpen.current : []));
  }, [order, rows, ids, openId]);

  useEffect(() => {
    shownBefore.current = { key: listKey, ids: order.shown };
  }, [listKey, order]);

  return { rows: stable, waiting: order.waiting };
};
