import { Tip } from '../../../components/tip.tsx';
import { initials } from '../../../lib/initials.ts';
import { t } from '../../../lib/language.ts';
import { usePresence } from './use-presence.ts';

const SHOWN = 3;

/** Who else looks at this conversation, and who writes in it. */
export const Faces = ({ conversationId }: { conversationId: string }) => {
  const others = usePresence(conversationId);
  const typing = others.filter(other => other.typing);
  if (others.length === 0) return null;
  const names = (typing.length > 0 ? typing : others).map(({ name }) => name).join(', ');
  const sentence =
    typing.length > 0
      ? typing.length === 1
        ? t('{names} is typing', { names })
        : t('{names} are typing', { names })
      : others.length === 1
        ? t('{names} looks at this too', { names })
        : t('{names} look at this too', { names });
  return (
    <Tip label={sentence}>
      <span role="status" data-testid="presence" className="flex shrink-0 items-center gap-1.5">
        <span className="flex -space-x-1.5" aria-hidden="true">
          {others.slice(0, SHOWN).map(({ memberId, name, typing: types }) => (
            <span
              key={memberId}
              className={`inline-flex size-6 items-center justify-center rounded-full border-2 border-surface bg-human-soft font-semibold text-[10px] text-human-text ${types ? 'animate-breathe' : ''}`}
            >
              {initials(name) || '#'}
            </span>
          ))}
          {others.length > SHOWN ? <span className="pl-2 text-ink-2 text-xs">+{others.length - SHOWN}</span> : null}
        </span>
        <span className={typing.length > 0 ? 'hidden text-human-text text-xs sm:inline' : 'sr-only'}>{sentence}</span>
      </span>
    </Tip>
  );
};
