/** Packs Opus packets into an Ogg file, the form of WhatsApp voice messages. */

const CRC = new Uint32Array(256).map((_value, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function page(packet, { flags, granule, sequence }) {
  const segments = Math.floor(packet.length / 255) + 1;
  const bytes = new Uint8Array(27 + segments + packet.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, 0x50617279, true);
  view.setUint32(18, sequence, true);
  bytes[26] = segments;
  bytes.fill(255, 27, 27 + segments - 1);
  bytes[27 + segments - 1] = packet.length % 255;
  bytes.set(packet, 27 + segments);
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ CRC[((crc >>> 24) ^ byte) & 0xff]) >>> 0;
  view.setUint32(22, crc, true);
  return bytes;
}

function head(sampleRate) {
  const bytes = new Uint8Array(19);
  bytes.set(new TextEncoder().encode('OpusHead'));
  bytes[8] = 1;
  bytes[9] = 1;
  new DataView(bytes.buffer).setUint16(10, 312, true);
  new DataView(bytes.buffer).setUint32(12, sampleRate, true);
  return bytes;
}

function tags() {
  const vendor = new TextEncoder().encode('phone');
  const bytes = new Uint8Array(16 + vendor.length);
  bytes.set(new TextEncoder().encode('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

/** `packets`: {bytes, durationUs} in order. Mono. */
export function oggOpus(packets, sampleRate) {
  const pages = [
    page(head(sampleRate), { flags: 2, granule: 0, sequence: 0 }),
    page(tags(), { flags: 0, granule: 0, sequence: 1 }),
  ];
  let granule = 312;
  for (const [index, packet] of packets.entries()) {
    granule += Math.round((packet.durationUs * 48) / 1000);
    pages.push(page(packet.bytes, { flags: index === packets.length - 1 ? 4 : 0, granule, sequence: index + 2 }));
  }
  return new Blob(pages, { type: 'audio/ogg; codecs=opus' });
}

/** Encodes mono samples; throws where the browser has no Opus encoder. */
export async function encodeVoice(samples, sampleRate) {
  const packets = [];
  let failure = null;
  const encoder = new AudioEncoder({
    output: chunk => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      packets.push({ bytes, durationUs: chunk.duration ?? 20000 });
    },
    error: error => {
      failure = error;
    },
  });
  encoder.configure({ codec: 'opus', sampleRate, numberOfChannels: 1, bitrate: 24000 });
  encoder.encode(
    new AudioData({
      format: 'f32-planar',
      sampleRate,
      numberOfFrames: samples.length,
      numberOfChannels: 1,
      timestamp: 0,
      data: samples,
    }),
  );
  await encoder.flush();
  encoder.close();
  if (failure !== null) throw failure;
  return oggOpus(packets, sampleRate);
}
