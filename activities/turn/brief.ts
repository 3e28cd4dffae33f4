/** The handoff brief, written at the moment of escalation from what is known (A-ESC-3). */
export { brief } from '../../db/escalation/brief.ts';
