import { parseArgs } from 'node:util';
import { startModelSimulator } from './server.ts';

const HELP = `Model simulator (demo): an OpenAI-compatible server without a model.

  --host 127.0.0.1        address to listen on
  --port 4010             port; 0 picks a free one
  --api-key KEY           ask for this bearer key
  --latency-ms 200        delay of every answer, or a range: 100-800
  --seed 1                seed of delays and random faults
  --help
`;

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

function latency(text: string): number | { min: number; max: number } {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (!range) return wholeNumber('latency-ms', text);
  return { min: Number(range[1]), max: Math.max(Number(range[1]), Number(range[2])) };
}

try {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4010' },
      'api-key': { type: 'string' },
      'latency-ms': { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) process.stdout.write(HELP);
  else {
    const key = values['api-key'];
    const simulator = await startModelSimulator({
      host: values.host,
      port: wholeNumber('port', values.port),
      ...(key === undefined ? {} : { apiKey: key }),
      latencyMs: latency(values['latency-ms']),
      seed: wholeNumber('seed', values.seed),
    });
    process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url })}\n`);
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      void simulator.close().then(() => process.exit(0));
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exit(1);
}
