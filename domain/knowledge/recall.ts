/** How much of what somebody refers to stands in an earlier message, by its words alone (A-RETR-2). Pure. */
import { searchTerms } from './match.ts';

/** How people point at the past; they say nothing of what was said there. English, Spanish, Hinglish. */
const POINTERS = new Set(
  searchTerms(
    'about again already ago before earlier last mention mentioned once remember recall said say saying spoke talked tell telling told time wrote yesterday week month you know did could would should there that those these then just any more than ' +
      'recuerda recuerdas acuerda acuerdas dije dijo dicho antes sobre que lo le la el los las un una de en por para como cuando ayer ' +
      'yaad hai maine aapko bataya tha thi kaha pehle kya ke ki ka ko mein baare',
  ),
);
const SAYING = 4;
/** Two words that say something are enough, however long the question is. */
const ENOUGH = 0.3;

/** 0-1: the share of the question's own words, pointers left out; two of them together count as enough by themselves. */
export function recallScore(question: string, text: string): number {
  const wanted = new Set(searchTerms(question).filter(word => !POINTERS.has(word)));
  if (wanted.size === 0) return 0;
  const said = new Set(searchTerms(text));
  const shared = [...wanted].filter(word => said.has(word));
  const share = shared.length / wanted.size;
  return shared.filter(word => word.length >= SAYING || /\d/.test(word)).length >= 2 ? Math.max(ENOUGH, share) : share;
}
