import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trustedMime } from './file-content.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../simulators/whatsapp/samples/${name}`, import.meta.url)));
const text = (value: string) => new TextEncoder().encode(value);

/** A PNG of this size that says nothing else. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(64);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
const jpeg = (width: number, height: number): Uint8Array => {
  const bytes = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108000000000301220002110103110100', 'hex');
  bytes.writeUInt16BE(height, 25);
  bytes.writeUInt16BE(width, 27);
  return bytes;
};
const gif = (width: number, height: number): Uint8Array => {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
};
const webp = (width: number, height: number): Uint8Array => {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF');
  bytes.write('WEBPVP8X', 8);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
};

describe('trustedMime', () => {
  it.each([
    ['photo.jpg', 'image/jpeg'],
    ['sticker.webp', 'image/webp'],
    ['clip.mp4', 'video/mp4'],
    ['voice.ogg', 'audio/ogg; codecs=opus'],
    ['document.pdf', 'application/pdf'],
  ])('keeps the type of %s', (name, mime) => expect(trustedMime(mime, sample(name))).toBe(mime));

  it.each(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4'])('takes no page for %s', mime => {
    for (const page of [
      '<!doctype html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '',
      'RIFF',
    ])
      expect(trustedMime(mime, text(page))).toBe('application/octet-stream');
  });

  it('takes no other picture type: vector graphics run scripts', () => {
    for (const mime of ['image/svg+xml', 'IMAGE/SVG+XML; charset=utf-8', 'image/x-icon', 'image/tiff'])
      expect(trustedMime(mime, text('<svg/>'))).toBe('application/octet-stream');
  });

  it.each([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/gif', gif],
    ['image/webp', webp],
  ] as const)('%s of ordinary size is kept, one that unfolds to gigabytes is not', (mime, make) => {
    expect(trustedMime(mime, make(4000, 3000))).toBe(mime);
    expect(trustedMime(mime, make(16_000, 16_000))).toBe('application/octet-stream');
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4', 'constructor', 'x'),
        fc.constantFrom(jpeg(1, 1), png(1, 1), gif(1, 1), webp(1, 1), new Uint8Array()),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(40),
        (mime, begin, rest, keep) => {
          const head = Buffer.concat([begin.subarray(0, keep), rest]);
          expect([mime, 'application/octet-stream']).toContain(trustedMime(mime, head));
        },
      ),
    );
  });
});
