/** Fills that differ in pattern as well as in tone: nothing is told by colour alone. */
export type Fill = 'solid' | 'hatched' | 'light' | 'dotted';

export const Fills = ({ id }: { id: string }) => (
  <defs>
    <pattern id={`${id}-solid`} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" className="fill-accent" />
    </pattern>
    <pattern id={`${id}-hatched`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" className="fill-accent-soft" />
      <rect width="2.5" height="5" className="fill-accent" />
    </pattern>
    <pattern id={`${id}-light`} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" className="fill-accent" opacity="0.38" />
    </pattern>
    <pattern id={`${id}-dotted`} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" className="fill-sunken" />
      <circle cx="2" cy="2" r="1" className="fill-ink-3" />
    </pattern>
  </defs>
);

export const fillOf = (id: string, fill: Fill): string => `url(#${id}-${fill})`;

export const Swatch = ({ id, fill }: { id: string; fill: Fill }) => (
  <svg width="12" height="12" aria-hidden="true" className="shrink-0">
    <rect width="12" height="12" rx="2" fill={fillOf(id, fill)} />
  </svg>
);
