/** What every "use it or get it" function takes and gives. */

export interface ToolOptions {
  /** The environment PATH, HOME and XDG_CACHE_HOME are looked up in. */
  env: Record<string, string | undefined>;
  /** Told, in plain words, what is being done and how far it is. */
  say?: (text: string) => void;
  /** Where what was got is kept; outside any checkout. */
  cacheDir?: string;
}

/** What would be used, found without getting anything. */
export interface Look {
  found: boolean;
  /** One line for a person: what would be used, or how it would be got. */
  text: string;
}

/** A tool cannot be had. The message is one sentence that says how to mend it. */
export class ToolMissing extends Error {
  override name = 'ToolMissing';
  readonly tool: string;

  constructor(tool: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.tool = tool;
  }
}

/** The last thing an error said, on one line, with its cause where that says more. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const last = (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
  return error instanceof Error && error.cause instanceof Error && !(error instanceof ToolMissing)
    ? `${last}: ${reason(error.cause)}`
    : last;
}
