/** Files that are not what they say, and what a browser would do if it believed them. */

const SCRIPT = '<script>window.__xss = (window.__xss ?? 0) + 1; alert(1)</script>';
const PAGE = `<!doctype html><html><body onload="window.__xss = 1">${SCRIPT}</body></html>`;
const VECTOR = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="window.__xss = 1">${SCRIPT}<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.__xss = 1"/></foreignObject></svg>`;

/** A PNG header that announces a picture of this size. */
export function pngOf(width: number, height: number, rest = ''): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return Buffer.concat([head, Buffer.from(rest)]);
}
const gif = (rest: string): Buffer =>
  Buffer.concat([Buffer.from('GIF89a\x10\x00\x10\x00\x00\x00\x00', 'latin1'), Buffer.from(rest)]);
const jpeg = (rest: string): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    Buffer.from('fffe', 'hex'),
    commentOf(rest),
    Buffer.from('ffc00011080010001003012200021101031101ffd9', 'hex'),
  ]);
function commentOf(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length + 2);
  return Buffer.concat([length, Buffer.from(text)]);
}

export interface HostileFile {
  what: string;
  type: 'image' | 'sticker' | 'video' | 'audio' | 'document';
  /** As the sender declares it. */
  mime: string;
  name?: string;
  bytes: Buffer;
  /** A picture or sound a browser may show in its place; everything else is a download of no type. */
  inline?: boolean;
}

export const HOSTILE_FILES: HostileFile[] = [
  { what: 'a page as a photo', type: 'image', mime: 'image/jpeg', bytes: Buffer.from(PAGE) },
  { what: 'a page as a PNG', type: 'image', mime: 'image/png', bytes: Buffer.from(PAGE) },
  { what: 'a page as a sticker', type: 'sticker', mime: 'image/webp', bytes: Buffer.from(PAGE) },
  { what: 'a page as a page', type: 'document', mime: 'text/html', name: 'invoice.html', bytes: Buffer.from(PAGE) },
  {
    what: 'a page as XHTML',
    type: 'document',
    mime: 'application/xhtml+xml',
    name: 'a.xhtml',
    bytes: Buffer.from(PAGE),
  },
  { what: 'a page as text', type: 'document', mime: 'text/plain', name: 'a.txt', bytes: Buffer.from(PAGE) },
  { what: 'a page as XML', type: 'document', mime: 'text/xml', name: 'a.xml', bytes: Buffer.from(VECTOR) },
  { what: 'a page as a PDF', type: 'document', mime: 'application/pdf', name: 'a.pdf', bytes: Buffer.from(PAGE) },
  { what: 'a page of no type', type: 'document', mime: '', name: 'a', bytes: Buffer.from(PAGE) },
  {
    what: 'a page of a type with a second header',
    type: 'image',
    mime: 'image/png\r\nContent-Type: text/html',
    bytes: Buffer.from(PAGE),
  },
  { what: 'a page of a type with a list', type: 'image', mime: 'image/png, text/html', bytes: Buffer.from(PAGE) },
  { what: 'a page as a mail', type: 'document', mime: 'message/rfc822', name: 'a.eml', bytes: Buffer.from(PAGE) },
  {
    what: 'a page as an archive of the web',
    type: 'document',
    mime: 'multipart/related',
    name: 'a.mhtml',
    bytes: Buffer.from(PAGE),
  },
  { what: 'a page as a stream of pages', type: 'image', mime: 'multipart/x-mixed-replace', bytes: Buffer.from(PAGE) },
  { what: 'a script', type: 'document', mime: 'text/javascript', name: 'a.js', bytes: Buffer.from('window.__xss = 1') },
  { what: 'a module', type: 'document', mime: 'application/wasm', name: 'a.wasm', bytes: Buffer.from('\0asm') },
  { what: 'a style sheet', type: 'document', mime: 'text/css', name: 'a.css', bytes: Buffer.from('*{display:none}') },
  {
    what: 'a program',
    type: 'document',
    mime: 'application/x-msdownload',
    name: 'photo\u202egnp.exe',
    bytes: Buffer.from('MZ'),
  },
  { what: 'a drawing as itself', type: 'image', mime: 'image/svg+xml', bytes: Buffer.from(VECTOR) },
  {
    what: 'a drawing as itself, loudly',
    type: 'image',
    mime: 'IMAGE/SVG+XML; charset=utf-8',
    bytes: Buffer.from(VECTOR),
  },
  { what: 'a drawing as a PNG', type: 'image', mime: 'image/png', bytes: Buffer.from(VECTOR) },
  {
    what: 'a drawing as a document',
    type: 'document',
    mime: 'image/svg+xml',
    name: 'logo.svg',
    bytes: Buffer.from(VECTOR),
  },
  { what: 'a drawing as a video', type: 'video', mime: 'video/mp4', bytes: Buffer.from(VECTOR) },
  { what: 'a page as a sound', type: 'audio', mime: 'audio/mpeg', bytes: Buffer.from(PAGE), inline: true },
  {
    what: 'a GIF that is a script too',
    type: 'image',
    mime: 'image/gif',
    bytes: gif('*/=1;window.__xss=1;/*'),
    inline: true,
  },
  { what: 'a GIF that is a page too', type: 'image', mime: 'image/gif', bytes: gif(PAGE), inline: true },
  { what: 'a JPEG that is a page too', type: 'image', mime: 'image/jpeg', bytes: jpeg(PAGE), inline: true },
  { what: 'a PNG that is a page too', type: 'image', mime: 'image/png', bytes: pngOf(16, 16, PAGE), inline: true },
  {
    what: 'a PNG that says it is a page',
    type: 'document',
    mime: 'text/html',
    name: 'a.png',
    bytes: pngOf(16, 16, PAGE),
  },
  { what: 'a PNG of 2.5 thousand million points', type: 'image', mime: 'image/png', bytes: pngOf(50_000, 50_000) },
  {
    what: 'a PNG of the greatest size there is',
    type: 'image',
    mime: 'image/png',
    bytes: pngOf(0xffffffff, 0xffffffff),
  },
  { what: 'a PNG cut off before its size', type: 'image', mime: 'image/png', bytes: pngOf(1, 1).subarray(0, 12) },
  { what: 'nothing at all', type: 'image', mime: 'image/jpeg', bytes: Buffer.alloc(0) },
];

/** Names of files that try to be more than a name. */
export const HOSTILE_NAMES = [
  '../../../../etc/passwd',
  '..\\..\\windows\\system32\\x.dll',
  'a.pdf"; filename="b.html',
  "a'b(c)*!.pdf",
  'a\r\nSet-Cookie: x=1\r\n\r\n<script>alert(1)</script>.pdf',
  'photo\u202egnp.exe',
  '\u0000a.pdf',
  '%2e%2e%2f%00.pdf',
  '\ud800.pdf',
  '<img src=x onerror=window.__xss=1>.pdf',
  'ü漢字🦷.pdf',
  'x'.repeat(5_000),
];
