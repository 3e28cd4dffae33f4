import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type SeedTemplate, startWhatsAppSimulator, type WhatsAppSimulatorOptions } from './index.ts';
import type { BusinessNumber, StatusMode } from './records.ts';

const USAGE =
  'Usage: node simulators/whatsapp/main.ts --webhook-url URL --app-secret S --verify-token T --access-token A --number PHONE_NUMBER_ID,DISPLAY_NUMBER,WABA_ID [--number …] [--host H] [--port N] [--api-version v25.0] [--data-dir DIR] [--seed S] [--auto-read] [--status-delays-ms SENT,DELIVERED,READ] [--status-mode MODE] [--business-name NAME] [--no-limits] [--window-refusal sync|status] [--template-review approve|reject|manual] [--template-review-delay-ms MS] [--templates FILE.json] [--customer NAME,PHONE …] [--no-handshake]';

const FLAGS = {
  host: { type: 'string' },
  port: { type: 'string' },
  'webhook-url': { type: 'string' },
  'app-secret': { type: 'string' },
  'verify-token': { type: 'string' },
  'access-token': { type: 'string' },
  number: { type: 'string', multiple: true },
  'api-version': { type: 'string' },
  'data-dir': { type: 'string' },
  seed: { type: 'string' },
  'auto-read': { type: 'boolean' },
  'status-delays-ms': { type: 'string' },
  'status-mode': { type: 'string' },
  'business-name': { type: 'string' },
  'no-limits': { type: 'boolean' },
  'window-refusal': { type: 'string' },
  'template-review': { type: 'string' },
  'template-review-delay-ms': { type: 'string' },
  templates: { type: 'string' },
  customer: { type: 'string', multiple: true },
  'no-handshake': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

function numberOf(text: string): BusinessNumber {
  const [phoneNumberId, displayPhoneNumber, wabaId] = text.split(',').map(part => part.trim());
  if (!phoneNumberId || !displayPhoneNumber || !wabaId) {
    throw new Error(`--number "${text}" must be PHONE_NUMBER_ID,DISPLAY_NUMBER,WABA_ID.`);
  }
  return { phoneNumberId, displayPhoneNumber, wabaId };
}

function delaysOf(text: string): { sent: number; delivered: number; read: number } {
  const [sent, delivered, read] = text.split(',').map(Number);
  if (
    sent === undefined ||
    delivered === undefined ||
    read === undefined ||
    ![sent, delivered, read].every(each => each >= 0)
  ) {
    throw new Error(`--status-delays-ms "${text}" must be three numbers of milliseconds: SENT,DELIVERED,READ.`);
  }
  return { sent, delivered, read };
}

function customerOf(text: string): { name: string; phone: string } {
  const [name, phone] = text.split(',').map(part => part.trim());
  if (!name || !phone) throw new Error(`--customer "${text}" must be NAME,PHONE.`);
  return { name, phone };
}

function templatesOf(path: string): SeedTemplate[] {
  let templates: unknown;
  try {
    templates = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `--templates "${path}" could not be read as JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!Array.isArray(templates))
    throw new Error(`--templates "${path}" must hold a list of {name, language, category, components}.`);
  return templates;
}

function millisecondsOf(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} "${text}" is not a number of milliseconds.`);
}

function choice<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw new Error(`--${name} "${value}" must be one of ${allowed.join(', ')}.`);
}

const MODES: StatusMode[] = [
  'normal',
  'read_without_delivered',
  'out_of_order',
  'duplicate',
  'none',
  'withhold',
  'chaos',
];

function optionsOf(values: Values): WhatsAppSimulatorOptions {
  const required = (name: 'webhook-url' | 'app-secret' | 'verify-token' | 'access-token'): string => {
    const value = values[name];
    if (value === undefined || value === '') throw new Error(`--${name} is required.`);
    return value;
  };
  if (values.number === undefined) throw new Error('--number is required: PHONE_NUMBER_ID,DISPLAY_NUMBER,WABA_ID.');
  const port = Number(values.port ?? 0);
  if (values.port !== undefined && !/^\d+$/.test(values.port))
    throw new Error(`--port "${values.port}" is not a number.`);
  const reviewDelay = values['template-review-delay-ms'];
  const statusMode = choice('status-mode', values['status-mode'], MODES);
  const windowRefusal = choice('window-refusal', values['window-refusal'], ['sync', 'status'] as const);
  const templateReview = choice('template-review', values['template-review'], ['approve', 'reject', 'manual'] as const);
  return {
    webhookUrl: required('webhook-url'),
    appSecret: required('app-secret'),
    verifyToken: required('verify-token'),
    accessToken: required('access-token'),
    numbers: values.number.map(numberOf),
    port,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values['api-version'] === undefined ? {} : { apiVersion: values['api-version'] }),
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values['auto-read'] === true ? { autoRead: true } : {}),
    ...(values['status-delays-ms'] === undefined ? {} : { statusDelaysMs: delaysOf(values['status-delays-ms']) }),
    ...(values['business-name'] === undefined ? {} : { businessName: values['business-name'] }),
    ...(values['no-limits'] === true ? { limits: false as const } : {}),
    ...(statusMode === undefined ? {} : { statusMode }),
    ...(windowRefusal === undefined ? {} : { windowRefusal }),
    ...(templateReview === undefined ? {} : { templateReview }),
    ...(reviewDelay === undefined
      ? {}
      : { templateReviewDelayMs: millisecondsOf('template-review-delay-ms', reviewDelay) }),
    ...(values.templates === undefined ? {} : { templates: templatesOf(values.templates) }),
    ...(values.customer === undefined ? {} : { customers: values.customer.map(customerOf) }),
    ...(values['no-handshake'] === true ? { handshake: false } : {}),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: FLAGS });
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const simulator = await startWhatsAppSimulator(optionsOf(values));
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url })}\n`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.split('\n')[0]}\nSee --help.\n`);
  process.exit(1);
}
