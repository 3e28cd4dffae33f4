import { ApiError } from '../http.ts';
import { hash32 } from '../prompt/random.ts';
import { capitalize } from '../prompt/text.ts';
import { countTokens } from '../tokens.ts';
import { detectLanguage } from '../understanding/language.ts';
import { type Part, parseMultipart } from './multipart.ts';

/** Text in the file itself: an ogg/flac comment `transcript=…`, a wav comment chunk, or a file that is plain text. */
function embedded(data: Buffer): string | null {
  const head = data.subarray(0, 256 * 1024);
  const raw = head.toString('latin1');
  const at = raw.search(/transcript=/i);
  if (at >= 0) {
    const start = at + 'transcript='.length;
    const declared = at >= 4 ? head.readUInt32LE(at - 4) : 0;
    const end =
      declared > 11 && declared < 10_000 && at + declared <= head.length
        ? at + declared
        : raw.slice(start).search(/[\0\r\n]|$/) + start;
    return head.subarray(start, end).toString('utf8').trim() || null;
  }
  const comment = raw.indexOf('ICMT');
  if (raw.startsWith('RIFF') && comment > 0) {
    const size = head.readUInt32LE(comment + 4);
    return (
      head
        .subarray(comment + 8, comment + 8 + size)
        .toString('utf8')
        .replace(/\0+$/, '')
        .trim() || null
    );
  }
  const text = head.toString('utf8');
  const readable = data.length > 0 && data.length < 20_000 && !/[\p{Cc}\ufffd]/u.test(text.replace(/[\t\r\n]/g, ''));
  return readable && /\p{L}/u.test(text) ? text.trim() : null;
}

function fromName(filename: string | null): string | null {
  const said = /^say[-_ ](.+?)(?:\.[a-z0-9]{2,5})?$/i.exec((filename ?? '').split(/[\\/]/).pop() ?? '')?.[1];
  return said ? `${capitalize(decodeName(said).replace(/[-_]+/g, ' ').trim())}` : null;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What is said in an audio part, or a transcript that says it is a demo. */
export function transcribe(file: Part): string {
  return (
    embedded(file.data) ??
    fromName(file.filename) ??
    `[demo transcript ${hash32(file.data.toString('latin1')) % 10_000}] A voice note of ${Math.max(1, Math.round(file.data.length / 1024))} kB that the demo model cannot hear.`
  );
}

/** The answer of POST /v1/audio/transcriptions: JSON, or text when `response_format` is text. Throws ApiError 400. */
export function transcriptions(
  body: Buffer,
  contentType: string | undefined,
): { json: Record<string, unknown> | null; text: string } {
  const parts = parseMultipart(body, contentType);
  const file = parts.find(part => part.name === 'file');
  if (!file) throw new ApiError(400, 'missing_file', 'The part "file" is missing: send the audio in it.');
  if (file.data.length === 0) throw new ApiError(400, 'empty_file', 'The audio file is empty.');
  const field = (name: string) => parts.find(part => part.name === name)?.data.toString('utf8');
  const text = transcribe(file);
  const format = field('response_format') ?? 'json';
  if (format === 'text') return { json: null, text };
  if (format === 'srt') return { json: null, text: `1\n00:00:00,000 --> 00:00:05,000\n${text}\n` };
  if (format === 'vtt') return { json: null, text: `WEBVTT\n\n00:00.000 --> 00:05.000\n${text}\n` };
  const seconds = Math.max(1, Math.round(file.data.length / 4000));
  const tokens = {
    type: 'tokens',
    input_tokens: seconds * 10,
    output_tokens: countTokens(text),
    total_tokens: seconds * 10 + countTokens(text),
  };
  if (format === 'verbose_json')
    return {
      json: {
        task: 'transcribe',
        language: field('language') ?? detectLanguage(text).code,
        duration: seconds,
        text,
        segments: [],
      },
      text,
    };
  return { json: { text, usage: tokens }, text };
}
