import { icon, toast } from './dom.js';
import { encodeVoice } from './ogg.js';

const MAX_MS = 120000;
let recording = null;

/** First press records, second press sends: a mono Opus voice message in Ogg. */
export async function startVoice(button, send) {
  if (recording !== null) return recording();
  if (typeof AudioEncoder === 'undefined' || navigator.mediaDevices === undefined) {
    return toast('This browser cannot record here. Use Attach, "Voice message (sample)".');
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return toast('No microphone. Use Attach, "Voice message (sample)".');
  }
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  recorder.onstop = async () => {
    recording = null;
    show(button, false);
    for (const track of stream.getTracks()) track.stop();
    try {
      send(await reencode(new Blob(parts)));
    } catch {
      toast('The recording could not be encoded.');
    }
  };
  recorder.start();
  const limit = setTimeout(() => recorder.stop(), MAX_MS);
  show(button, true);
  recording = () => {
    clearTimeout(limit);
    recorder.stop();
  };
}

function show(button, on) {
  button.replaceChildren(icon(on ? 'stop' : 'mic'));
  button.classList.toggle('recording', on);
  button.setAttribute('aria-label', on ? 'Stop and send the voice message' : 'Record a voice message');
}

async function reencode(blob) {
  const context = new OfflineAudioContext(1, 48000, 48000);
  const audio = await context.decodeAudioData(await blob.arrayBuffer());
  return encodeVoice(audio.getChannelData(0), audio.sampleRate);
}
