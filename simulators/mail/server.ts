/** A mail server whose only mailbox is a page. Keeps what it accepted in a file, so that it is there after a restart. */

import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type ReadMail, readMail } from './mime.ts';
import { page } from './page.ts';
import { type SmtpFaults, smtpServer } from './smtp.ts';

export interface KeptMail extends ReadMail {
  /** ISO 8601. */
  at: string;
  /** As the envelope says. */
  recipients: string[];
}

export interface MailSimulator {
  url: string;
  smtpPort: number;
  mails: readonly KeptMail[];
  faults: SmtpFaults;
  close(): Promise<void>;
}

export interface MailSimulatorOptions {
  host?: string;
  /** Of the page; 0 picks a free one. */
  port?: number;
  smtpPort?: number;
  /** null keeps nothing. */
  dataDir?: string | null;
}

const KEPT = 500;

export async function startMailSimulator(options: MailSimulatorOptions = {}): Promise<MailSimulator> {
  const { host = '127.0.0.1', port = 0, smtpPort = 0, dataDir = null } = options;
  const file = dataDir === null ? null : join(dataDir, 'mails.jsonl');
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Newest first.
  const mails = file && existsSync(file) ? stored(file).reverse() : [];
  const faults: SmtpFaults = { refuse: null, loseAnswer: false };
  const smtp = smtpServer(({ to, raw }) => {
    const mail = { ...readMail(raw), at: new Date().toISOString(), recipients: to };
    if (file) appendFileSync(file, `${JSON.stringify(mail)}\n`, { mode: 0o600 });
    mails.unshift(mail);
    mails.splice(KEPT);
  }, faults);
  const open = new Set<Socket>();
  smtp.on('connection', socket => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const http = createServer((request, response) => serve(request, response, mails, faults));
  smtp.listen(smtpPort, host);
  http.listen(port, host);
  await Promise.all([once(smtp, 'listening'), once(http, 'listening')]);
  return {
    url: `http://${host}:${(http.address() as AddressInfo).port}`,
    smtpPort: (smtp.address() as AddressInfo).port,
    mails,
    faults,
    async close() {
      for (const socket of open) socket.destroy();
      http.closeAllConnections();
      await Promise.all([new Promise(done => smtp.close(done)), new Promise(done => http.close(done))]);
    },
  };
}

function stored(file: string): KeptMail[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(-KEPT - 1);
  return lines.flatMap(line => {
    try {
      return [JSON.parse(line) as KeptMail];
    } catch {
      // The last line of a process that was killed while it wrote.
      return [];
    }
  });
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  mails: readonly KeptMail[],
  faults: SmtpFaults,
): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const json = (value: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (request.method === 'GET' && pathname === '/') {
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      })
      .end(page(mails));
  } else if (request.method === 'GET' && pathname === '/_sim/mails') {
    const to = searchParams.get('to');
    json({ mails: mails.filter(mail => to === null || mail.recipients.includes(to)) });
  } else if (request.method === 'POST' && pathname === '/_sim/faults') {
    const refuse = Number(searchParams.get('refuse'));
    faults.refuse = refuse === 451 || refuse === 550 ? refuse : null;
    faults.loseAnswer = searchParams.get('loseAnswer') === 'true';
    json(faults);
  } else response.writeHead(404, { 'content-type': 'text/plain' }).end('There is the page at /, and /_sim/mails.\n');
}
