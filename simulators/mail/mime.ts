/** Reads what mail programs write: headers with encoded words, multipart bodies, quoted-printable and base64. */

export interface ReadMail {
  subject: string;
  from: string;
  to: string;
  messageId: string;
  text: string;
  html: string;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

function partOf(raw: string): Part {
  const at = raw.indexOf('\r\n\r\n');
  const head = at < 0 ? raw : raw.slice(0, at);
  const headers = new Map<string, string>();
  // A line that begins with a space belongs to the one before.
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const match = /^([\w-]+):\s*(.*)$/.exec(line);
    if (match) headers.set((match[1] ?? '').toLowerCase(), match[2] ?? '');
  }
  return { headers, body: at < 0 ? '' : raw.slice(at + 4) };
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** `=?UTF-8?Q?caf=C3=A9?=` */
const words = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, value: string) =>
      (kind.toLowerCase() === 'b'
        ? Buffer.from(value, 'base64')
        : quotedPrintable(value.replaceAll('_', ' '))
      ).toString('utf8'),
    );

function decoded({ headers, body }: Part): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return quotedPrintable(body).toString('utf8');
  return body;
}

function texts(part: Part, found: { text: string; html: string }): void {
  const type = part.headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    for (const piece of part.body.split(`--${boundary}`).slice(1))
      if (!piece.startsWith('--')) texts(partOf(piece.replace(/^\r\n/, '').replace(/\r\n$/, '')), found);
  } else if (/text\/html/i.test(type)) found.html ||= decoded(part);
  else if (/text\/plain/i.test(type)) found.text ||= decoded(part);
}

export function readMail(raw: string): ReadMail {
  const whole = partOf(raw);
  const found = { text: '', html: '' };
  texts(whole, found);
  const header = (name: string): string => words(whole.headers.get(name) ?? '');
  return {
    subject: header('subject'),
    from: header('from'),
    to: header('to'),
    messageId: header('message-id'),
    text: found.text.replaceAll('\r\n', '\n'),
    html: found.html,
  };
}
