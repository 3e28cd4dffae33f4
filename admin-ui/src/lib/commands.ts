import { useEffect } from 'react';
import { createStore } from './store.ts';

/** Something the command palette can do. */
export type Command = { id: string; label: string; keys?: string; group: string; run: () => void };

const registered = createStore<readonly { owner: symbol; commands: readonly Command[] }[]>([]);
export const paletteOpen = createStore(false);
export const helpOpen = createStore(false);

/** What was offered last comes first: it belongs to what is open. */
export const allCommands = (): Command[] =>
  registered
    .get()
    .toReversed()
    .flatMap(entry => entry.commands);

/** Offers commands while the component is shown. */
export const useCommands = (commands: readonly Command[]) => {
  useEffect(() => {
    const owner = Symbol('commands');
    registered.set(all => [...all, { owner, commands }]);
    return () => registered.set(all => all.filter(entry => entry.owner !== owner));
  }, [commands]);
};
