/** npm start: the whole product on this machine. What is given by an address in the environment is used, the rest is run here. */

import { ConfigError, loadConfig, processEnvironment } from '../config/index.ts';
import { startEverything } from '../runtime/everything.ts';
import { createSupervisor } from '../runtime/supervisor.ts';
import { ToolMissing } from '../runtime/tools/tool.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const supervisor = createSupervisor({
  say: text => say(`  ${text}`),
  onFatal: () => process.exit(1),
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    say('\nStopping: work under way is finished first …');
    supervisor.stop().then(
      () => {
        say('Stopped. `npm start` goes on where it was.');
        process.exit(0);
      },
      () => process.exit(1),
    );
  });
}

try {
  await startEverything({ config: loadConfig(), environment: processEnvironment(), supervisor, say });
} catch (error) {
  if (!stopping) {
    process.stderr.write(
      `\n${error instanceof ConfigError || error instanceof ToolMissing || error instanceof Error ? error.message : String(error)}\n`,
    );
    await supervisor.stop();
    process.exit(1);
  }
}
