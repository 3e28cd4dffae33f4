import { ApiError } from '../http.ts';
import { splitSections } from '../prompt/prompt.ts';
import { hash32 } from '../prompt/random.ts';
import type { Ask } from '../skills/answer.ts';
import { isObject, type JsonSchema } from '../skills/schema.ts';

function kilobytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} kB`;
}

function pngSize(data: Buffer): string {
  return data.length > 24 && data.readUInt32BE(0) === 0x89504e47
    ? `, ${data.readUInt32BE(16)} x ${data.readUInt32BE(20)} pixels`
    : '';
}

/** A labelled description of a picture by what the request declares: nobody looks at it. */
export function describePicture(url: string): string {
  const data = /^data:([^;,]+)[^,]*,(.*)$/s.exec(url);
  if (data) {
    const bytes = Buffer.from(data[2] ?? '', 'base64');
    return `[demo vision] A picture (${data[1]}, ${kilobytes(bytes.length)}${pngSize(bytes)}), no. ${hash32(bytes.toString('latin1')) % 10_000}. The demo model cannot see what it shows.`;
  }
  return `[demo vision] A picture at ${url.split('?')[0]?.slice(0, 200)}. The demo model cannot see what it shows.`;
}

interface Read {
  text: string;
  pictures: string[];
}

function readContent(content: unknown): Read {
  if (typeof content === 'string') return { text: content, pictures: [] };
  if (content === null || content === undefined) return { text: '', pictures: [] };
  if (!Array.isArray(content))
    throw new ApiError(400, 'bad_content', 'message.content must be a string or a list of parts.');
  const texts: string[] = [];
  const pictures: string[] = [];
  for (const part of content) {
    if (!isObject(part)) continue;
    if (typeof part.text === 'string') texts.push(part.text);
    const image = isObject(part.image_url) ? part.image_url.url : part.image_url;
    if (typeof image === 'string') pictures.push(describePicture(image));
    if (isObject(part.input_audio))
      pictures.push(
        `[demo hearing] A sound (${String(part.input_audio.format ?? 'unknown')}). The demo model cannot hear it.`,
      );
    if (isObject(part.file))
      pictures.push(
        `[demo reading] A file (${String(part.file.filename ?? 'unnamed')}). The demo model cannot open it.`,
      );
  }
  return { text: texts.join('\n'), pictures };
}

/** What a chat request asks. Throws ApiError 400 with what to mend. */
export function readAsk(body: Record<string, unknown>): Ask {
  if (typeof body.model !== 'string' || body.model === '')
    throw new ApiError(400, 'missing_model', 'model is missing: send any name, for example "parley-demo".');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw new ApiError(400, 'missing_messages', 'messages is missing: send a list of {role, content}.');
  const system: string[] = [];
  const users: Read[] = [];
  for (const message of body.messages) {
    if (!isObject(message) || typeof message.role !== 'string')
      throw new ApiError(400, 'bad_message', 'Every message needs a role and content.');
    const read = readContent(message.content);
    if (message.role === 'system' || message.role === 'developer') system.push(read.text);
    else if (message.role === 'user') users.push(read);
  }
  // A caller that repeats a request with an error note keeps the sections in an earlier message.
  const contract = users.findLast(read => splitSections(read.text).size > 0);
  const format = isObject(body.response_format) ? body.response_format : {};
  const wanted = format.type === 'json_schema' && isObject(format.json_schema) ? format.json_schema : null;
  if (
    format.type === 'json_schema' &&
    (wanted === null || typeof wanted.name !== 'string' || !isObject(wanted.schema))
  ) {
    throw new ApiError(400, 'bad_response_format', 'response_format.json_schema needs a name and a schema.');
  }
  return {
    system: system.join('\n'),
    user: contract?.text ?? users.map(read => read.text).join('\n'),
    role: typeof wanted?.name === 'string' ? wanted.name : null,
    schema: isObject(wanted?.schema) ? (wanted.schema as JsonSchema) : null,
    jsonObject: format.type === 'json_object',
    pictures: users.flatMap(read => read.pictures),
  };
}
