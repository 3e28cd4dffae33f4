/** Emoji a salesperson may want, with the words they are found by. Loaded with the picker only. */
const LIST = `
😀 grinning happy smile|😃 smile happy open|😄 laugh happy eyes|😁 beaming grin|😊 blush smile warm|🙂 slight smile|😉 wink|😍 love heart eyes|🥰 love hearts|😘 kiss
😂 joy tears laugh|🤣 rolling laugh|😅 sweat relief laugh|😎 cool sunglasses|🤩 star wow excited|🥳 party celebrate|😇 angel innocent|🤗 hug|🤔 thinking hmm|🤝 handshake deal agree
😌 relieved calm|😴 sleep tired|😋 tasty yum|😐 neutral|😕 confused unsure|😟 worried|😢 cry sad|😭 sob sad|😔 sad pensive|😞 disappointed
😡 angry|😤 frustrated|😱 shocked scream|😳 flushed surprised|😬 grimace awkward|🙄 eye roll|🤒 sick ill|🤕 hurt bandage|🤧 sneeze cold|🦷 tooth dentist
👍 thumbs up yes good ok|👎 thumbs down no bad|👌 ok perfect|🙏 thanks please pray namaste|👏 clap bravo well done|🙌 hooray hands|💪 strong muscle|👋 wave hello bye|✌️ peace victory|🤞 fingers crossed luck
👉 point right|👈 point left|👆 point up|👇 point down below|☝️ one note|✋ stop hand high five|🤙 call me|✍️ write sign|👀 eyes look see|🧠 brain smart
❤️ red heart love|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|💔 broken heart|💯 hundred perfect|✨ sparkles new
🔥 fire hot popular|⭐ star favourite|🌟 glowing star|🎉 party celebrate congratulations|🎊 confetti|🎁 gift present offer|🏆 trophy winner|🥇 gold medal first|🎯 target goal|🚀 rocket launch fast
✅ check done yes|❌ cross no wrong|⚠️ warning careful|❗ exclamation important|❓ question|➡️ arrow right next|⬅️ arrow left back|🔁 repeat again|🆗 ok button|🆕 new
📅 calendar date appointment|🗓️ calendar schedule plan|⏰ alarm clock time reminder|⏳ hourglass waiting|⌛ hourglass done|🕐 clock one time|📍 pin location place|🗺️ map|🏠 house home|🏢 office building
📞 phone call|📱 mobile phone|💬 chat message speech|✉️ envelope mail letter|📧 email|📩 inbox message|📎 paperclip attachment|📄 document page|📝 note form write|📋 list clipboard
💰 money bag|💵 dollar cash|💳 card payment|🧾 receipt bill|🏷️ label tag price|🛒 cart shopping|🛍️ shopping bags|📈 chart up growth|📉 chart down|🏦 bank loan
🔑 key|🔒 lock secure|🔓 unlock open|🔍 search find|💡 idea light bulb|🔔 bell reminder|📣 announcement megaphone|🛠️ tools repair service|⚙️ settings gear|🔗 link
🚗 car|🚚 truck delivery|✈️ plane travel flight|🚆 train|🚲 bicycle|🛵 scooter|🏍️ motorbike|⛽ fuel|🅿️ parking|🧳 luggage trip
👨‍⚕️ doctor man|👩‍⚕️ doctor woman|💊 pill medicine|🩺 stethoscope health|🏥 hospital clinic|🎓 graduation course study|📚 books learn|💼 briefcase work job|👶 baby|👪 family
☀️ sun sunny|🌧️ rain|❄️ snow cold|🌈 rainbow|🌸 flower blossom|🌹 rose|🌱 plant grow|🍀 clover luck|🌍 world earth|🌙 moon night
☕ coffee|🍵 tea|🍕 pizza|🍰 cake|🎂 birthday cake|🍎 apple|🥗 salad|🍽️ dinner restaurant|🥂 cheers toast|💐 bouquet flowers
🪔 lamp diwali|🕉️ om|🕌 mosque|⛪ church|🎄 christmas tree|🎆 fireworks new year|🇮🇳 india flag|🇺🇸 usa flag|🇬🇧 uk flag|🇪🇺 europe flag
`;

export interface Emoji {
  sign: string;
  /** Lower case. */
  words: string;
}

export const EMOJI: readonly Emoji[] = LIST.trim()
  .split(/[|\n]/)
  .map(entry => {
    const [sign = '', ...words] = entry.trim().split(' ');
    return { sign, words: words.join(' ') };
  });

/** Those whose words begin with each word that was typed. */
export function emojiFor(query: string): readonly Emoji[] {
  const asked = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return EMOJI.filter(({ words }) => asked.every(word => words.split(' ').some(each => each.startsWith(word))));
}

const MOST_RECENT = 16;

/** The newest first, each once. */
export const withRecent = (recent: readonly string[], sign: string): string[] =>
  [sign, ...recent.filter(each => each !== sign)].slice(0, MOST_RECENT);
