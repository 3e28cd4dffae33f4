import { Fragment, type ReactNode } from 'react';

/** A text with elements in the places of its `{names}`, in whichever order its language has them: `t('Made by {name}')`. */
export const Filled = ({ text, values }: { text: string; values: Readonly<Record<string, ReactNode>> }) =>
  text
    .split(/(\{\w+\})/)
    .map((part, index) =>
      index % 2 === 0 ? part : <Fragment key={part}>{values[part.slice(1, -1)] ?? part}</Fragment>,
    );
