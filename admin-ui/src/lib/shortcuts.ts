import { useEffect, useRef } from 'react';

/** True while keys belong to a text field, a menu or a dialog and not to the page. */
const keysAreTaken = (event: KeyboardEvent): boolean => {
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector('dialog[open]')) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type=range]), textarea, select, [role=menu], [role=listbox]') !== null
  );
};

export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Single keys (`t`, `?`, `/`) and `g i` sequences, alive while the component is. Latest handlers always win. */
export const useShortcuts = (shortcuts: Shortcuts) => {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;

  useEffect(() => {
    let prefix: { key: string; atMs: number } | null = null;
    const onKey = (event: KeyboardEvent) => {
      if (keysAreTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const sequence = prefix && event.timeStamp - prefix.atMs < 1200 ? `${prefix.key} ${key}` : null;
      prefix = key === 'g' ? { key, atMs: event.timeStamp } : null;
      const run = (sequence ? latest.current[sequence] : undefined) ?? latest.current[key];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};
