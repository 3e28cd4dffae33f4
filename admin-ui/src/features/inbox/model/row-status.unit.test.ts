import { describe, expect, it } from 'vitest';
import { aRow } from './factory.ts';
import { preview, previewAuthor, rowStatus } from './row-status.ts';

const NOW = Date.parse('2025-10-09T18:00:00Z');
const status = (part: Parameters<typeof aRow>[0]) => rowStatus(aRow(part), NOW, 'mara');
const followUp = {
  kind: 'FOLLOW_UP',
  at: '2025-10-09T19:40:00Z',
  step: 1,
  steps: null,
  label: 'Soft ping',
  runnable: true,
} as const;
const last = {
  text: 'hi',
  kind: 'TEXT',
  direction: 'in',
  sender: 'CONTACT',
  senderId: null,
  senderName: null,
  state: null,
  errorCode: null,
  at: '2025-10-09T17:00:00Z',
} as const;

describe('the line that says what goes on', () => {
  it('says what happens next and when', () => {
    expect(status({ next: followUp })).toMatchObject({ text: 'AI · follow-up in 1 h 40 min', tone: 'ai' });
    expect(status({ next: { ...followUp, at: '2025-10-09T17:59:00Z' } }).text).toBe('AI · follow-up due now');
    expect(status({}).text).toBe('AI answers');
  });

  it('shows the AI at work', () => {
    expect(status({ activity: 'THINKING', next: followUp })).toEqual({ text: 'AI · thinking', tone: 'ai', busy: true });
  });

  it('puts trouble before everything else', () => {
    expect(status({ hasUnknownSend: true, activity: 'THINKING' })).toMatchObject({
      text: 'Not confirmed: check',
      tone: 'danger',
    });
    const failed = { ...last, direction: 'out', state: 'FAILED', sender: 'BOT' } as const;
    expect(status({ lastMessage: failed }).tone).toBe('danger');
    const stopped = { ...failed, errorCode: 'epoch' } as const;
    expect(status({ lastMessage: stopped, owner: 'HUMAN', ownerId: 'mara' }).text).toBe('You · in charge');
  });

  it('names the person in charge, and what they must do', () => {
    expect(status({ owner: 'HUMAN', ownerId: 'mara', ownerName: 'Mara', lastMessage: last }).text).toBe(
      'You · customer waits',
    );
    expect(
      status({ owner: 'HUMAN', ownerId: 'ravi', ownerName: 'Ravi', next: { ...followUp, kind: 'TAKEOVER_REMIND' } })
        .text,
    ).toBe('Ravi · reminder in 1 h 40 min');
    expect(status({ owner: 'HUMAN', ownerId: 'ravi' }).text).toBe('A colleague · in charge');
    expect(status({ owner: 'HUMAN' }).text).toBe('On the business phone');
    const escalation = { priority: 'HIGH', reasons: ['angry_sentiment'] } as const;
    expect(status({ owner: 'HUMAN', escalation: { ...escalation, reasons: [...escalation.reasons] } })).toMatchObject({
      text: 'Waits for a person',
      tone: 'danger',
    });
  });

  it('calls for a person when nobody has stepped in', () => {
    const escalation = { priority: 'HIGH', reasons: ['human_request'] } as const;
    expect(status({ escalation: { ...escalation, reasons: [...escalation.reasons] } })).toMatchObject({
      text: 'Needs a person · asked for a person',
      tone: 'danger',
    });
    expect(status({ escalation: { priority: 'MEDIUM', reasons: ['too_long'] } })?.text).toMatch(/^Worth a look · /);
  });

  it('waits for approval, rests when paused, opted out or closed', () => {
    expect(status({ owner: 'APPROVAL', hasDraft: true })).toMatchObject({
      text: 'Waits for approval',
      tone: 'approval',
    });
    expect(status({ owner: 'PAUSED' }).text).toBe('Paused');
    expect(status({ owner: 'PAUSED', optedOut: true }).text).toBe('Opted out');
    expect(status({ status: 'RESOLVED' }).text).toBe('Resolved');
  });
});

describe('the preview', () => {
  it('is one line, and names what is not text', () => {
    expect(preview(aRow({ lastMessage: { ...last, text: 'one\n\ntwo' } }))).toBe('one two');
    expect(preview(aRow({ lastMessage: { ...last, kind: 'IMAGE', text: null } }))).toBe('Photo');
    expect(preview(aRow({ lastMessage: { ...last, kind: 'IMAGE', text: 'flyer' } }))).toBe('Photo: flyer');
    expect(preview(aRow({ lastMessage: { ...last, text: null } }))).toBe('Message without text');
    expect(preview(aRow({}))).toBe('No messages yet');
  });

  it('names who of us wrote', () => {
    const out = { ...last, direction: 'out', sender: 'HUMAN', senderId: 'ravi', senderName: 'Ravi' } as const;
    expect(previewAuthor(aRow({ lastMessage: last }), 'mara')).toBeNull();
    expect(previewAuthor(aRow({ lastMessage: { ...out, sender: 'BOT' } }), 'mara')).toBe('AI');
    expect(previewAuthor(aRow({ lastMessage: out }), 'mara')).toBe('Ravi');
    expect(previewAuthor(aRow({ lastMessage: out }), 'ravi')).toBe('You');
    expect(previewAuthor(aRow({ lastMessage: { ...out, senderId: null, senderName: null } }), 'mara')).toBe(
      'Business phone',
    );
  });
});
