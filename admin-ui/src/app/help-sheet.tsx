import { Kbd } from '../components/kbd.tsx';
import { Sheet } from '../components/sheet.tsx';

const KEYS: readonly { group: string; keys: readonly [keys: readonly string[], what: string][] }[] = [
  {
    group: 'Move',
    keys: [
      [['J'], 'next conversation'],
      [['K'], 'previous conversation'],
      [['Enter'], 'open it'],
      [['Esc'], 'leave a field, close a pane'],
      [['G', 'I'], 'go to the inbox'],
      [['G', 'B'], 'go to the knowledge base'],
      [['G', 'A'], 'go to what waits for you'],
      [['G', 'C'], 'go to the calendar'],
      [['G', 'N'], 'go to the insights'],
      [['G', 'S'], 'go to the settings'],
      [['/'], 'search'],
      [['Ctrl', 'K'], 'commands'],
    ],
  },
  {
    group: 'The conversation',
    keys: [
      [['T'], 'take over: the AI falls silent at once'],
      [['R'], 'hand back to the AI'],
      [['M'], 'write a message'],
      [['N'], 'write a note for colleagues'],
      [['S'], 'snooze: put aside for later'],
      [['I'], 'give it to a colleague'],
      [['C'], 'close or open again'],
      [['W'], 'why the last answer'],
    ],
  },
  {
    group: 'A draft',
    keys: [
      [['A'], 'approve and send'],
      [['E'], 'edit first'],
      [['X'], 'reject'],
    ],
  },
  {
    group: 'Writing',
    keys: [
      [['Enter'], 'send'],
      [['Shift', 'Enter'], 'new line'],
      [['/'], 'at the beginning: a canned reply'],
      [['@'], 'in a note: mention a colleague'],
    ],
  },
];

const OWNERS = [
  ['bg-ai', 'AI', 'the AI answers'],
  ['bg-approval', 'Approval', 'the AI drafts, a person sends'],
  ['bg-human', 'Person', 'somebody of you answers'],
  ['bg-paused', 'Paused', 'nobody answers'],
] as const;

export const HelpSheet = ({ onClose }: { onClose: () => void }) => (
  <Sheet label="Keys and colours" onClose={onClose}>
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
        <h3 className="mb-2 font-semibold text-sm">Who owns a conversation</h3>
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
