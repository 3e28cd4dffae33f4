import { describe, expect, it } from 'vitest';
import { contentProblem, mediaKindOf, uploadProblem } from './outbound-media.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? [...part].map(c => c.charCodeAt(0)) : part)));

/** The head of a PNG that says it has so many points. */
const png = (width: number, height: number): Uint8Array => {
  const head = new Uint8Array(33);
  head.set(bytes([0x89], 'PNG\r\n\u001a\n'));
  head.set(bytes([0, 0, 0, 13], 'IHDR'), 8);
  new DataView(head.buffer).setUint32(16, width);
  new DataView(head.buffer).setUint32(20, height);
  return head;
};

describe('a file that a person wants to send (B-CONV-4)', () => {
  it('goes as what its type is, by whatever name a browser gives it', () => {
    expect(
      [
        'image/jpeg',
        'video/mp4',
        'audio/ogg; codecs=opus',
        'audio/x-m4a',
        'application/pdf',
        'image/svg+xml',
        'image/webp',
        '',
      ].map(mediaKindOf),
    ).toEqual(['image', 'video', 'audio', 'audio', 'document', null, null, null]);
  });

  it('is refused in words when it is too large, empty, or of another type', () => {
    const MB = 1_048_576;
    expect(uploadProblem('image/png', 5 * MB)).toBeNull();
    expect(uploadProblem('image/png', 5 * MB + 1)).toBe('It is too large: pictures may have at most 5 MB.');
    expect(uploadProblem('application/pdf', 17 * MB)).toMatch(/documents may have at most 16 MB/);
    expect(uploadProblem('image/png', 0)).toBe('The file is empty.');
    expect(uploadProblem('application/x-msdownload', 5)).toMatch(/does not take files of this type.*JPEG or PNG/);
  });

  it('is refused when its bytes are something else, or would unfold to a picture nobody can draw', () => {
    expect(contentProblem('image/png', png(800, 600))).toBeNull();
    expect(contentProblem('image/png', png(60_000, 60_000))).toMatch(/too much memory/);
    expect(contentProblem('image/jpeg', png(800, 600))).toMatch(/not such a picture/);
    expect(contentProblem('application/pdf', bytes('%PDF-1.7'))).toBeNull();
    expect(contentProblem('application/pdf', bytes('<html>'))).toMatch(/not what its name says/);
    expect(contentProblem('audio/ogg; codecs=opus', bytes('OggS'))).toBeNull();
    expect(contentProblem('audio/mpeg', bytes([0xff, 0xfb]))).toBeNull();
    expect(contentProblem('text/plain', bytes('hello', [0]))).toMatch(/not what/);
    expect(
      contentProblem('application/vnd.openxmlformats-officedocument.wordprocessingml.document', bytes('MZ')),
    ).toMatch(/not what/);
  });
});
