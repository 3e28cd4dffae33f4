/** Everyday cues of what a customer means, as phrases of English, Spanish, Hinglish and Hindi. */
import { phrases } from '../prompt/text.ts';

export const CUES = {
  stopWhole: phrases(
    'stop|stop it|unsubscribe|stop all|quit|opt out|stop please|please stop|baja|parar|alto|band karo|बंद करो|बंद|रोको',
  ),
  stop: phrases(
    "unsubscribe|opt out|opt me out|stop messaging|stop texting|stop sending|do not message me|don't message me|don't text me|do not text me|don't contact|do not contact me|remove me from|take me off|no more messages|message mat karo|message mat bhejo|msg mat karo|no me escriban|no me escriba|dejen de escribir|मैसेज मत|संदेश मत",
  ),
  wrongNumber: phrases(
    'wrong number|wrong person|not the person|galat number|numero equivocado|गलत नंबर|who is this i never|i never contacted you',
  ),
  identity: phrases(
    'are you human|are you a human|are you real|are you a real person|are you a person|are you a bot|are you a robot|are you ai|are you an ai|is this a bot|is this ai|am i talking to a bot|am i talking to a human|am i talking to a person|am i talking to a real person|am i talking to a real human|talking to a machine|is this a real person|are you a machine|am i speaking to a human|am i chatting with a bot|bot ho|robot ho|aap bot|eres un bot|es un bot|eres humano|es usted humano|क्या आप बॉट|क्या आप इंसान|रोबोट',
  ),
  human: phrases(
    'real person|a human|human agent|human please|speak to a person|talk to a person|talk to someone|speak to someone|speak with someone|speak with a person|talk to an agent|speak to an agent|speak with an agent|live agent|an actual person|a representative|your manager|the manager|manager se|talk to your team|insaan se|kisi se baat|kisi insaan|connect me to|connect me with|transfer me|hablar con una persona|hablar con alguien|persona real|agente humano|hablar con un asesor|hablar con un agente|इंसान से|किसी से बात|व्यक्ति से बात|मैनेजर',
  ),
  legalThreat: phrases(
    "legal action|sue you|i'll sue|i will sue|going to sue|see you in court|take you to court|consumer court|consumer forum|report you|legal notice|police complaint|los demandare|acciones legales|voy a demandar|kanooni|कानूनी कार्रवाई|कानूनी नोटिस|data protection|gdpr",
  ),
  myLawyer: phrases('my lawyer|my attorney|mi abogado|mera vakil|मेरा वकील'),
  refund: phrases(
    'i want a refund|want my money back|give me my money|refund me|my refund|need a refund|want a refund|get my refund|want refund|need refund|return my money|money back now|refund chahiye|paise wapas|paisa wapas|quiero un reembolso|devuelvanme|quiero mi dinero|रिफंड चाहिए|पैसे वापस',
  ),
  complaint: phrases(
    'complaint|complain|terrible|bad service|worst|unacceptable|nobody called|no one called|nobody replied|very disappointed|disappointed|horrible|awful|rude|shikayat|bekar service|bekaar|queja|pesimo|mala atencion|शिकायत|बेकार',
  ),
  paymentFailed: phrases(
    'payment failed|payment is failing|payment not going|payment did not go|card declined|card was declined|money deducted|charged twice|double charged|amount debited|money got debited|paise kat gaye|payment nahi ho|pago fallo|pago rechazado|me cobraron dos|पैसे कट|पेमेंट फेल',
  ),
  angry: phrases(
    'angry|furious|fed up|scammers|fraud|cheat|cheated|cheating|ridiculous|wtf|bullshit|pathetic|idiot|idiots|useless|sick of|liar|liars|hate you|waste of time|bakwas|pagal|dhoka|dhokha|estafadores|harto|harta|furioso|furiosa|inaceptable|धोखा|बकवास|गुस्सा|how dare',
  ),
  frustrated: phrases(
    "annoyed|annoying|frustrated|frustrating|not helpful|unhelpful|still waiting|again and again|already told|third time|kitni baar|cuantas veces|molesto|molesta|you keep|stop repeating|doesn't answer|didn't answer my|parefshan|pareshan|परेशान",
  ),
  veryPositive: phrases(
    'love it|amazing|awesome|fantastic|excellent|wonderful|brilliant|super excited|so excited|perfect thank|bahut badhiya|bahut accha|excelente|maravilloso|genial|encanta|बहुत बढ़िया|बहुत अच्छा',
  ),
  positive: phrases(
    'great|good|nice|perfect|thanks|thank you|sounds good|interested|helpful|happy|cool|please|gracias|bueno|perfecto|interesa|accha|acha|badhiya|shukriya|dhanyavad|अच्छा|धन्यवाद|शुक्रिया|बढ़िया',
  ),
  negotiation: phrases(
    'best price|lower the price|lower price|negotiate|negotiable|can you do it for|cheaper|special price|kam karo|kam kar do|thoda kam|last price|final price|mejor precio|rebaja|me hace descuento|give me a discount|give me discount|any discount|discount do|कम करो|कम कर|थोड़ा कम',
  ),
  booking: phrases(
    "book|book me|booking|appointment|schedule|reserve|sign me up|sign up|enroll|enrol|register|join|i'll take it|come in|cita|reservar|agendar|apuntarme|inscribirme|book karna|book kar|appointment chahiye|admission|arrange a visit|please arrange|arrange it|viewing|set up a call|बुक|अपॉइंटमेंट|दाखिला",
  ),
  booked: phrases(
    "i booked|i have booked|i've booked|just booked|booked it|i paid|i have paid|payment done|i downloaded|downloaded it|filled the form|download done|app downloaded|form done|booking done|download ho gaya|payment ho gaya|i filled|i registered|ya reserve|ya pague|book kar liya|payment kar diya|download kar liya|बुक कर लिया|भुगतान कर दिया",
  ),
  clicked: phrases(
    'clicked|opened the link|i am on the page|on the page now|looking at the link|abri el enlace|link khola',
  ),
  greeting: phrases(
    'hi|hii|hello|hlo|hey|good morning|good afternoon|good evening|namaste|namaskar|hola|buenos dias|buenas tardes|buenas noches|buenas|salaam|नमस्ते|नमस्कार',
  ),
  thanks: phrases(
    'thanks|thank you|thankyou|thx|ty|gracias|dhanyavad|dhanyawad|shukriya|धन्यवाद|शुक्रिया|much appreciated|appreciate it',
  ),
  ack: phrases(
    'ok|okay|okk|k|got it|great|perfect|cool|fine|alright|all right|noted|bye|goodbye|see you|see you then|will do|theek hai|thik hai|thik|theek|accha|acha|vale|de acuerdo|perfecto|adios|hasta luego|ठीक है|ठीक|अच्छा',
  ),
  yes: phrases(
    "yes|yeah|yep|yup|sure|of course|sounds good|haan|han|ji haan|haan ji|si|claro|dale|let's do it|ok|okay|please do|go ahead|yes please|interested|i'm interested|great|perfect|हाँ|हां|जी|जी हाँ",
  ),
  no: phrases('no|nope|nah|nahi|nahin|no thanks|no thank you|not really|none|नहीं|ninguno|ninguna'),
  confused: phrases(
    "don't understand|do not understand|didn't understand|what do you mean|i'm confused|i am confused|confusing|not clear|unclear|huh|explain again|samajh nahi|samjha nahi|samajh nhi|no entiendo|no entendi|que quiere decir|समझ नहीं|matlab kya|didn't get it|didn't get that",
  ),
  past: phrases(
    'you said|earlier|last time|as i said|i told you|you told me|previously|we discussed|you mentioned|remember|pehle bola|pehle bataya|aapne kaha|aapne bola|pichli baar|dijiste|usted dijo|me dijo|le dije|आपने कहा|पहले बताया|पिछली बार',
  ),
  notInterested: phrases(
    "not interested|no longer interested|no me interesa|interest nahi|interested nahi|nahi chahiye|don't want it|do not want|नहीं चाहिए|रुचि नहीं",
  ),
  hasQuestions: phrases(
    "i have a question|i've a question|i've got a question|i got a question|i have questions|i've questions|i've got questions|i have some questions|i've got some questions|i have a few questions|i've got a few questions|i have a couple of questions|tengo una pregunta|tengo preguntas|tengo algunas preguntas|tengo unas preguntas|tengo una duda|tengo dudas|tengo algunas dudas|ek sawal|kuch sawal|mere sawal|एक सवाल|कुछ सवाल",
  ),
  pain: phrases(
    'toothache|tooth hurts|hurts a lot|in pain|emergency|urgent|urgently|asap|right away|bleeding|turant|jaldi se|urgente|dolor fuerte|bahut dard|तुरंत|बहुत दर्द|इमरजेंसी',
  ),
};

