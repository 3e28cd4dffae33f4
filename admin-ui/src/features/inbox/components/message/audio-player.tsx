import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../../../lib/language.ts';

const time = (seconds: number): string => {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** A file as a local address. Only then does the browser know a recording's length, and can go to any place in it. */
const useLocalUrl = (url: string): { local: string | null; failed: boolean } => {
  const [state, setState] = useState<{ local: string | null; failed: boolean }>({ local: null, failed: false });
  useEffect(() => {
    const cancel = new AbortController();
    let made: string | null = null;
    fetch(url, { signal: cancel.signal })
      .then(async response => {
        if (!response.ok) throw new Error(`${response.status}`);
        made = URL.createObjectURL(await response.blob());
        setState({ local: made, failed: false });
      })
      .catch(() => {
        if (!cancel.signal.aborted) setState({ local: null, failed: true });
      });
    return () => {
      cancel.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [url]);
  return state;
};

/** Plays a voice message: one button, one slider, the time. */
export const AudioPlayer = ({ url, label }: { url: string; label: string }) => {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [atSeconds, setAtSeconds] = useState(0);
  const [lengthSeconds, setLengthSeconds] = useState(0);
  const [broken, setBroken] = useState(false);
  const { local, failed } = useLocalUrl(url);

  const toggle = () => {
    if (playing) audio.current?.pause();
    else audio.current?.play().catch(() => setBroken(true));
  };

  if (broken || failed) return <p className="text-ink-2 text-sm">{t('The recording cannot be played here.')}</p>;
  return (
    <div className="flex w-64 max-w-full items-center gap-2">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands below when there is one */}
      <audio
        ref={audio}
        src={local ?? undefined}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onError={() => setBroken(true)}
        onTimeUpdate={event => setAtSeconds(event.currentTarget.currentTime)}
        onLoadedMetadata={event => setLengthSeconds(event.currentTarget.duration)}
      />
      <button
        type="button"
        onClick={toggle}
        disabled={local === null}
        aria-label={`${playing ? t('Pause') : t('Play')}: ${label}`}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-accent text-accent-ink"
      >
        {playing ? <Pause className="size-4" aria-hidden="true" /> : <Play className="size-4" aria-hidden="true" />}
      </button>
      <input
        type="range"
        min={0}
        max={lengthSeconds || 1}
        step={0.1}
        value={atSeconds}
        aria-label={t('Position in: {label}', { label })}
        aria-valuetext={time(atSeconds)}
        onChange={event => {
          if (audio.current) audio.current.currentTime = Number(event.target.value);
        }}
        className="h-1 min-w-0 flex-1 cursor-pointer appearance-none rounded-full bg-line-strong [&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-accent [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-accent"
      />
      <span className="w-9 shrink-0 text-right text-ink-2 text-xs">{time(playing ? atSeconds : lengthSeconds)}</span>
    </div>
  );
};
