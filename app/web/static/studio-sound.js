// @ts-check
/** A line, heard at once: one at a time, and nothing of it is kept but the spoken sentence. */

import { request } from "./studio-api.js";

/** @type {AudioContext | null} */
let context = null;
/** @type {AbortController | null} */
let coming = null;
/** @type {AudioBufferSourceNode | null} */
let source = null;

export function silence() {
  coming?.abort();
  source?.stop();
  coming = source = null;
}

/**
 * @param {string} root where the announcer is, seen from the page
 * @param {Record<string, any>} wish as `POST /v1/audio/speech` has it
 * @param {{begun?: () => void, over?: () => void}} [told]
 * @returns {Promise<void>} settles when the sound begins, or was silenced before
 */
export async function hear(root, wish, { begun = () => {}, over = () => {} } = {}) {
  silence();
  const mine = coming = new AbortController();
  context ??= new AudioContext();
  context.resume(); // in the listener's own gesture, or not at all
  try {
    const body = { ...wish, response_format: "mp3", stream: false };
    const answer = await request(`${root}v1/audio/speech`, { method: "POST", body, signal: mine.signal });
    const sound = await context.decodeAudioData(await answer.arrayBuffer());
    if (mine.signal.aborted) return over();
    source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.addEventListener("ended", over);
    source.start();
    begun();
  } catch (error) {
    over();
    if (!mine.signal.aborted) throw error;
  }
}
