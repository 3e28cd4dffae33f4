/** Which characters a page is written in: byte order mark, then the header, then what the page says of itself, then a guess. */
import { Parser } from 'htmlparser2';

const BOMS: [bytes: number[], charset: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
];
/** Pages say it within their first kilobyte; some write a long comment before it. */
const PRESCAN_BYTES = 4_096;

/** @param contentType the header as it came. */
export function decodePage(bytes: Uint8Array, contentType: string | null): string {
  const marked = BOMS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return decoderOf(marked[1])?.decode(bytes) ?? '';
  const said = decoderOf(charsetIn(contentType ?? '')) ?? decoderOf(charsetOfPage(bytes));
  if (said) return said.decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Null for a name that no browser knows. */
function decoderOf(charset: string): TextDecoder | null {
  try {
    return charset === '' ? null : new TextDecoder(charset);
  } catch {
    return null;
  }
}

/** `text/html; charset="utf-8"` */
function charsetIn(contentType: string): string {
  for (const parameter of contentType.split(';').slice(1)) {
    const [name = '', value = ''] = parameter.split('=');
    if (name.trim().toLowerCase() === 'charset')
      return value
        .trim()
        .replace(/^["']|["']$/g, '')
        .toLowerCase();
  }
  return '';
}

function charsetOfPage(bytes: Uint8Array): string {
  let found = '';
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name !== 'meta' || found !== '') return;
      if (attributes.charset) found = attributes.charset.trim().toLowerCase();
      else if (attributes['http-equiv']?.toLowerCase() === 'content-type') found = charsetIn(attributes.content ?? '');
    },
  });
  parser.end(new TextDecoder('windows-1252').decode(bytes.subarray(0, PRESCAN_BYTES)));
  // A page whose bytes could be read that far is not written in two-byte units, whatever it says.
  return found.startsWith('utf-16') ? 'utf-8' : found;
}
