/** npm start: the whole product on this machine. What is given by an address in the environment is used, the rest is run here. */
import { loadConfig, processEnvironment } from '../config/index.ts';
import { requireAddresses } from '../processes/addresses.ts';
import { startEverything } from '../runtime/everything.ts';
import { createSupervisor, stopOnSignals } from '../runtime/supervisor.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const supervisor = createSupervisor({ say: text => say(`  ${text}`), onFatal: () => process.exit(1) });
let stopping = false;
stopOnSignals(supervisor, text => {
  stopping = true;
  say(`\n  ${text}`);
});

try {
  const config = loadConfig();
  await requireAddresses(config);
  await startEverything({ config, environment: processEnvironment(), supervisor, say });
} catch (error) {
  if (!stopping) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    await supervisor.stop();
    process.exit(1);
  }
}
