import { Kbd } from '../components/kbd.tsx';
import { Sheet } from '../components/sheet.tsx';
import { t } from '../lib/language.ts';

const KEYS: readonly { group: string; keys: readonly [keys: readonly string[], what: string][] }[] = [
  {
    group: t('Moving around'),
    keys: [
      [['J'], t('next conversation')],
      [['K'], t('previous conversation')],
      [['Enter'], t('open it')],
      [['Esc'], t('leave a field, close a pane')],
      [['G', 'I'], t('go to the inbox')],
      [['G', 'B'], t('go to the knowledge base')],
      [['G', 'A'], t('go to what waits for you')],
      [['G', 'C'], t('go to the calendar')],
      [['G', 'N'], t('go to the insights')],
      [['G', 'S'], t('go to the settings')],
      [['/'], t('search')],
      [['Ctrl', 'K'], t('commands')],
    ],
  },
  {
    group: t('The conversation'),
    keys: [
      [['T'], t('take over: the AI falls silent at once')],
      [['R'], t('hand back to the AI')],
      [['M'], t('write a message')],
      [['N'], t('write a note for colleagues')],
      [['S'], t('snooze: put aside for later')],
      [['I'], t('give it to a colleague')],
      [['C'], t('close or open again')],
      [['W'], t('why the last answer')],
    ],
  },
  {
    group: t('A draft'),
    keys: [
      [['A'], t('approve and send')],
      [['E'], t('edit first')],
      [['X'], t('reject')],
    ],
  },
  {
    group: t('Writing'),
    keys: [
      [['Enter'], t('send')],
      [['Shift', 'Enter'], t('new line')],
      [['/'], t('at the beginning: a canned reply')],
      [['@'], t('in a note: mention a colleague')],
    ],
  },
];

const OWNERS = [
  ['bg-ai', 'AI', t('the AI answers')],
  ['bg-approval', t('Approval'), t('the AI drafts, a person sends')],
  ['bg-human', t('Person'), t('somebody of you answers')],
  ['bg-paused', t('Paused'), t('nobody answers')],
] as const;

export const HelpSheet = ({ onClose }: { onClose: () => void }) => (
  <Sheet label={t('Keys and colours')} onClose={onClose}>
    <div className="gap-8 sm:columns-2 [&>section]:mb-6 [&>section]:break-inside-avoid">
      {KEYS.map(({ group, keys }) => (
        <section key={group}>
          <h3 className="mb-2 font-semibold text-sm">{group}</h3>
          <dl className="flex flex-col gap-1.5 text-sm">
            {keys.map(([combination, what]) => (
              <div key={what} className="flex items-baseline gap-3">
                <dt className="flex w-20 shrink-0 gap-1">
                  {combination.map(key => (
                    <Kbd key={key} always>
                      {key}
                    </Kbd>
                  ))}
                </dt>
                <dd className="text-ink-2">{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3 className="mb-2 font-semibold text-sm">{t('Who owns a conversation')}</h3>
        <ul className="flex flex-col gap-1.5 text-sm">
          {OWNERS.map(([colour, name, meaning]) => (
            <li key={name} className="flex items-center gap-3">
              <span className={`h-4 w-1 rounded-full ${colour}`} aria-hidden="true" />
              <span className="w-16 shrink-0">{name}</span>
              <span className="text-ink-2">{meaning}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  </Sheet>
);
