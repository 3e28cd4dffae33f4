/** Whether what failed is the world around an update (Postgres away, full, restarting, a network that is cut) and not the update. */

const STATES = /^(08|53|57|58|40|25P03)/;
const CODES = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/;
/** What the driver says without a code. */
const WORDS = /timeout|terminated|connection|not queryable/i;

export function isEnvironment(error: unknown): boolean {
  let innermost: Error | null = null;
  let coded = false;
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const { code } = current as Error & { code?: unknown };
    if (typeof code === 'string') {
      coded = true;
      if (STATES.test(code) || CODES.test(code)) return true;
    }
    innermost = current;
  }
  // Only the innermost text is the driver's: those around it quote the statement, and with it what a customer wrote.
  return !coded && innermost !== null && WORDS.test(innermost.message);
}
