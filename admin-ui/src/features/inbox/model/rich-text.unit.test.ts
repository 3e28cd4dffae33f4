import { describe, expect, it } from 'vitest';
import { richText } from './rich-text.ts';

const parts = (text: string) => richText(text).map(part => `${part.kind}:${part.text}`);

describe('the marks of WhatsApp', () => {
  it('are shown as what they mean', () => {
    expect(parts('A *bold* and _soft_ and ~gone~ `x`')).toEqual([
      'plain:A ',
      'bold:bold',
      'plain: and ',
      'italic:soft',
      'plain: and ',
      'strike:gone',
      'plain: ',
      'mono:x',
    ]);
  });

  it('are left alone inside words and sums', () => {
    expect(parts('2*3*4 snake_case_name')).toEqual(['plain:2*3*4 snake_case_name']);
    expect(parts('* not a mark *')).toEqual(['plain:* not a mark *']);
  });

  it('leave the full stop out of a link, and know no other schemes', () => {
    expect(parts('see https://a.example/b?c=1.')).toEqual(['plain:see ', 'link:https://a.example/b?c=1', 'plain:.']);
    expect(parts('javascript:alert(1)')).toEqual(['plain:javascript:alert(1)']);
  });

  it('never loses text', () => {
    const text = 'दाँत *बहुत* दर्द\nمرحباً _جداً_ 🙂';
    expect(
      richText(text)
        .map(part => part.text)
        .join(''),
    ).toBe(text.replace(/[*_]/g, ''));
  });
});
