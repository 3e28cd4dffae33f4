import { useNow } from '../lib/clock.ts';
import { ago, clockTime, dayAndTime, exactTime } from '../lib/format.ts';
import { useZone } from '../lib/zone.ts';

/** How long ago, with the exact time in the organization's zone on hover. */
export const Ago = ({ at, className }: { at: string; className?: string }) => {
  const zone = useZone();
  const nowMs = useNow(15_000);
  return (
    <time dateTime={at} title={exactTime(at, zone)} className={className}>
      {ago(at, zone, nowMs)}
    </time>
  );
};

export const ClockTime = ({ at, className }: { at: string; className?: string }) => {
  const zone = useZone();
  return (
    <time dateTime={at} title={exactTime(at, zone)} className={className}>
      {clockTime(at, zone)}
    </time>
  );
};

/** `Tomorrow, 14:20` */
export const DayTime = ({ at, className }: { at: string; className?: string }) => {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <time dateTime={at} title={exactTime(at, zone)} className={className}>
      {dayAndTime(at, zone, nowMs)}
    </time>
  );
};
