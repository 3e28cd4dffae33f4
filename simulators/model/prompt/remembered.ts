/** The same texts are read again with every call: prompts repeat the playbook, its passages and the talk so far. */
const MOST = 5_000;

/** @returns `read` that answers for a text it has seen without reading it again. What it returns is shared: nobody may change it. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    if (known.size >= MOST) known.clear();
    const made = read(text);
    known.set(text, made);
    return made;
  };
}
