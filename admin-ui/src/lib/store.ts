import { useSyncExternalStore } from 'react';

export type Store<State> = {
  get: () => State;
  set: (change: State | ((state: State) => State)) => void;
  subscribe: (listener: () => void) => () => void;
};

/** A value outside React that components can follow: for what outlives a component and is not the server's. */
export const createStore = <State>(initial: State): Store<State> => {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: change => {
      const next = typeof change === 'function' ? (change as (state: State) => State)(state) : change;
      if (Object.is(next, state)) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Follows a store; `select` must answer the same reference while nothing it reads has changed. */
export const useStore = <State, Part>(store: Store<State>, select: (state: State) => Part): Part =>
  useSyncExternalStore(store.subscribe, () => select(store.get()));
