import { parseArgs } from 'node:util';
import { startMailSimulator } from './server.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '4040' },
    'smtp-port': { type: 'string', default: '4041' },
    'data-dir': { type: 'string' },
  },
});
const simulator = await startMailSimulator({
  host: values.host,
  port: Number(values.port),
  smtpPort: Number(values['smtp-port']),
  dataDir: values['data-dir'] ?? null,
});
process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url, smtpPort: simulator.smtpPort })}\n`);
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void simulator.close().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
