/** As much of SMTP (RFC 5321) as a mail program needs to hand over a mail; every address exists. */
import { createServer, type Server, type Socket } from 'node:net';

export interface Delivery {
  from: string;
  to: string[];
  /** The mail as it came, dot-stuffing undone. */
  raw: string;
}

/** What the next deliveries meet; the ledger keeps what was accepted in any case. */
export interface SmtpFaults {
  /** Answered to DATA's end: 451 is "not now", 550 "never"; null accepts. */
  refuse: 451 | 550 | null;
  /** Accepts, and hangs up without an answer. */
  loseAnswer: boolean;
}

const MAX_BYTES = 10 * 1024 * 1024;

export function smtpServer(deliver: (delivery: Delivery) => void, faults: SmtpFaults): Server {
  return createServer(socket => {
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.setTimeout(60_000, () => socket.destroy());
    talk(socket, deliver, faults);
  });
}

function talk(socket: Socket, deliver: (delivery: Delivery) => void, faults: SmtpFaults): void {
  let rest = '';
  let from = '';
  let to: string[] = [];
  let data: string[] | null = null;
  let bytes = 0;
  /** Lines of an AUTH exchange that are still to come. */
  let secrets = 0;
  const say = (line: string): boolean => socket.write(`${line}\r\n`);
  const begin = (): void => {
    from = '';
    to = [];
    data = null;
    bytes = 0;
  };

  function end(lines: string[]): unknown {
    const delivery = { from, to, raw: lines.join('\r\n') };
    begin();
    if (faults.refuse !== null) return say(faults.refuse === 451 ? '451 try again later' : '550 refused');
    deliver(delivery);
    if (faults.loseAnswer) return socket.destroy();
    return say('250 accepted');
  }

  function command(line: string): unknown {
    const verb = line.slice(0, 4).toUpperCase();
    const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (secrets > 0) {
      secrets--;
      return say(secrets > 0 ? '334 UGFzc3dvcmQ6' : '235 signed in');
    }
    if (verb === 'EHLO') return say('250-mail simulator\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN');
    if (verb === 'HELO' || verb === 'NOOP') return say('250 mail simulator');
    if (verb === 'AUTH') {
      const [, kind = '', initial] = line.split(' ');
      if (kind.toUpperCase() === 'PLAIN' && initial) return say('235 signed in');
      secrets = kind.toUpperCase() === 'LOGIN' ? 2 : 1;
      return say(kind.toUpperCase() === 'LOGIN' ? '334 VXNlcm5hbWU6' : '334 ');
    }
    if (verb === 'MAIL') {
      begin();
      from = path;
      return say('250 from whom is known');
    }
    if (verb === 'RCPT') {
      to.push(path);
      return say('250 to whom is known');
    }
    if (verb === 'DATA') {
      if (to.length === 0) return say('503 to whom? RCPT first');
      data = [];
      return say('354 go on, end with a single dot');
    }
    if (verb === 'RSET') {
      begin();
      return say('250 forgotten');
    }
    if (verb === 'QUIT') {
      say('221 bye');
      return socket.end();
    }
    return say('502 not known here');
  }

  say('220 mail simulator ESMTP');
  socket.on('data', (chunk: string) => {
    rest += chunk;
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!data) {
        command(line);
        continue;
      }
      bytes += line.length;
      if (bytes > MAX_BYTES) {
        socket.destroy();
        return;
      }
      if (line === '.') end(data);
      else data.push(line.startsWith('..') ? line.slice(1) : line);
    }
  });
}
