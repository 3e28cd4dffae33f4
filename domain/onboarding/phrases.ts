/** What a draft made without a model says, by language: plain sentences that promise nothing. `{business}` and `{agent}` are filled in. */
import type { CtaType } from '../words.ts';

export interface Phrases {
  opener: string;
  exit: string;
  /** `[LINK]` stands for the link; used only where there is one. */
  cta: string;
  objection: string;
  humanEscalation: string;
  fallback: string;
  optedOut: string;
}

export const PHRASES: Record<string, Phrases> = {
  en: {
    opener: 'Hi, this is {agent}, the assistant of {business}. What can I help you with?',
    exit: 'Thank you for your time. Write here whenever you need us.',
    cta: 'You can do it here: [LINK]',
    objection: 'I understand. {answer}',
    humanEscalation: 'Thank you. A colleague will reply to you here shortly.',
    fallback: 'Thanks for your message. Could you tell me a little more about what you need?',
    optedOut: "You've been unsubscribed.",
  },
  es: {
    opener: 'Hola, soy {agent}, el asistente de {business}. ¿En qué puedo ayudarle?',
    exit: 'Gracias por su tiempo. Escríbanos cuando nos necesite.',
    cta: 'Puede hacerlo aquí: [LINK]',
    objection: 'Le entiendo. {answer}',
    humanEscalation: 'Gracias. Un compañero le responderá aquí en breve.',
    fallback: 'Gracias por su mensaje. ¿Podría contarme un poco más sobre lo que necesita?',
    optedOut: 'Le hemos dado de baja.',
  },
  hi: {
    opener: 'नमस्ते, मैं {business} का सहायक {agent} हूँ। मैं आपकी क्या मदद कर सकता हूँ?',
    exit: 'आपके समय के लिए धन्यवाद। जब भी ज़रूरत हो, यहाँ लिखें।',
    cta: 'आप यहाँ कर सकते हैं: [LINK]',
    objection: 'मैं समझता हूँ। {answer}',
    humanEscalation: 'धन्यवाद। हमारे एक साथी जल्द ही आपको यहाँ जवाब देंगे।',
    fallback: 'आपके संदेश के लिए धन्यवाद। क्या आप थोड़ा और बता सकते हैं कि आपको क्या चाहिए?',
    optedOut: 'अब आपको संदेश नहीं भेजे जाएँगे।',
  },
  'hi-en': {
    opener: 'Namaste, main {business} ka assistant {agent} hoon. Aapki kya help kar sakta hoon?',
    exit: 'Aapke time ke liye dhanyavaad. Jab bhi zaroorat ho, yahan likhiye.',
    cta: 'Aap yahan kar sakte hain: [LINK]',
    objection: 'Main samajhta hoon. {answer}',
    humanEscalation: 'Dhanyavaad. Hamare ek colleague jaldi hi aapko yahan reply karenge.',
    fallback: 'Message ke liye dhanyavaad. Kya aap thoda aur bata sakte hain ki aapko kya chahiye?',
    optedOut: 'Ab aapko messages nahi bheje jayenge.',
  },
};

export const CTA_LABELS: Record<CtaType, string> = {
  BOOK_CALL: 'Book a call',
  PAYMENT: 'Pay online',
  APP_DOWNLOAD: 'Get the app',
  SEND_DOCS: 'Send your documents',
  VISIT_WEBSITE: 'See our website',
  FILL_FORM: 'Fill in the form',
  SCHEDULE_DEMO: 'Schedule a demo',
  JOIN_WEBINAR: 'Join the webinar',
};
