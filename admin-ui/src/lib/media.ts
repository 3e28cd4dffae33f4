import { useSyncExternalStore } from 'react';

/** Follows a media query. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    listener => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );

/** One pane at a time below this width. */
export const NARROW = '(max-width: 767px)';
/** The side panel has a column of its own from this width. */
export const WIDE = '(min-width: 1280px)';
