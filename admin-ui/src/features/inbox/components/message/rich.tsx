import { Fragment } from 'react';
import { richText } from '../../model/rich-text.ts';

/** A text with WhatsApp's marks shown as what they mean. */
export const Rich = ({ text }: { text: string }) =>
  richText(text).map((part, index) => {
    const key = `${index}-${part.kind}`;
    if (part.kind === 'bold') return <strong key={key}>{part.text}</strong>;
    if (part.kind === 'italic') return <em key={key}>{part.text}</em>;
    if (part.kind === 'strike') return <s key={key}>{part.text}</s>;
    if (part.kind === 'mono')
      return (
        <code key={key} className="rounded-sm bg-sunken px-1 font-mono text-[0.9em]">
          {part.text}
        </code>
      );
    if (part.kind === 'link')
      return (
        <a
          key={key}
          href={part.text}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent-text underline underline-offset-2"
        >
          {part.text}
        </a>
      );
    return <Fragment key={key}>{part.text}</Fragment>;
  });
