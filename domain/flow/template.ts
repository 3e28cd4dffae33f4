/** Texts with `{{variables}}` in them. What is not known says nothing. Pure. */
const PLACEHOLDER = /\{\{\s*([\w.]+)\s*\}\}/g;

export const variablesIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** @param written how a value stands in the text: as it is, in a JSON text, in an address. */
export const filled = (
  text: string,
  lookUp: (name: string) => string | null,
  written: (value: string) => string = value => value,
): string => text.replace(PLACEHOLDER, (_, name: string) => written(lookUp(name) ?? ''));

/** Inside the quotes of a JSON text. */
export const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);
