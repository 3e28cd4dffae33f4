import fc from 'fast-check';

/** Any text at all, lone surrogates and control characters included. */
export const anyText = (maxLength: number, minLength = 0): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.integer({ min: 0, max: 0x10ffff }).map(code => String.fromCodePoint(code)),
    minLength,
    maxLength,
  });