/** Objections in the order they are looked for; the key is how playbooks usually name them. */
export const OBJECTIONS: [string, string[]][] = [
  [
    'too_expensive',
    phrases(
      "too expensive|expensive|too much money|out of my budget|over my budget|above my budget|can't afford|cannot afford|costly|pricey|price is high|too high|too costly|mehnga|mehenga|mahanga|mahenga|budget nahi|itna paisa|muy caro|caro|cara|demasiado|महंगा|महँगा|बजट नहीं|that's a lot",
    ),
  ],
  [
    'ask_family',
    phrases(
      'ask my|talk to my|check with my|discuss with my|speak to my|speak with my|consult my|talk it over with|consultar con mi|hablar con mi|hablarlo con mi|consultarlo con|wife se|husband se|papa se|ghar pe puch|ghar pe baat|से पूछ|घर में बात',
    ),
  ],
  [
    'need_to_think',
    phrases(
      "think about it|need to think|let me think|will think|i'll think|not sure yet|still deciding|soch ke|soch kar|sochna|sochunga|sochungi|pensarlo|lo pensare|tengo que pensar|सोच कर|सोचना|सोचूंगा",
    ),
  ],
  [
    'no_time',
    phrases(
      'no time|too busy|busy right now|i am busy|not right now|maybe later|not now|time nahi|samay nahi|busy hu|busy hun|no tengo tiempo|estoy ocupado|estoy ocupada|ahora no|समय नहीं|टाइम नहीं',
    ),
  ],
  [
    'trust',
    phrases(
      'a scam|scam|is this legit|legit|is it genuine|is it fake|can i trust|es confiable|es una estafa|asli hai|fraud to nahi|bharosa|भरोसा|guarantee that',
    ),
  ],
  [
    'competitor',
    phrases(
      'another clinic|competitor|other place|elsewhere|somewhere else|already use|found cheaper|found it cheaper|other academy|other hotel|another hotel|dusri jagah|otro lugar|otra clinica|दूसरी जगह|agoda|youtube is free|free on youtube',
    ),
  ],
  ['fear', phrases('scared|afraid|nervous|dar lagta|dar lag|tengo miedo|me da miedo|miedo|डर लगता|डर')],
  ['not_interested', CUES.notInterested],
];
