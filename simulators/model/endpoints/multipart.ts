import { ApiError } from '../http.ts';

export interface Part {
  name: string;
  filename: string | null;
  type: string | null;
  data: Buffer;
}

/** Splits a multipart/form-data body. Throws ApiError 400 when it is none. */
export function parseMultipart(body: Buffer, contentType: string | undefined): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!/^multipart\/form-data/i.test(contentType ?? '') || mark === undefined)
    throw new ApiError(400, 'not_multipart', 'Send multipart/form-data with a part named "file".');
  const delimiter = Buffer.from(`--${mark}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (body.subarray(start, start + 2).toString() === '--') break;
    const next = body.indexOf(delimiter, start);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (headEnd > 0 && headEnd < next) {
      const head = body.subarray(start, headEnd).toString('utf8');
      parts.push({
        name: /\bname="([^"]*)"/i.exec(head)?.[1] ?? '',
        filename: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
        type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1]?.trim() ?? null,
        data: body.subarray(headEnd + 4, next - 2),
      });
    }
    at = next;
  }
  return parts;
}
