/** What every process of Parley does alike: says when it is ready, stops on a signal, and says in one sentence why it cannot start. */

/** The supervisor waits for this line. */
export function ready(part: string, facts: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ ready: true, part, ...facts })}\n`);
}

/** @param start resolves with the function that stops the process cleanly. */
export async function main(part: string, start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    let stopping = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (stopping) return;
        stopping = true;
        stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    }
  } catch (error) {
    process.stderr.write(`${part} could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
