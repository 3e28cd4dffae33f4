import type { Journal } from './journal.ts';

/** A keyed set of records in memory, in order of first writing, mirrored to the journal. */
export class Collection<V extends object> {
  private readonly map: Map<string, V>;
  private readonly journal: Journal;
  private readonly name: string;

  constructor(journal: Journal, name: string) {
    this.journal = journal;
    this.name = name;
    this.map = journal.take<V>(name);
  }

  get size(): number {
    return this.map.size;
  }

  get(key: string): V | undefined {
    return this.map.get(key);
  }

  has(key: string): boolean {
    return this.map.has(key);
  }

  values(): V[] {
    return [...this.map.values()];
  }

  set(key: string, value: V): V {
    this.map.set(key, value);
    this.journal.write(this.name, key, value);
    return value;
  }

  /** Changes some properties in place; a property set to undefined is dropped at the next load. */
  patch(key: string, part: Partial<V>): V | undefined {
    const value = this.map.get(key);
    if (value === undefined) return undefined;
    Object.assign(value, part);
    const cleared = Object.values(part).some(each => each === undefined);
    if (cleared) this.journal.write(this.name, key, value);
    else this.journal.patch(this.name, key, part as Record<string, unknown>);
    return value;
  }

  delete(key: string): boolean {
    if (!this.map.delete(key)) return false;
    this.journal.remove(this.name, key);
    return true;
  }

  clear(): void {
    for (const key of [...this.map.keys()]) this.delete(key);
  }
}
