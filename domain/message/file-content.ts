/** What the first bytes of a file say about it: the type a sender declares is only a claim. */

/** A picture of more points than this is not drawn by anybody: opened, it takes 4 bytes a point. */
const MAX_POINTS = 64_000_000;
/** How much of a file is looked at: large enough for the metadata that stand before the size in a JPEG. */
export const HEAD_BYTES = 256 * 1024;

export const UNTRUSTED_MIME = 'application/octet-stream';

type Checked = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'video/mp4' | 'video/3gpp';

const ascii = (head: Uint8Array, from: number, text: string): boolean =>
  [...text].every((letter, index) => head[from + index] === letter.charCodeAt(0));

const BEGINS: Record<Checked, (head: Uint8Array) => boolean> = {
  'image/jpeg': head => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  'image/png': head => head[0] === 0x89 && ascii(head, 1, 'PNG\r\n\u001a\n'),
  'image/gif': head => ascii(head, 0, 'GIF87a') || ascii(head, 0, 'GIF89a'),
  'image/webp': head => ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP'),
  'video/mp4': head => ascii(head, 4, 'ftyp'),
  'video/3gpp': head => ascii(head, 4, 'ftyp'),
};

/**
 * The type to keep a file under: the declared one, unless its first bytes say otherwise or it would unfold to a picture
 * too large to draw; then it is bytes of no type, which are only ever downloaded.
 * @param head the first HEAD_BYTES of the file, or all of a shorter one.
 */
export function trustedMime(declared: string, head: Uint8Array): string {
  const mime = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  const begins = Object.hasOwn(BEGINS, mime) ? BEGINS[mime as Checked] : undefined;
  if (!begins) return mime.startsWith('image/') ? UNTRUSTED_MIME : declared;
  if (!begins(head)) return UNTRUSTED_MIME;
  if (!mime.startsWith('image/')) return declared;
  const size = pictureSize(mime as Checked, head);
  return size !== null && size.width * size.height <= MAX_POINTS ? declared : UNTRUSTED_MIME;
}

/** Width and height in points; null when the head does not say. */
function pictureSize(mime: Checked, head: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (mime === 'image/png') return { width: view.getUint32(16), height: view.getUint32(20) };
    if (mime === 'image/gif') return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (mime === 'image/webp') return webpSize(view, head);
    return jpegSize(view);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function webpSize(view: DataView, head: Uint8Array): { width: number; height: number } | null {
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (ascii(head, 12, 'VP8X')) return { width: three(24) + 1, height: three(27) + 1 };
  if (ascii(head, 12, 'VP8 '))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (!ascii(head, 12, 'VP8L')) return null;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

/** Walks the segments to the first frame header. */
function jpegSize(view: DataView): { width: number; height: number } | null {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Padding, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (marker === 0xd9 || marker === 0xda) return null;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}
