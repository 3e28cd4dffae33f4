/** Canned replies: `{{first_name}}` and the like are filled with what is known of the customer. Pure. */

const VARIABLE = /\{\{\s*([\p{L}\p{M}\p{N}_]{1,40})\s*\}\}/gu;

export interface Filled {
  text: string;
  /** Variables of which nothing is known: they stay as they stand. */
  unknown: string[];
}

/** @param known by lower-case name. */
export function fillReply(text: string, known: ReadonlyMap<string, string>): Filled {
  const unknown = new Set<string>();
  const filled = text.replace(VARIABLE, (whole, name: string) => {
    const value = known.get(name.toLowerCase());
    if (value !== undefined && value !== '') return value;
    unknown.add(name);
    return whole;
  });
  return { text: filled, unknown: [...unknown] };
}
